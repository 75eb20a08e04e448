import type { Breach } from '../sim/violation.js';
import type { PageDifference } from './page.js';
import { printable } from './printable.js';

/**
 * What was expected and what was received, field by field where a row is concerned. A breach has them as two texts, each
 * `field value, field value`, as messages show them.
 */
export function differencesOf({ fields = [], expected, received }: Breach): readonly PageDifference[] {
  if (expected === undefined && received === undefined) return [];
  const [wanted, found] = [printable(expected ?? 'nothing'), printable(received ?? 'nothing')];
  const left = split(wanted, fields) ?? literal(wanted);
  const right = split(found, fields) ?? literal(found);
  if (left === undefined || right === undefined) return [{ expected: wanted, received: found }];
  const names = [...new Set([...left.keys(), ...right.keys()])].filter((name) => left.get(name) !== right.get(name));
  return names.map((field) => ({
    field,
    expected: left.get(field) ?? 'absent',
    received: right.get(field) ?? 'absent',
  }));
}

/** The values in a text of fields, by field; `undefined` if that is not what it is. */
function split(text: string, fields: readonly string[]): ReadonlyMap<string, string> | undefined {
  const values = new Map<string, string>();
  let rest = text;
  for (const [index, field] of fields.entries()) {
    if (!rest.startsWith(`${field} `)) return undefined;
    const next = fields[index + 1];
    const end = next === undefined ? rest.length : rest.indexOf(`, ${next} `);
    if (end < 0) return undefined;
    values.set(field, rest.slice(field.length + 1, end));
    rest = rest.slice(end + 2);
  }
  return values.size === 0 ? undefined : values;
}

/** The values in a text such as `{ recordCount: 2, scannedCount: 1 }`. */
function literal(text: string): ReadonlyMap<string, string> | undefined {
  const inner = /^\{ (.*) \}$/.exec(text)?.[1];
  const pairs = inner?.split(', ').map((pair) => /^(\w+): ([^{}[\]]*)$/.exec(pair));
  if (pairs === undefined || pairs.includes(null)) return undefined;
  return new Map(pairs.map((pair) => [pair?.[1] ?? '', pair?.[2] ?? '']));
}
