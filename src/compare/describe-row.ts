import { isCanonicalId } from '../values/public-id.js';
import { leavesOf, showLeaf, type IdWriter } from './leaves.js';

const WIDTH = 100;

/** Names a row: `record 7e4a0001..7e4a0001/90110001..90110001/071d0002..071d0002`. */
export function nameRow(table: string, key: string, showId: IdWriter): string {
  const { name = table, key: fields = [] } = TABLES.get(table) ?? {};
  const parts = key
    .split('/')
    .map((part, index) => (isCanonicalId(part) ? showId(fields[index]?.replace('key.', '') ?? 'id', part) : part));
  return `${name} ${parts.join('/')}`;
}

/** The fields of a row but for those that its key shows, indented, on as few lines as they fit on. */
export function describeFields(table: string, key: string, row: unknown, showId: IdWriter): string[] {
  const inKey = new Set<unknown>(key.split('/'));
  const isShown = (path: string, leaf: unknown): boolean =>
    TABLES.get(table)?.key.includes(path) === true && inKey.has(leaf);
  const fields = [...leavesOf(row)]
    .filter(([path, leaf]) => !isShown(path, leaf))
    .map(([path, leaf]) => labelled(path, showLeaf(path, leaf, showId)));
  return wrap(fields);
}

/** A value behind the path of its field. */
export function labelled(path: string, text: string): string {
  return path === '' ? text : `${path}: ${text}`;
}

function wrap(items: readonly string[]): string[] {
  const lines: string[] = [];
  for (const item of items) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + item.length + 2 <= WIDTH) lines[lines.length - 1] = `${last}, ${item}`;
    else lines.push(`    ${item}`);
  }
  return lines.map((line, index) => (index < lines.length - 1 ? `${line},` : line));
}

/** What the rows of our tables are called, and the fields that make up their keys. */
const TABLES: ReadonlyMap<string, { readonly name: string; readonly key: readonly string[] }> = new Map([
  ['records', { name: 'record', key: ['key.tenantId', 'key.policyHash', 'key.ovidHash'] }],
  ['findings', { name: 'finding', key: ['tenantId', 'findingId'] }],
  ['occurrences', { name: 'occurrence', key: ['tenantId', 'occurrenceId'] }],
  ['observations', { name: 'observation', key: ['tenantId', 'observationId'] }],
]);
