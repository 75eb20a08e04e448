import { plural } from '../harness/describe-event.js';
import { INJECTED_FAULT, type SimOperation } from '../sim/operations.js';
import type { WrittenRows } from './key-book.js';

/** What an operation does, in a few words: `w3 writes 12 records`. */
export function describeOperation(operation: SimOperation): string {
  switch (operation.type) {
    case 'BatchUpsert':
      return `${operation.label} writes ${describeRows(rowsOf(operation))}`;
    case 'Replay':
      return `${operation.label} writes the same as ${operation.of}`;
    case 'Wait':
      return `wait for ${operation.write}`;
    case 'BatchGet':
      return `read ${plural(operation.keys.length, 'key')}`;
    case 'ReadAll':
      return 'read everything';
    case 'ReleaseOldest':
      return 'release the oldest';
    case 'ReleaseNewest':
      return 'release the newest';
    case 'ReleaseSpecific':
      return `release ${typeof operation.write === 'number' ? `#${operation.write}` : operation.write}`;
    case 'ReleaseAll':
      return `release all, ${operation.order === 'OldestFirst' ? 'oldest' : 'newest'} first`;
    case 'ResetFaults':
      return 'disarm all faults';
    case 'SetAutoComplete':
      return `turn autoComplete ${operation.on ? 'on' : 'off'}`;
    case 'Crash':
      return 'crash';
    default:
      return `arm ${INJECTED_FAULT[operation.type]}, ${plural(operation.count, 'time')}`;
  }
}

/** The rows that an operation submits. */
export function rowsOf(operation: SimOperation): WrittenRows {
  if (operation.type !== 'BatchUpsert') return {};
  return 'records' in operation ? { records: operation.records } : { ...operation.batch };
}

/** How many rows of which tables: `2 findings, 3 observations`. */
function describeRows(rows: WrittenRows): string {
  const counts = NOUNS.flatMap(([table, noun]) => {
    const count = Array.isArray(rows[table]) ? rows[table].length : 0;
    return count === 0 ? [] : [plural(count, noun)];
  });
  return counts.length === 0 ? 'nothing' : counts.join(', ');
}

/** What a row of each table is called. */
const NOUNS = [
  ['records', 'record'],
  ['findings', 'finding'],
  ['occurrences', 'occurrence'],
  ['observations', 'observation'],
] as const;
