import { isCanonicalId } from '../../values/public-id.js';
import type { CapsuleOperation } from '../capsule.js';
import { isDerived, simplestIdentity } from './identities.js';
import { leavesOf, textOf, valueAt, type Path } from './json-path.js';
import { isRow, simplestValue, TABLES } from './values.js';

type Operations = readonly CapsuleOperation[];

/** The values that are not the simplest of their fields, so that it matters what they are: `w1.records[0].bytesScanned = 2`. */
export function mattersOf(operations: Operations): readonly string[] {
  const named = new Set<string>();
  return operations.flatMap((operation, index) => [
    ...optionsThatMatter(operation, index),
    ...[...leavesOf(operation, [])].flatMap(([path, value]) => {
      const identity = simplestIdentity(path.at(-1) as string, operations);
      if (identity !== undefined) {
        // One that is named often matters once, where it is named first.
        const name = `${path.at(-1)} ${JSON.stringify(value)}`;
        if (value === identity || named.has(name)) return [];
        named.add(name);
      } else if (!valueMatters(path, value, operations, index)) return [];
      return [`${placeOf(operation, index, path)} = ${shown(path, value)}`];
    }),
  ]);
}

/** What an operation has beside what it writes or reads. */
function optionsThatMatter(operation: CapsuleOperation, index: number): readonly string[] {
  return ['phase', 'unattended', 'scribbled', 'count', 'order', 'on'].flatMap((name) => {
    const value = operation[name];
    return value === undefined || value === 1 || value === 'OldestFirst'
      ? []
      : [`${placeOf(operation, index, [name])} = ${shown([name], value)}`];
  });
}

function valueMatters(path: Path, value: unknown, operations: Operations, index: number): boolean {
  if (path[0] === 'faults') return true;
  if (path[0] !== 'records' && path[0] !== 'batch') return false;
  const table = TABLES.find((parts) => parts.every((part, place) => path[place] === part));
  if (table === undefined || typeof path[table.length] !== 'number') return true; // no list of rows
  const row = valueAt(operations[index], path.slice(0, table.length + 1));
  const field = path.slice(table.length + 1);
  if (!isRow(row) || field[0] === '$handMade') return true;
  const derived = isDerived([index, ...path], operations);
  if (derived !== undefined) return !derived;
  return field[0] !== 'findingId' && field[0] !== 'occurrenceId' && value !== simplestValue(row, field);
}

function placeOf(operation: CapsuleOperation, index: number, path: Path): string {
  const label = operation['label'];
  const name = typeof label === 'string' ? label : `operations[${index}]`;
  const parts = path.filter((part) => part !== 'batch' && part !== '$handMade');
  return `${name}${parts.length === 0 ? '' : `.${textOf(parts)}`}`;
}

function shown(path: Path, value: unknown): string {
  const field = path.at(-1);
  if (field === '$handMade') return 'made by hand';
  if (typeof value === 'number' && field !== 'findingsCount' && field !== 'count') return `${value} (a number)`;
  if (typeof value !== 'string') return JSON.stringify(value);
  const power = LIMITS.get(value);
  if (power !== undefined) return `${value} (${power})`;
  if (isCanonicalId(value)) return `${value.slice(0, 8)}..${value.slice(-8)}`;
  return /^[\w.:/-]+$/.test(value) ? value : JSON.stringify(value);
}

/** Numbers that few people know by heart: the limits of doubles and of signed and unsigned 64-bit integers. */
const LIMITS: ReadonlyMap<string, string> = new Map(
  [53n, 63n, 64n].flatMap((bits) => {
    const power = 2n ** bits;
    const near = [
      [power - 2n, ' - 2'],
      [power - 1n, ' - 1'],
      [power, ''],
      [power + 1n, ' + 1'],
    ] as const;
    return near.map(([value, rest]): [string, string] => [`${value}`, `2^${bits}${rest}`]);
  }),
);
