import { kindOfSensitive } from '../values/secrets.js';
import type { PageRow } from './page.js';
import { printable, redacted, showValue } from './printable.js';

/**
 * The fields of a row as texts, by their paths. The one way in which rows get into timelines: sensitive values are
 * redacted, and so is whatever else stands where one belongs. A row of a foreign backend may be anything.
 */
export function showRow(row: unknown): PageRow {
  return Object.fromEntries(fields(row, '', 0));
}

function fields(row: unknown, prefix: string, depth: number): [path: string, text: string][] {
  return entriesOf(row).flatMap(([name, value]): [string, string][] => {
    const path = prefix + printable(name);
    if (value === undefined) return [];
    if (name === 'secretHash') return [[path, redacted(kindOfSensitive(value) ?? 'SecretHash')]];
    const isGroup = depth < DEEPEST && isPlain(value);
    return isGroup ? fields(value, `${path}.`, depth + 1) : [[path, showValue(value)]];
  });
}

function entriesOf(row: unknown): readonly [name: string, value: unknown][] {
  try {
    return typeof row === 'object' && row !== null ? Object.entries(row).slice(0, MOST) : [];
  } catch {
    return [];
  }
}

function isPlain(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !ArrayBuffer.isView(value) &&
    kindOfSensitive(value) === undefined
  );
}

const DEEPEST = 3;
const MOST = 40;
