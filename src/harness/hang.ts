import { coreOf, type Controlled } from '../store/controlled-store.js';
import { plural } from './describe-event.js';
import { listOfEvents, numbered } from './event-lines.js';
import { FollowedStore } from './followed-store.js';
import { explainPending, explainSubmitted, type Surroundings } from './hanging-level.js';
import { at, HangingWrite, nameWrites } from './hanging-write.js';
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
    .flatMap((store) => store.core.openWaits().writes.map((wait) => new HangingWrite(store, wait)))
    .sort((a, b) => a.arrival - b.arrival);
  const levels = explainLevels({ stores, awaited });
  const places = awaited.length + levels.length;
  if (places === 0) return explainIdle(stores);
  const items = [...explainWrites(awaited), ...levels];
  return [
    `It waits for the stores in ${plural(places, 'place')}:`,
    items.map((item, index) => (items.length === 1 ? item : `${index + 1}. ${item}`)).join('\n'),
    ...(timeline.events().length === 0 ? [] : [listOfEvents('What the stores did', numbered(timeline.events()))]),
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
    ...around.stores.flatMap((store) =>
      store.core.openWaits().levels.map((wait) => explainPending(wait, store, around)),
    ),
    ...[...scopes].flatMap((scope) => scope.waits().map((wait) => explainSubmitted(wait, scope, around))),
  ];
}

/** What a test may want to know that hangs while nobody waits. */
function explainIdle(stores: readonly FollowedStore[]): string | undefined {
  const pending = stores
    .flatMap((store) => store.writes())
    .filter(({ isPending }) => isPending)
    .sort((a, b) => a.arrival - b.arrival);
  const [oldest] = pending;
  if (oldest === undefined) return undefined;
  const { store, operationId, rows, callSite } = oldest.accepted;
  const write = `${store} write #${operationId} (${plural(rows, 'row')}), submitted at ${at(callSite)}`;
  return pending.length === 1
    ? `Nobody awaits a write of its stores, though one is pending: ${write}.`
    : `Nobody awaits a write of its stores, though ${pending.length} are pending, the oldest being ${write}.`;
}

const MOST = 10;
