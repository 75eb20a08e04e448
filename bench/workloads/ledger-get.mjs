// W2: ledger reads.
import { drawRecord, flatKeys, POLICIES, TENANT, versionsOf } from '../inputs/ledger.mjs';
import { drawsOf, shuffle } from '../inputs/random.mjs';
import { contestantOf } from './contestant.mjs';

const PRESENT = 10;
const ABSENT = 10;

export function load(scale) {
  const draw = drawsOf(2);
  const stored = versionsOf(50_000 * scale);
  const others = versionsOf(100_000 * scale).slice(stored.length);
  const some = (versions, count) => Array.from({ length: count }, () => versions[draw(0, versions.length - 1)]);
  const batches = POLICIES.flatMap((policyHash) => {
    const records = stored.map((ovidHash) => drawRecord(draw, policyHash, ovidHash));
    return Array.from({ length: records.length / 20 }, (_, index) => records.slice(index * 20, index * 20 + 20));
  });
  const queries = Array.from({ length: 25_000 * scale }, () => ({
    policyHash: POLICIES[draw(0, 3)],
    ovidHashes: shuffle([...some(stored, PRESENT), ...some(others, ABSENT)], draw),
  }));
  return {
    operations: queries.length * (PRESENT + ABSENT),
    floor: () => floorOf(batches, queries),
    contestant: (name) =>
      contestantOf(name, {
        prepare: async ({ ledger }) => {
          for (const batch of batches) await (await ledger.batchUpsert(batch)).wait();
        },
        run: async ({ ledger }) => {
          let found = 0;
          for (const { policyHash, ovidHashes } of queries) {
            const rows = await ledger.batchGet(TENANT, policyHash, ovidHashes);
            if (rows[0] !== undefined) found++;
          }
          return found;
        },
        outcome: async ({ ledger }) => {
          const answers = [];
          for (const { policyHash, ovidHashes } of queries.slice(0, 1000)) {
            answers.push(...(await ledger.batchGet(TENANT, policyHash, ovidHashes)));
          }
          return answers;
        },
      }),
  };
}

function floorOf(batches, queries) {
  const keyOf = flatKeys();
  const rows = new Map(batches.flat().map((record) => [keyOf(record.key), record]));
  const keyed = queries.map(({ policyHash, ovidHashes }) =>
    ovidHashes.map((ovidHash) => keyOf({ tenantId: TENANT, policyHash, ovidHash })),
  );
  return {
    run: () => {
      let found = 0;
      for (const keys of keyed) {
        const answers = [];
        for (const key of keys) answers.push(rows.get(key));
        if (answers[0] !== undefined) found++;
      }
      return found;
    },
  };
}
