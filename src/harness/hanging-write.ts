import { framesOf, type StoreEvent } from '../store/events.js';
import type { OpenWaits } from '../store/gauge.js';
import { userLocation } from './call-site.js';
import { plural } from './describe-event.js';
import type { FollowedStore, KnownWrite } from './followed-store.js';
import { scopesOf, type ScopeState } from './scope-state.js';

type WriteWait = OpenWaits['writes'][number];

/** A pending write that somebody awaits. */
export class HangingWrite {
  readonly store: FollowedStore;
  /** Its place among the events of all stores; what was written before they were followed comes first. */
  readonly arrival: number;
  readonly #wait: WriteWait;
  readonly #known: KnownWrite | undefined;

  constructor(store: FollowedStore, wait: WriteWait) {
    this.store = store;
    this.#wait = wait;
    this.#known = store.write(wait.operationId);
    this.arrival = this.#known?.arrival ?? -1;
  }

  get id(): WriteWait['operationId'] {
    return this.#wait.operationId;
  }

  /** Where it is awaited and was submitted, which call holds it back, and which would release it. */
  explain(): string {
    const { kind, core, isPoisoned } = this.store;
    const rows = this.#known === undefined ? '' : ` (${plural(this.#known.accepted.rows, 'row')})`;
    const delayed = this.#known?.delayed;
    const lines = [
      `${kind} write #${this.id}${rows} is awaited at ${placeOfCall(this.#wait.calledAt)}.`,
      `It was submitted ${this.#known === undefined ? BEFORE : `at ${at(this.#known.accepted.callSite)}`}.`,
    ];
    if (delayed !== undefined) lines.push(`It is held back ${this.#reason(delayed)}.`);
    if (delayed?.reason === 'autoComplete is off' && core.autoComplete)
      lines.push('That autoComplete is on again releases nothing.');
    if (isPoisoned)
      lines.push(`The store is poisoned, and releases nothing before ${this.store.call('clearPoison()')}.`);
    lines.push(`Release it before you await what needs it: ${this.#remedy()}.`);
    return lines.join('\n   ');
  }

  #reason({ reason, cause }: { readonly reason: string; readonly cause: StoreEvent | undefined }): string {
    if (cause !== undefined) return `by ${nameOfCall(cause)}, called at ${at(cause.callSite)}`;
    if (reason === 'delayNextWrites') return `by delayNextWrites(), called ${BEFORE}`;
    if (this.store.isOwn) return 'by autoComplete, which was off from the start';
    return `by autoComplete, which was off ${BEFORE}`;
  }

  #remedy(): string {
    const scope = scopesOf(this.store.core).findLast((candidate) => candidate.isOpen && this.#indexIn(candidate) >= 0);
    if (scope !== undefined) return `${this.#releaseIn(scope)} or delayed.releaseAll()`;
    const isOldest = this.store.writes().find(({ isPending }) => isPending) === this.#known;
    return this.store.call(isOldest ? 'releaseNext()' : `releaseSpecific(${this.id})`, 'releaseAll()');
  }

  #releaseIn(scope: ScopeState): string {
    const index = this.#indexIn(scope);
    if (index === 0) return 'delayed.releaseNext()';
    const isUnique = scope.held().filter(({ entry }) => entry.id === this.id).length === 1;
    return `delayed.release(${isUnique ? this.id : `delayed.pending()[${index}]`})`;
  }

  #indexIn(scope: ScopeState): number {
    return scope.held().findIndex(({ core, entry }) => core === this.store.core && entry.id === this.id);
  }
}

/** Names writes: `findings writes #1 to #4, #7; done-ledger write #1`. */
export function nameWrites(writes: readonly { readonly store: FollowedStore; readonly id: bigint }[]): string {
  const stores = [...new Set(writes.map(({ store }) => store))];
  return stores
    .map((store) => {
      const ids = writes.filter((write) => write.store === store).map(({ id }) => id);
      return `${store.kind} ${ids.length === 1 ? 'write' : 'writes'} ${ranges(ids)}`;
    })
    .join('; ');
}

/** `at` a place in the user's code. */
export function at(callSite: string | undefined): string {
  return userLocation(callSite) ?? 'an unknown place';
}

/** Where a call was made, of which the stack was kept. */
export function placeOfCall(call: Error | undefined): string {
  return at(call && framesOf(call));
}

/** The call behind an event, as it was written. */
function nameOfCall(event: StoreEvent): string {
  if (event.calledAs === 'setAutoComplete') return 'setAutoComplete(false)';
  if (event.calledAs === 'delayNextWrites' && event.type === 'fault-armed') return `delayNextWrites(${event.count})`;
  return `${event.calledAs}()`;
}

/** Ids in order, neighbours together: `#1 to #4, #7, #8`. */
function ranges(ids: readonly bigint[]): string {
  const runs: { first: bigint; last: bigint }[] = [];
  for (const id of ids) {
    const run = runs.at(-1);
    if (run?.last === id - 1n) run.last = id;
    else runs.push({ first: id, last: id });
  }
  return runs
    .map(({ first, last }) => (first === last ? `#${first}` : `#${first}${last === first + 1n ? ',' : ' to'} #${last}`))
    .join(', ');
}

const BEFORE = 'before the timeline followed the store';
