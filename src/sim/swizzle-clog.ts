import { FaultLevel, strikes, type SimContext } from './context.js';
import { FindingsPayloads } from './findings-payloads.js';
import { LedgerPayloads, SEED_PAYLOADS } from './ledger-payloads.js';
import type { SimOperation, SimStore } from './operations.js';
import type { World } from './world.js';

/** Batches of this many records, on this many keys: they overlap. */
const RECORDS = 3;
const KEYS = 5;

/** Submits overlapping batches while all are held back, and releases them in a drawn order; whether everything held. */
export async function swizzleClog(
  { level, order, faults, payload }: SimContext,
  world: World,
  store: SimStore,
  batches: number,
  execute: World['execute'],
): Promise<boolean> {
  const options = { ...SEED_PAYLOADS, objects: KEYS };
  const [records, findings] = [
    new LedgerPayloads(payload, options, (key) => world.isSighted(key)),
    new FindingsPayloads(payload, options),
  ];
  const labels = Array.from({ length: batches }, (_, index) => `c${index + 1}`);
  const rate = FaultLevel.partsPerMillion(level);
  const doomed = new Set(order.shuffle(labels).slice(0, Math.max(1, Math.floor(batches / 4))));
  const steps = function* (): Generator<SimOperation> {
    yield { type: 'InjectDelay', store, count: batches };
    for (const label of labels) {
      const refused = strikes(faults, rate) && { faults: ['failNextSubmissions'] as const };
      yield store === 'ledger'
        ? { type: 'BatchUpsert', store, label, ...refused, records: records.batch(RECORDS) }
        : { type: 'BatchUpsert', store, label, ...refused, batch: findings.batch(RECORDS) };
    }
    for (const write of order.shuffle(labels)) {
      const fails = doomed.has(write) || strikes(faults, rate);
      if (fails) yield { type: 'InjectCommitFailure', store, count: 1 };
      yield { type: 'ReleaseSpecific', store, write };
      if (fails) yield { type: 'ResetFaults', store }; // a write that was refused has left it armed
    }
  };
  for (const operation of steps()) if (!(await execute(operation, 'safety'))) return false;
  return true;
}
