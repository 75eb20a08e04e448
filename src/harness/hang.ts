import { coreOf, type Controlled } from '../store/controlled-store.js';
import { plural } from './describe-event.js';
import { listOfEvents, numbered } from './event-lines.js';
import { FollowedStore } from './followed-store.js';
import { explainPending, explainSubmitted, type Surroundings } from './hanging-level.js';
import { HangingWrite, nameWrites } from './hanging-write.js';
import { scopesOf } from './scope-state.js';
import type { Timeline } from './timeline.js';

/**
 * Which waits on the stores of a timeline have not ended, why, and what would end them (specification 2-api, "Hang
 * explainer"); `undefined` if nobody waits, and nothing is pending. `own` are the stores that were made for the test, by
 * the names that it has for them.
 */
export function explainHang(timeline: Timeline, own: Readonly<Record<string, Controlled>>): string | undefined {
  const names = new Map(Object.entries(own).map(([name, store]) => [coreOf(store), name]));
  const stores = timeline.cores().map((core) => new FollowedStore(core, names.get(core), timeline));
  const awaited = stores
    .flatMap((store) => store.waits.writes.map((wait) => new HangingWrite(store, wait)))
    .sort((a, b) => a.arrival - b.arrival);
  const levels = explainLevels({ stores, awaited });
  const places = awaited.length + levels.length;
  if (places === 0) return explainIdle(stores);
  const items = [...explainWrites(awaited), ...levels];
  const events = timeline.events();
  return [
    `It waits for the stores in ${plural(places, 'place')}:`,
    items.map((item, index) => (items.length === 1 ? item : `${index + 1}. ${item}`)).join('\n'),
    ...(events.length === 0 ? [] : [listOfEvents('What the stores did', numbered(events))]),
  ].join('\n\n');
}

/** All are named, and as many as one cares to read are explained. */
function explainWrites(awaited: readonly HangingWrite[]): string[] {
  const sentences = awaited.slice(0, MOST).map((write) => write.explain());
  const others = awaited.slice(MOST);
  return others.length === 0 ? sentences : [...sentences, `Awaited likewise: ${nameWrites(others)}.`];
}

function explainLevels(around: Surroundings): string[] {
  const scopes = new Set(around.stores.flatMap(({ core }) => scopesOf(core)));
  return [
    ...around.stores.flatMap((store) => store.waits.levels.map((wait) => explainPending(wait, store, around))),
    ...[...scopes].flatMap((scope) => scope.waits().map((wait) => explainSubmitted(wait, scope, around))),
  ];
}

/** What a test may want to know that hangs while nobody waits for its stores. */
function explainIdle(stores: readonly FollowedStore[]): string | undefined {
  const pending = stores
    .flatMap((store) => store.waits.pending.map((id) => ({ store, id, arrival: store.writes.get(id)?.arrival ?? -1 })))
    .sort((a, b) => a.arrival - b.arrival);
  const [oldest] = pending;
  if (oldest === undefined) return undefined;
  const { store, id } = oldest;
  const which = pending.length === 1 ? 'one is pending:' : `${pending.length} are pending, the oldest being`;
  return `Nobody awaits a write of its stores, though ${which} ${store.nameOf(id)}, submitted ${store.originOf(id)}.`;
}

const MOST = 10;
