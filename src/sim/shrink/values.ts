import type { CapsuleOperation } from '../capsule.js';
import type { Json } from '../json-values.js';
import { withChangedLeaves } from './identities.js';
import { leavesOf, valueAt, withValue, type Path } from './json-path.js';
import { leaveOut } from './leave-out.js';
import type { Trials } from './trials.js';

type Row = Readonly<Record<string, Json | undefined>>;

/** Statuses, the simplest first. */
const STATUSES = ['ScannedClean', 'FailedRetryable', 'FailedPermanent', 'Skipped', 'ScannedWithFindings'];

/** Where rows stand in an operation. */
export const TABLES: readonly Path[] = [
  ['records'],
  ['batch', 'findings'],
  ['batch', 'occurrences'],
  ['batch', 'observations'],
];

/** The numbers that a row depends on, each kind with the simplest of it. Times are compared with each other. */
const NUMBERS: readonly { readonly fields: readonly string[]; readonly simplest: bigint; readonly signed?: true }[] = [
  { fields: ['startedAt', 'finishedAt', 'seenAt'], simplest: 1n },
  { fields: ['startedAt'], simplest: 1n },
  { fields: ['finishedAt'], simplest: 1n },
  { fields: ['fenceEpoch'], simplest: 1n },
  { fields: ['runId'], simplest: 1n, signed: true },
  { fields: ['shardId'], simplest: 1n, signed: true },
  { fields: ['bytesScanned'], simplest: 0n },
];

/** The path of each field that can be simplified by itself. */
const FIELDS: readonly Path[] = [
  ['status'],
  ['findingsCount'],
  ['errorCode'],
  ['bytesScanned'],
  ...['startedAt', 'finishedAt', 'fenceEpoch', 'runId', 'shardId'].map((field) => ['provenance', field]),
  ...['seenAt', 'fenceEpoch', 'runId', 'shardId', 'location'].map((field) => [field]),
  ['location', 'url'],
  ['location', 'display'],
];

/** Makes the values of rows simpler: of many rows at once, of numbers in their order, of equal ones together, one by one. */
export async function simplifyValues(trials: Trials): Promise<void> {
  await eachTable(trials, simplifyWholeRows);
  for (const number of NUMBERS) await rankNumbers(trials, number);
  for (const field of FIELDS) await simplifyShared(trials, field);
  await eachTable(trials, simplifyFields);
}

/** Rows of an operation: where they stand, and how to try others in their place. */
interface Rows {
  readonly rows: () => readonly Json[];
  readonly replace: (rows: readonly Json[]) => Promise<boolean>;
}

async function eachTable(trials: Trials, simplify: (rows: Rows) => Promise<void>): Promise<void> {
  for (let index = trials.best.operations.length - 1; index >= 0; index--) {
    for (const table of TABLES) {
      const rows = (): readonly Json[] => {
        const value = valueAt(trials.best.operations[index], table);
        return Array.isArray(value) ? (value as readonly Json[]) : [];
      };
      const replace = (changed: readonly Json[]): Promise<boolean> => {
        return trials.replace(index, withValue(trials.best.operations[index] as CapsuleOperation, table, changed));
      };
      await simplify({ rows, replace });
    }
  }
}

/** Simplifies rows in all of their fields, many at once. */
async function simplifyWholeRows({ rows, replace }: Rows): Promise<void> {
  const simplest = (row: Json): Json => (isRow(row) ? (simplestRow(row) as Json) : row);
  const isSimplest = (row: Json): boolean => JSON.stringify(simplest(row)) === JSON.stringify(row);
  await leaveOut(
    () => rows().length,
    async (start, end) => {
      const part = rows().slice(start, end);
      return !part.every(isSimplest) && replace(rows().toSpliced(start, part.length, ...part.map(simplest)));
    },
  );
}

/** Simplifies a field of all rows that have the same value there: what matters may be that it is the same. */
async function simplifyShared(trials: Trials, field: Path): Promise<void> {
  const tried = new Set<string>();
  for (const operation of trials.best.operations) {
    for (const table of TABLES) {
      const rows: unknown = valueAt(operation, table);
      for (const row of Array.isArray(rows) ? (rows as readonly unknown[]) : []) {
        const value = JSON.stringify(valueAt(row, field));
        if (value === undefined || tried.has(value)) continue;
        tried.add(value);
        const simpler = (other: Row): Row =>
          JSON.stringify(valueAt(other, field)) === value ? withSimplest(other, field) : other;
        await trials.take({ ...trials.best, operations: trials.best.operations.map((each) => mapRows(each, simpler)) });
      }
    }
  }
}

function mapRows(operation: CapsuleOperation, change: (row: Row) => Row): CapsuleOperation {
  return TABLES.reduce((changed, table) => {
    const rows: unknown = valueAt(changed, table);
    if (!Array.isArray(rows)) return changed;
    return withValue(
      changed,
      table,
      (rows as readonly Json[]).map((row) => (isRow(row) ? (change(row) as Json) : row)),
    );
  }, operation);
}

/** Makes 1, 2, 3 of numbers of one kind, in their order. */
async function rankNumbers(trials: Trials, { fields, simplest, signed }: (typeof NUMBERS)[number]): Promise<void> {
  const { operations } = trials.best;
  const known = new Set<bigint>();
  for (const [path, value] of leavesOf(operations))
    if (fields.includes(path.at(-1) as string) && isNumber(value)) known.add(BigInt(value));
  const sorted = [...known].sort((a, b) => (a < b ? -1 : 1));
  const ranks = new Map(sorted.map((value, rank) => [`${value}`, `${simplest + BigInt(rank)}`]));
  const change = (names: ReadonlyMap<string, string>) => (field: string, value: unknown) =>
    (fields.includes(field) ? names.get(value as string) : undefined) ?? value;
  if (await trials.take({ ...trials.best, operations: withChangedLeaves(operations, change(ranks)) })) return;
  if (signed === undefined) return;
  const positive = sorted.filter((value) => value < NEGATIVE);
  const signedRanks = new Map(
    sorted.map((value, rank) => [
      `${value}`,
      `${value < NEGATIVE ? simplest + BigInt(rank) : NEGATIVE + BigInt(rank - positive.length)}`,
    ]),
  );
  await trials.take({ ...trials.best, operations: withChangedLeaves(operations, change(signedRanks)) });
}

/** The first u64 that is negative where it is read as a signed number. */
const NEGATIVE = 2n ** 63n;

/** Simplifies the fields of each row, one by one. */
async function simplifyFields({ rows, replace }: Rows): Promise<void> {
  for (let place = rows().length - 1; place >= 0; place--) {
    const current = rows()[place] as Json;
    if (!isRow(current)) continue;
    const row = (): Row => rows()[place] as Row;
    const take = (simpler: Row): Promise<boolean> => replace(rows().with(place, simpler as Json));
    if ('$handMade' in current) await take(withValue(current, ['$handMade'], undefined));
    for (const field of FIELDS) {
      for (const simpler of simplerRows(row(), field)) if (await take(simpler)) break;
      await lowerNumber(valueAt(row(), field), simplestValue(row(), field), (value) =>
        take(withValue(row(), field, value)),
      );
    }
  }
}

/** Looks for the least number that still fails, as one looks up a word: most bugs begin, or end, at some number. */
async function lowerNumber(value: unknown, simplest: unknown, take: (value: Json) => Promise<boolean>): Promise<void> {
  if (!isNumber(value) || !isNumber(simplest)) return;
  let [low, high] = [BigInt(simplest), BigInt(value)];
  while (high - low > 1n) {
    const middle = low + (high - low) / 2n;
    if (await take(typeof value === 'number' ? Number(middle) : `${middle}`)) high = middle;
    else low = middle;
  }
}

export function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The simplest row that has the same identities. */
function simplestRow(row: Row): Row {
  return FIELDS.reduce(withSimplest, row);
}

/** A row of which one field has its simplest value. */
function withSimplest(row: Row, field: Path): Row {
  if (valueAt(row, field) === undefined) return row;
  return field[0] === 'status' ? withStatus(row, 'ScannedClean') : withValue(row, field, simplestValue(row, field));
}

/** Rows of which one field is simpler, the simplest first. */
function* simplerRows(row: Row, field: Path): Generator<Row> {
  const value = valueAt(row, field);
  if (value === undefined) return;
  if (field[0] === 'status') {
    const rank = STATUSES.indexOf(value as string);
    for (const status of rank < 0 ? STATUSES : STATUSES.slice(0, rank)) yield withStatus(row, status);
    return;
  }
  const simplest = simplestValue(row, field);
  if (value === simplest) return;
  yield withValue(row, field, simplest);
  if (!isNumber(value) || !isNumber(simplest)) return;
  for (const more of [1n, 2n]) {
    const small = BigInt(simplest) + more;
    if (small < BigInt(value)) yield withValue(row, field, typeof value === 'number' ? Number(small) : `${small}`);
  }
}

/** The row with another status, and with what goes with that. */
function withStatus(row: Row, status: string): Row {
  const { errorCode = 'IO', ...rest } = row;
  const { findingsCount } = row;
  const counted = status === 'ScannedClean' ? 0 : status === 'ScannedWithFindings' ? findingsCount || 1 : findingsCount;
  return { ...rest, status, findingsCount: counted, ...(!isScanned(status) && { errorCode }) };
}

function isScanned(status: unknown): boolean {
  return typeof status === 'string' && status.startsWith('Scanned');
}

/** The simplest value that a field of a row can have; `undefined` if it need not be there. */
export function simplestValue(row: Row, field: Path): Json | undefined {
  const name = field.at(-1) as string;
  switch (name) {
    case 'findingsCount':
      return row['status'] === 'ScannedWithFindings' ? 1 : 0;
    case 'errorCode':
      return isScanned(row['status']) ? undefined : 'IO';
    case 'finishedAt': {
      const startedAt = valueAt(row, ['provenance', 'startedAt']);
      return typeof startedAt === 'string' && isNumber(startedAt) && BigInt(startedAt) > 1n ? startedAt : '1';
    }
    case 'display':
      return 'a';
    case 'location':
    case 'url':
      return undefined;
    case 'status':
      return 'ScannedClean';
    default:
      return `${NUMBERS.find(({ fields }) => fields.includes(name))?.simplest ?? 1n}`;
  }
}

function isNumber(value: unknown): value is string | number {
  return (
    (typeof value === 'string' && /^\d+$/.test(value)) || (typeof value === 'number' && Number.isSafeInteger(value))
  );
}
