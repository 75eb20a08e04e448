// W1: ledger writes.
import { flatKeys, POLICIES, drawRecord, versionsOf } from '../inputs/ledger.mjs';
import { drawsOf } from '../inputs/random.mjs';
import { contestantOf } from './contestant.mjs';

const BATCH = 20;

export function load(scale) {
  const draw = drawsOf(1);
  const versions = versionsOf(50_000 * scale);
  const someVersion = () => versions[draw(0, versions.length - 1)];
  const batches = Array.from({ length: 25_000 * scale }, () =>
    Array.from({ length: BATCH }, () => drawRecord(draw, POLICIES[draw(0, 3)], someVersion())),
  );
  return {
    operations: batches.length * BATCH,
    floor: () => floorOf(batches),
    contestant: (name) =>
      contestantOf(name, {
        run: async ({ ledger }) => {
          for (const batch of batches) await (await ledger.batchUpsert(batch)).wait();
        },
        outcome: ({ ledger }) => ledger.snapshot(),
      }),
  };
}

function floorOf(batches) {
  const keyOf = flatKeys();
  const keyed = batches.map((batch) => batch.map((record) => ({ key: keyOf(record.key), record })));
  return {
    run: () => {
      const rows = new Map();
      for (const batch of keyed) {
        for (const { key, record } of batch) {
          rows.get(key);
          rows.set(key, record);
        }
      }
      return rows.size;
    },
  };
}
