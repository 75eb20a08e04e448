import type { AnyRow } from '../../src/oracle/differences.js';
import { kindOf } from '../../src/values/check.js';
import { wrongReceiver } from './arguments.js';

/** The rows that a snapshot method shows. Throws a `MatcherUsageError` if they are not there at once, as an array. */
export function snapshotRows(name: string, store: Record<string, () => unknown>, method: string): readonly AnyRow[] {
  const rows = store[method]?.();
  if (kindOf(rows) !== 'array') throw wrongReceiver(name, `what ${method}() returns as an array at once`, rows);
  const odd = (rows as readonly unknown[]).find((row) => kindOf(row) !== 'object');
  if (odd !== undefined) throw wrongReceiver(name, `rows of ${method}() that are objects`, odd);
  return rows as readonly AnyRow[];
}
