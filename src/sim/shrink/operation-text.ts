import { plural } from '../../harness/describe-event.js';
import { abbreviate, isCanonicalId } from '../../values/public-id.js';
import type { CapsuleOperation } from '../capsule.js';
import { valueAt } from './json-path.js';

/** Most records that are named one by one. */
const NAMED = 3;

/** An operation in one line: `ledger: w1 BatchUpsert of 071d0001.. Skipped, with delayNextWrites`. */
export function operationText({ type, store, label, phase, faults, ...fields }: CapsuleOperation): string {
  const { records, batch, keys, ...options } = fields;
  const rows = type !== 'BatchUpsert' ? [] : [`of ${store === 'ledger' ? recordsText(records) : batchText(batch)}`];
  const read = Array.isArray(keys) ? [`of ${plural(keys.length, 'key')}`] : [];
  const named = Object.entries(options).map(([name, value]) => `${name} ${shown(value)}`);
  const armed = Array.isArray(faults) && faults.length > 0 ? [`with ${faults.join(', ')}`] : [];
  const when = phase === 'convergence' ? ['in convergence'] : [];
  const name = typeof label === 'string' ? [label] : [];
  const what = [...name, type, ...rows, ...read].join(' ');
  return `${store}: ${[what, ...named, ...armed, ...when].join(', ')}`;
}

function recordsText(records: unknown): string {
  if (!Array.isArray(records)) return shown(records);
  if (records.length === 0) return 'nothing';
  const rest = records.length - NAMED;
  const named = records.slice(0, NAMED).map((record: unknown) => {
    const [ovid, status] = [valueAt(record, ['key', 'ovidHash']), valueAt(record, ['status'])];
    return typeof status === 'string' ? `${shown(ovid)} ${status}` : shown(record);
  });
  return named.join(', ') + (rest > 0 ? ` and ${plural(rest, 'more record')}` : '');
}

function batchText(batch: unknown): string {
  const counts = (['finding', 'occurrence', 'observation'] as const).flatMap((noun) => {
    const rows = valueAt(batch, [`${noun}s`]);
    return Array.isArray(rows) && rows.length > 0 ? [plural(rows.length, noun)] : [];
  });
  return counts.length === 0 ? 'nothing' : counts.join(', ');
}

function shown(value: unknown): string {
  if (isCanonicalId(value)) return abbreviate(value);
  return typeof value === 'string' ? value : JSON.stringify(value);
}
