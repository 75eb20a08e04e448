// W4: a backlog of delayed writes of one record each, released one by one.
import { drawRecord, flatKeys, POLICIES, versionsOf } from '../inputs/ledger.mjs';
import { drawsOf, shuffle } from '../inputs/random.mjs';
import { contestantOf } from './contestant.mjs';

const ORDERS = {
  'oldest first': { ids: (ids) => ids, release: (ledger) => ledger.releaseNext('OldestFirst') },
  'newest first': { ids: (ids) => ids.toReversed(), release: (ledger) => ledger.releaseNext('NewestFirst') },
  'by id, in random order': {
    ids: (ids) => shuffle([...ids], drawsOf(4)),
    release: (ledger, number) => ledger.releaseSpecific(number),
  },
};

export function load(scale, workload) {
  const order = ORDERS[workload.order];
  const draw = drawsOf(4);
  const batches = versionsOf(100_000 * scale).map((ovidHash) => [drawRecord(draw, POLICIES[0], ovidHash)]);
  const ids = order.ids(batches.map((_, index) => index + 1));
  return {
    operations: batches.length,
    floor: () => floorOf(batches, ids),
    contestant: (name) =>
      contestantOf(name, {
        run: async ({ ledger }) => {
          let counted = 0;
          ledger.setAutoComplete(false);
          for (const batch of batches) void ledger.batchUpsert(batch);
          for (const number of ids) {
            order.release(ledger, number);
            counted += ledger.pendingCount();
          }
          return counted;
        },
        outcome: ({ ledger }) => ledger.snapshot(),
      }),
  };
}

/** One Map of what is pending, one of what is durable. It is told which write is the oldest or the newest. */
function floorOf(batches, ids) {
  const keyOf = flatKeys();
  const keyed = batches.map(([record]) => ({ key: keyOf(record.key), record }));
  return {
    run: () => {
      const pending = new Map();
      const rows = new Map();
      let counted = 0;
      let nextId = 1;
      for (const write of keyed) pending.set(nextId++, write);
      for (const number of ids) {
        const { key, record } = pending.get(number);
        pending.delete(number);
        rows.get(key);
        rows.set(key, record);
        counted += pending.size;
      }
      return counted;
    },
  };
}
