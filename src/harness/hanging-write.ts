import { framesOf, type CapturedStack, type StoreEvent } from '../store/events.js';
import type { OpenWaits } from '../store/gauge.js';
import { at, BEFORE, type FollowedStore, type KnownWrite } from './followed-store.js';
import { scopesOf, type ScopeState } from './scope-state.js';

type WriteWait = OpenWaits['writes'][number];

/** A pending write that somebody awaits. */
export class HangingWrite {
  readonly store: FollowedStore;
  readonly id: WriteWait['operationId'];
  readonly #calledAt: WriteWait['calledAt'];
  readonly #known: KnownWrite | undefined;

  constructor(store: FollowedStore, { operationId, calledAt }: WriteWait) {
    this.store = store;
    this.id = operationId;
    this.#calledAt = calledAt;
    this.#known = store.writes.get(operationId);
  }

  /** Its place among the events of all stores; what was written before these were followed comes first. */
  get arrival(): number {
    return this.#known?.arrival ?? -1;
  }

  /** Where it is awaited and was submitted, which call holds it back, and which would release it. */
  explain(): string {
    const { core, isPoisoned } = this.store;
    const delayed = this.#known?.delayed;
    const lines = [
      `${this.store.nameOf(this.id)} is awaited ${placeOfCall(this.#calledAt)}.`,
      `It was submitted ${this.store.originOf(this.id)}.`,
    ];
    if (delayed !== undefined) lines.push(`It is held back by ${this.#holder(delayed)}.`);
    if (delayed?.reason === 'autoComplete is off' && core.autoComplete)
      lines.push('That autoComplete is on again releases nothing.');
    if (isPoisoned)
      lines.push(`The store is poisoned, and releases nothing before ${this.store.call('clearPoison()')}.`);
    lines.push(`Release it before you await what needs it: ${this.#remedy()}.`);
    return lines.join('\n   ');
  }

  #holder({ reason, cause }: NonNullable<KnownWrite['delayed']>): string {
    if (cause !== undefined) return `${nameOfCall(cause)}, called ${at(cause.callSite)}`;
    if (reason === 'delayNextWrites') return `delayNextWrites(), called ${BEFORE}`;
    return `autoComplete, which was off ${this.store.isOwn ? 'from the start' : BEFORE}`;
  }

  #remedy(): string {
    const scope = scopesOf(this.store.core).findLast((candidate) => candidate.isOpen && this.#indexIn(candidate) >= 0);
    if (scope !== undefined) return `${this.#releaseIn(scope)} or delayed.releaseAll()`;
    const isOldest = this.store.waits.pending[0] === this.id;
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
export function nameWrites(writes: readonly HangingWrite[]): string {
  const stores = [...new Set(writes.map(({ store }) => store))];
  const named = stores.map((store) => {
    const ids = writes.filter((write) => write.store === store).map(({ id }) => id);
    return `${store.kind} ${ids.length === 1 ? 'write' : 'writes'} ${ranges(ids)}`;
  });
  return named.join('; ');
}

/** Where a call was made, of which the stack was kept. */
export function placeOfCall(call: CapturedStack | undefined): string {
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
  return runs.map(shownRun).join(', ');
}

function shownRun({ first, last }: { readonly first: bigint; readonly last: bigint }): string {
  if (first === last) return `#${first}`;
  return last === first + 1n ? `#${first}, #${last}` : `#${first} to #${last}`;
}
