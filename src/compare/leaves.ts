import { digestOf } from '../store/digest.js';
import { isCanonicalId, shortenId } from '../values/public-id.js';
import { kindOfSensitive } from '../values/secrets.js';

const MOST_LEVELS = 5;

/** The parts of a row that are compared and shown whole, by path. A row that is no object is one itself, at the path ''. */
export function leavesOf(row: unknown, path = '', levels = MOST_LEVELS): Map<string, unknown> {
  if (row === undefined) return new Map();
  if (levels === 0 || !isGroup(row)) return new Map([[path, row]]);
  const prefix = path === '' ? '' : `${path}.`;
  return new Map(Object.entries(row).flatMap(([name, value]) => [...leavesOf(value, prefix + name, levels - 1)]));
}

/** Whether two leaves hold the same. */
export function sameLeaf(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object') return false;
  const digest = digestOf(a);
  return digest !== undefined && digest === digestOf(b);
}

/** Shows an identity; `field` is the name of the field that holds it. */
export type IdWriter = (field: string, id: string) => string;

/** Shows a leaf as snapshots do: u64 without the `n`, strings in quotes, secrets redacted. */
export function showLeaf(path: string, leaf: unknown, showId: IdWriter, levels = MOST_LEVELS): string {
  if (isCanonicalId(leaf)) return showId(path.slice(path.lastIndexOf('.') + 1), leaf);
  if (typeof leaf === 'string') return JSON.stringify(leaf);
  if (typeof leaf === 'function') return 'a function';
  if (typeof leaf !== 'object' || leaf === null) return String(leaf);
  const sensitive = kindOfSensitive(leaf);
  if (sensitive !== undefined) return `${sensitive}([redacted])`;
  const show = (part: unknown): string => showLeaf(path, part, showId, levels - 1);
  if (Array.isArray(leaf)) return levels === 0 ? '[..]' : `[${leaf.map(show).join(', ')}]`;
  if (leaf instanceof Set) return `Set ${show([...leaf])}`;
  if (leaf instanceof Map) return `Map ${show([...leaf])}`;
  if (leaf instanceof Date) return show(leaf.toJSON());
  if (!isPlain(leaf)) return `an instance of ${leaf.constructor?.name ?? 'no class'}`;
  const fields = Object.entries(leaf).map(([name, part]) => `${name}: ${show(part)}`);
  return levels === 0 ? '{ .. }' : `{ ${fields.join(', ')} }`;
}

/** By its first and last digits. */
export const shortIds: IdWriter = (_, id) => shortenId(id);

/** With all its digits. */
export const fullIds: IdWriter = (_, id) => id;

function isGroup(value: unknown): value is object {
  return typeof value === 'object' && value !== null && isPlain(value) && Object.keys(value).length > 0;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return (prototype === Object.prototype || prototype === null) && kindOfSensitive(value) === undefined;
}
