import { plural } from '../../src/harness/describe-event.js';
import { fieldsOf, type RowDifference } from '../../src/oracle/differences.js';
import { shortenId } from '../../src/values/public-id.js';
import { show } from './show.js';

const MOST_ROWS = 5;

/** What is wrong with some rows, one paragraph a row, field by field. */
export function describeDifferences(differences: readonly RowDifference[]): string {
  const shown = differences.slice(0, MOST_ROWS).map(describeDifference);
  const left = differences.length - shown.length;
  return [...shown, ...(left > 0 ? [`... and ${plural(left, 'more row')}`] : [])].join('\n');
}

/** The two sides of some differences, for the runner's diff: only the rows that differ. */
export function sides(differences: readonly RowDifference[]): { readonly expected: unknown; readonly actual: unknown } {
  const side = (name: 'expected' | 'actual'): unknown =>
    Object.fromEntries(
      differences
        .slice(0, MOST_ROWS)
        .map((difference) => [`${difference.table} ${shortKey(difference.key)}`, difference[name]]),
    );
  return { expected: side('expected'), actual: side('actual') };
}

function describeDifference({ table, key, expected, actual, fields }: RowDifference): string {
  const row = `  ${ROW[table]} ${shortKey(key)}`;
  if (actual === undefined) return `${row} is missing`;
  if (expected === undefined) return `${row} should not be there`;
  const wanted = fieldsOf(expected);
  const found = fieldsOf(actual);
  return `${row}\n${fields.map((field) => `    ${field}: expected ${showField(wanted.get(field))}, received ${showField(found.get(field))}`).join('\n')}`;
}

/** A row's key in short. */
function shortKey(key: string): string {
  return key.split('/').map(shortenId).join('/');
}

function showField(value: unknown): string {
  return value === undefined ? 'nothing' : show(value);
}

const ROW = { records: 'record', findings: 'finding', occurrences: 'occurrence', observations: 'observation' } as const;
