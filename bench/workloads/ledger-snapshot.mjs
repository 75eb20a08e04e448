// W5: sorted snapshots.
import { drawRecord, flatKeys, POLICIES, versionsOf } from '../inputs/ledger.mjs';
import { drawsOf, shuffle } from '../inputs/random.mjs';
import { contestantOf } from './contestant.mjs';

export function load(scale) {
  const draw = drawsOf(5);
  const records = shuffle(
    POLICIES.flatMap((policyHash) =>
      versionsOf(25_000 * scale).map((ovidHash) => drawRecord(draw, policyHash, ovidHash)),
    ),
    draw,
  );
  return {
    operations: records.length,
    floor: () => floorOf(records),
    contestant: (name) =>
      contestantOf(name, {
        prepare: async ({ ledger }) => {
          for (let at = 0; at < records.length; at += 20) {
            await (await ledger.batchUpsert(records.slice(at, at + 20))).wait();
          }
        },
        run: async ({ ledger }) => (await ledger.snapshot()).length,
        outcome: ({ ledger }) => ledger.snapshot(),
      }),
  };
}

/** The engine's own sort of the keys, which beats every comparison function, and a look-up for each. */
function floorOf(records) {
  const keyOf = flatKeys();
  const rows = new Map(records.map((record) => [keyOf(record.key), record]));
  return { run: () => [...rows.keys()].sort().map((key) => rows.get(key)).length };
}
