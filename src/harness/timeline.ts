import { coreOf } from '../store/controlled-store.js';
import type { StoreEvent } from '../store/events.js';
import { invalidType } from '../values/check.js';
import type { TimelineHtmlOptions } from '../timeline/page-of-events.js';
import { describeEvent } from './describe-event.js';

const TIMELINE: unique symbol = Symbol.for('gossip-inmemory.timeline') as never;

type Core = NonNullable<ReturnType<typeof coreOf>>;

/** What some stores did, in order. */
export class Timeline {
  readonly #entries: { readonly core: Core; readonly event: StoreEvent }[] = [];
  readonly #followed = new Set<Core>();

  /** Follows the stores from now on. Throws `InvalidType` for what is not a store of ours. */
  constructor(...stores: readonly object[]) {
    for (const store of stores) this.follow(store);
  }

  /** Follows one more store from now on; one that it follows already is left at that. */
  follow(store: object): void {
    const core = coreOf(store);
    if (core === undefined) throw invalidType('store', 'a store of gossip-inmemory', store);
    if (this.#followed.has(core)) return;
    this.#followed.add(core);
    core.subscribe({ onEvent: (event: StoreEvent) => this.#entries.push({ core, event }), [TIMELINE]: this } as never);
  }

  /** What happened so far, of all stores, in order. */
  events(): readonly StoreEvent[] {
    return this.#entries.map(({ event }) => event);
  }

  /** One line per event. */
  lines(): readonly string[] {
    return this.#entries.map(({ event }) => describeEvent(event));
  }

  toString(): string {
    return this.lines().join('\n');
  }

  /**
   * One HTML page that needs no network: every event, and the durable rows after each as the definitions have them.
   * Secrets are redacted.
   */
  async toHtml(options?: TimelineHtmlOptions): Promise<string> {
    // eslint-disable-next-line no-restricted-syntax -- a page that hardly any test asks for
    const { htmlOf } = await import('../timeline/of-stores.js');
    return htmlOf(this.#entries, options);
  }

  /** A sequence diagram in Mermaid's language: the test calls the stores, and these answer. The last events if many. */
  async toMermaid(): Promise<string> {
    // eslint-disable-next-line no-restricted-syntax -- likewise
    const { mermaidOf } = await import('../timeline/of-stores.js');
    return mermaidOf(this.#entries);
  }

  /** @internal The cores of the stores that it follows, in the order in which it began to. */
  cores(): readonly Core[] {
    return [...this.#followed];
  }

  /** @internal What happened so far, of all stores, in order, each event with its store: two may be of one kind. */
  entries(): readonly { readonly core: Core; readonly event: StoreEvent }[] {
    return this.#entries;
  }
}

/** The timeline that follows a store, through whichever of its handles; `undefined` if none does. */
export function timelineOf(store: unknown): Timeline | undefined {
  for (const observer of coreOf(store)?.observers() ?? []) {
    if (typeof observer === 'object' && TIMELINE in observer) return observer[TIMELINE] as Timeline;
  }
  return undefined;
}
