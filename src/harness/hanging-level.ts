import type { LevelWait } from '../store/gauge.js';
import { plural } from './describe-event.js';
import type { FollowedStore } from './followed-store.js';
import { nameWrites, placeOfCall, type HangingWrite } from './hanging-write.js';
import type { ScopeState } from './scope-state.js';

/** What else there is: all the stores that are followed, and the pending writes that somebody awaits. */
export interface Surroundings {
  readonly stores: readonly FollowedStore[];
  readonly awaited: readonly HangingWrite[];
}

/** Why `submitted(n)` of a scope has not come true. */
export function explainSubmitted({ level, calledAt }: LevelWait, scope: ScopeState, around: Surroundings): string {
  const stores = around.stores.filter(({ core }) => scope.stores.includes(core));
  const kinds = scope.stores.map(({ kind }) => kind).join(' and ');
  const { submissions, isOpen, openedAt, refusals } = scope;
  const earlier = stores.reduce((sum, { writes }) => sum + writes.size, -submissions);
  const reasons = [
    ...(isOpen ? [] : ['It has been left since, and counts no more: await submitted() inside of it.']),
    ...awaitedIn(stores, around),
    ...refused(refusals),
    ...(isOpen && earlier > 0 ? [`${plural(earlier, 'write')} came before that: not counted.`] : []),
    ...(submissions === 0 ? elsewhere(stores, around) : []),
  ];
  return [
    `delayed.submitted(${level}) is awaited ${placeOfCall(calledAt)}.`,
    `Submitted to ${kinds}: ${submissions} of ${level}. Missing: ${level - submissions}.`,
    `The scope was opened ${placeOfCall(openedAt)}.`,
    ...orElse(reasons, submissions, kinds),
  ].join('\n   ');
}

/** Why `whenPending(n)` of a store has not come true. */
export function explainPending({ level, calledAt }: LevelWait, store: FollowedStore, around: Surroundings): string {
  const pending = new Set(store.waits.pending);
  const writes = [...store.writes.values()];
  const atOnce = writes.filter(({ delayed }) => delayed === undefined).length;
  const ended = writes.filter(({ delayed }) => delayed !== undefined && !pending.has(delayed.operationId)).length;
  const reasons = [
    ...awaitedIn([store], around),
    ...(atOnce > 0 ? [`${plural(atOnce, 'write')} completed at once: hold writes back before they come.`] : []),
    ...(ended > 0 ? [`${plural(ended, 'write')} had to wait, and ended since.`] : []),
    ...refused(store.refusals),
    ...(writes.length === 0 ? elsewhere([store], around) : []),
  ];
  return [
    `${store.call(`whenPending(${level})`)} is awaited ${placeOfCall(calledAt)}.`,
    `Pending: ${pending.size} of ${level}. Missing: ${level - pending.size}.`,
    ...orElse(reasons, writes.length, store.kind),
  ].join('\n   ');
}

/** The commonest reason: the code under test awaits one write before it makes the next. */
function awaitedIn(stores: readonly FollowedStore[], { awaited }: Surroundings): string[] {
  const here = awaited.filter(({ store }) => stores.includes(store));
  if (here.length === 0) return [];
  return [`Whoever awaits ${nameWrites(here)} goes on only once ${here.length === 1 ? 'it is' : 'they are'} released.`];
}

function refused(tally: ReadonlyMap<string, number>): string[] {
  return [...tally].map(([code, count]) => `${plural(count, 'submission')} refused with ${code}: not counted.`);
}

/** Writes that went to other stores. */
function elsewhere(stores: readonly FollowedStore[], around: Surroundings): string[] {
  const others = around.stores.filter((store) => !stores.includes(store) && store.writes.size > 0);
  return others.map(({ kind, writes }) => `${plural(writes.size, 'write')} went to ${kind} instead.`);
}

/** When nothing that the stores have seen is a reason. */
function orElse(reasons: readonly string[], seen: number, kinds: string): readonly string[] {
  if (reasons.length > 0) return reasons;
  if (seen > 0) return ['No more came: the code under test has ended, hangs elsewhere, or writes less than that.'];
  return [
    `Nothing has been written to ${kinds}: ` +
      'the code under test has not come that far, has ended, or writes to a store of its own.',
  ];
}
