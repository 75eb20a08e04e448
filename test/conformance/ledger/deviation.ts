import type { DoneLedger, DoneLedgerRecord } from '../../../src/index.js';
import { OtherLedger } from './other-ledger.js';

export type Row = DoneLedgerRecord;
export type Rows = readonly Row[];

/** A ledger with one bug, and the checks that must find it. */
export interface Deviation {
  readonly bug: string;
  readonly killers: readonly string[];
  readonly make: () => DoneLedger;
  /** Whether it claims to be strict. */
  readonly strict?: boolean;
}

const RANKS = ['FailedRetryable', 'FailedPermanent', 'Skipped', 'ScannedClean', 'ScannedWithFindings'];
export const rank = ({ status }: Row): number => RANKS.indexOf(status);
export const signed = (value: bigint): bigint => BigInt.asIntN(64, value);
export const max = <T extends number | bigint>(a: T, b: T): T => (a > b ? a : b);
const id = (n: number, family: string): string => `LEDGER-${family}-${String(n).padStart(2, '0')}`;
export const ids = (family: string, ...numbers: number[]): string[] => numbers.map((n) => id(n, family));
export const to = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, n) => first + n);

/** A ledger that overrides something. */
export function bug(name: string, killers: readonly string[], make: () => DoneLedger, strict = false): Deviation {
  return { bug: name, killers, make, strict };
}

/** A ledger whose merge gets something wrong. */
export function merging(
  name: string,
  killers: readonly string[],
  merge: (old: Row, add: Row, right: Row) => object,
): Deviation {
  class Merging extends OtherLedger {
    override merge(old: Row, add: Row): Row {
      const right = super.merge(old, add);
      return { ...right, ...merge(old, add, right) };
    }
  }
  return bug(name, killers, () => new Merging());
}

type Level = (row: Row) => bigint | number | string;
export const LEVELS: readonly Level[] = [
  rank,
  ({ provenance }) => provenance.finishedAt,
  ({ provenance }) => provenance.startedAt,
  ({ provenance }) => provenance.fenceEpoch,
  ({ provenance }) => signed(provenance.runId),
  ({ provenance }) => signed(provenance.shardId),
  ({ errorCode }) => errorCode ?? '',
];

/** A ledger that compares by other levels. */
export function comparing(name: string, killers: readonly string[], levels: readonly (Level | undefined)[]): Deviation {
  const used = levels.filter((level) => level !== undefined);
  return merging(name, killers, (old, add) => {
    const level = used.find((value) => value(old) !== value(add));
    const winner = level !== undefined && level(add) > level(old) ? add : old;
    return { status: winner.status, provenance: winner.provenance, errorCode: winner.errorCode };
  });
}
export const without = (level: number): readonly (Level | undefined)[] => LEVELS.toSpliced(level, 1);
export const withLevel = (level: number, other: Level): readonly Level[] => LEVELS.toSpliced(level, 1, other);

export const u64 = (change: (value: bigint) => bigint | number) => (row: Row) => ({
  ...row,
  bytesScanned: change(row.bytesScanned),
  provenance: Object.fromEntries(
    Object.entries<bigint>({ ...row.provenance }).map(([name, value]) => [name, change(value)]),
  ),
});

/** A ledger that stores something other than what it was given. */
export function storing(name: string, killers: readonly string[], store: (row: Row) => object): Deviation {
  class Storing extends OtherLedger {
    override stored(row: Row): Row {
      return { ...super.stored(row), ...store(row) };
    }
  }
  return bug(name, killers, () => new Storing());
}

export function keyed(name: string, killers: readonly string[], keyOf: OtherLedger['keyOf']): Deviation {
  return bug(name, killers, () => Object.assign(new OtherLedger(), { keyOf }));
}

export const receipts = (
  name: string,
  killers: readonly string[],
  wrong: (ledger: OtherLedger, folded: Rows, records: Rows) => object,
) =>
  bug(name, killers, () => {
    const ledger = new OtherLedger();
    const receipt = ledger.receipt.bind(ledger);
    ledger.receipt = (folded, records) => ({ ...receipt(folded, records), ...wrong(ledger, folded, records) });
    return ledger;
  });

/** A ledger that reads wrongly. */
export const reading = (
  name: string,
  killers: readonly string[],
  read: (rows: readonly (Row | undefined)[], asked: readonly string[], ledger: OtherLedger) => unknown,
) =>
  bug(name, killers, () => {
    const ledger = new OtherLedger();
    const batchGet = ledger.batchGet.bind(ledger);
    ledger.batchGet = async (tenant, policy, asked) =>
      read(await batchGet(tenant, policy, asked), asked, ledger) as never;
    return ledger;
  });

export const listing = (
  name: string,
  killers: readonly string[],
  list: (hashes: readonly string[], ledger: OtherLedger, tenant: string) => readonly string[],
) =>
  bug(name, killers, () => {
    const ledger = new OtherLedger();
    const listDone = ledger.listDoneHashes.bind(ledger);
    ledger.listDoneHashes = async (tenant, policy) => list(await listDone(tenant, policy), ledger, tenant) as never;
    return ledger;
  });

/** A ledger whose writes go wrong. */
export const writing = (
  name: string,
  killers: readonly string[],
  write: (ledger: OtherLedger, upsert: OtherLedger['batchUpsert']) => OtherLedger['batchUpsert'],
  strict = false,
) =>
  bug(
    name,
    killers,
    () => {
      const ledger = new OtherLedger();
      return Object.assign(ledger, { batchUpsert: write(ledger, ledger.batchUpsert.bind(ledger)) });
    },
    strict,
  );

export const applying = (
  name: string,
  killers: readonly string[],
  apply: (ledger: OtherLedger, records: Rows, right: OtherLedger['apply']) => ReturnType<OtherLedger['apply']>,
) =>
  bug(name, killers, () => {
    const ledger = new OtherLedger();
    const right = ledger.apply.bind(ledger);
    return Object.assign(ledger, { apply: (records: Rows) => apply(ledger, records, right) });
  });
