import { differingFields } from '../oracle/differences.js';
import { abbreviate } from '../values/public-id.js';
import { kindOfSensitive, type SecretHash } from '../values/secrets.js';
import { labelOfSecret } from './synthetic-secret.js';
import type { Breach, InvariantName } from './violation.js';

/** A row that is not as it must be. `key` is the ids of its key, joined by `/`; `sentence` has no full stop. */
export function rowBreach(
  invariant: InvariantName,
  key: string,
  expected: object | undefined,
  received: object | undefined,
  sentence: string,
): Breach {
  const fields = expected === undefined || received === undefined ? [] : differingFields(expected, received);
  return {
    invariant,
    message: `${sentence}: row ${key.split('/').map(abbreviate).join('/')}`,
    expected: shown(expected, fields),
    received: shown(received, fields),
    key,
    fields: fields.length === 0 ? ['row'] : fields,
  };
}

/** Rows that were there, and are not any more. */
export function lackingRows(invariant: InvariantName, expected: number, received: number): Breach {
  const message = 'Durable rows are not shown any more.';
  return { invariant, message, expected: `${expected} rows`, received: `${received}`, fields: ['row'] };
}

function shown(row: object | undefined, fields: readonly string[]): string {
  if (row === undefined) return 'no row';
  if (fields.length === 0) return 'a row';
  return fields.map((field) => `${field} ${valueAt(row, field)}`).join(', ');
}

/** The value at a path. A secret is told by its label, which is the same in every process; its tag is not. */
function valueAt(row: object, path: string): string {
  let value: unknown = row;
  for (const name of path.split('.')) {
    if (kindOfSensitive(value) !== undefined) return labelOfSecret(value as SecretHash) ?? String(value);
    value = (value as Record<string, unknown> | undefined)?.[name];
  }
  return value === undefined ? 'absent' : `${value as string | bigint}`;
}
