import type { DoneLedgerRecord } from '../../../src/index.js';
import { PlainLedger } from '../plain-backend.js';
import { signed } from '../plain/ledger.js';
import { broken, type Broken } from './broken.js';

const LEVELS = ['rank', 'finishedAt', 'startedAt', 'fenceEpoch', 'runId', 'shardId', 'errorCode'] as const;
type Level = bigint | string | number;

/** A ledger that compares one level in another way, or not at all. */
function comparing(change: (levels: readonly Level[], row: DoneLedgerRecord) => readonly Level[]): typeof PlainLedger {
  return class extends PlainLedger {
    override levels(row: DoneLedgerRecord): readonly Level[] {
      return change(super.levels(row), row);
    }
  };
}

function without(field: (typeof LEVELS)[number], killedBy: string): Broken {
  return broken({
    name: `no tie-break by ${field}`,
    bug: `Records that differ in ${field} are compared as if they did not.`,
    killedBy,
    ledger: comparing((levels) => levels.toSpliced(LEVELS.indexOf(field), 1)),
  });
}

function otherwise(
  field: (typeof LEVELS)[number],
  how: string,
  why: string,
  killedBy: string,
  read: (value: never) => Level,
): Broken {
  const level = LEVELS.indexOf(field);
  return broken({
    name: `${field} compared ${how}`,
    bug: `${field} is compared ${how}, ${why}.`,
    killedBy,
    ledger: comparing((levels) => levels.with(level, read(levels[level] as never))),
  });
}

const unsigned = (value: bigint): bigint => BigInt.asUintN(64, value);

/** How the winner of two records can be chosen wrongly. */
export const brokenLedgerTies = [
  without('finishedAt', 'LEDGER-TIE-01'),
  without('startedAt', 'LEDGER-TIE-02'),
  without('fenceEpoch', 'LEDGER-TIE-03'),
  without('runId', 'LEDGER-TIE-04'),
  without('shardId', 'LEDGER-TIE-05'),
  without('errorCode', 'LEDGER-TIE-06'),
  otherwise('runId', 'as unsigned', 'where a BIGINT column is signed', 'LEDGER-TIE-07', unsigned),
  otherwise('shardId', 'as unsigned', 'where a BIGINT column is signed', 'LEDGER-TIE-08', unsigned),
  otherwise('finishedAt', 'as signed', 'so that 2^63 is before 0', 'LEDGER-TIE-09', signed),
  otherwise('startedAt', 'as signed', 'so that 2^63 is before 0', 'LEDGER-TIE-10', signed),
  otherwise('fenceEpoch', 'as signed', 'so that 2^63 is below 0', 'LEDGER-TIE-11', signed),
  otherwise('finishedAt', 'as a number', 'so that 2^53 and 2^53+1 are equal', 'LEDGER-TIE-09', Number),
  otherwise('runId', 'as a number', 'so that 2^53 and 2^53+1 are equal', 'LEDGER-TIE-07', Number),
  otherwise('startedAt', 'as text', 'so that 10 is before 9', 'LEDGER-TIE-10', String),
  otherwise('errorCode', 'without case', 'as a collation has it', 'LEDGER-TIE-06', (code: string) =>
    code.toLowerCase(),
  ),
  broken({
    name: 'fence before time',
    bug: 'The fence epoch is compared before the times.',
    killedBy: ['LEDGER-TIE-01', 'LEDGER-TIE-02'],
    ledger: comparing(([rank, finishedAt, startedAt, fence, ...ids]) => [
      rank!,
      fence!,
      finishedAt!,
      startedAt!,
      ...ids,
    ]),
  }),
  broken({
    name: 'shard before run',
    bug: 'The shard id is compared before the run id.',
    killedBy: ['LEDGER-TIE-04', 'LEDGER-ORDER-13'],
    ledger: comparing((levels) => [...levels.slice(0, 4), levels[5]!, levels[4]!, ...levels.slice(6)]),
  }),
];
