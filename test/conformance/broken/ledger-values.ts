import type { DoneLedgerErrorCode, DoneLedgerRecord, DoneLedgerStatus } from '../../../src/index.js';
import { PlainLedger } from '../plain-backend.js';
import { STATUSES } from '../plain/ledger.js';
import { broken, STRICT, type Broken } from './broken.js';

/** A ledger that changes records on their way in, as a column of the wrong type does. */
function storing(
  name: string,
  bug: string,
  killedBy: string | readonly string[],
  change: (row: DoneLedgerRecord) => object,
): Broken {
  return broken({
    name,
    bug,
    killedBy,
    ledger: class extends PlainLedger {
      override readRecord(field: string, value: unknown): DoneLedgerRecord {
        const row = super.readRecord(field, value);
        return { ...row, ...change(row) };
      }
    },
  });
}

function codes(name: string, bug: string, change: (code: string) => string): Broken {
  return storing(name, bug, 'LEDGER-LIMIT-09', ({ errorCode }) =>
    errorCode === undefined ? {} : { errorCode: change(errorCode) as DoneLedgerErrorCode },
  );
}

const rounded = (value: bigint): bigint => BigInt(Number(value)) & (2n ** 64n - 1n);

/** How a value can come back as another one, or get in where it should not. */
export const brokenLedgerValues = [
  storing('bytes as a number', 'bytesScanned goes through a double, which has 53 bits.', 'LEDGER-LIMIT-01', (row) => ({
    bytesScanned: rounded(row.bytesScanned),
  })),
  storing(
    'bytes as signed',
    'bytesScanned is clamped to what a BIGINT holds.',
    ['LEDGER-LIMIT-01', 'LEDGER-LIMIT-11'],
    (row) => ({
      bytesScanned: row.bytesScanned < 2n ** 63n ? row.bytesScanned : 2n ** 63n - 1n,
    }),
  ),
  storing(
    'shard id as a number',
    'The shard id goes through a double, which drops the low bits of split shards.',
    'LEDGER-LIMIT-03',
    (row) => ({
      provenance: { ...row.provenance, shardId: rounded(row.provenance.shardId) },
    }),
  ),
  storing(
    'run id without its sign bit',
    'The run id is stored in 63 bits.',
    ['LEDGER-LIMIT-02', 'LEDGER-TIE-07'],
    (row) => ({
      provenance: { ...row.provenance, runId: BigInt.asUintN(63, row.provenance.runId) },
    }),
  ),
  storing('findings in 31 bits', 'findingsCount is clamped to what an INTEGER holds.', 'LEDGER-LIMIT-07', (row) => ({
    findingsCount: Math.min(row.findingsCount, 2 ** 31 - 1),
  })),
  storing(
    'failures have no findings',
    'findingsCount is stored for scans only.',
    ['LEDGER-LIMIT-08', 'LEDGER-MERGE-09'],
    (row) => (row.status.startsWith('Scanned') ? {} : { findingsCount: 0 }),
  ),
  codes('error code cut', 'An error code is cut to 64 characters.', (code) => code.slice(0, 64)),
  codes('error code in upper case', 'An error code is stored in upper case.', (code) => code.toUpperCase()),
  codes('error code trimmed', 'An error code loses its outer spaces.', (code) => code.trim()),
  codes('error code with single spaces', 'Several spaces of an error code become one.', (code) =>
    code.replaceAll(/ +/g, ' '),
  ),
  broken({
    name: 'u64 as text',
    bug: 'bytesScanned comes back as a string, as drivers give BIGINT.',
    killedBy: ['LEDGER-UPSERT-01', 'LEDGER-LIMIT-01'],
    ledger: class extends PlainLedger {
      override copyOut = (row: DoneLedgerRecord) => ({
        ...row,
        bytesScanned: String(row.bytesScanned) as unknown as bigint,
      });
    },
  }),
  broken({
    name: 'small u64 as numbers',
    bug: 'A run id that fits comes back as a number, and only a greater one as a bigint.',
    killedBy: ['LEDGER-UPSERT-01', 'LEDGER-LIMIT-02'],
    ledger: class extends PlainLedger {
      override copyOut(row: DoneLedgerRecord) {
        const runId = row.provenance.runId < 2n ** 53n ? Number(row.provenance.runId) : row.provenance.runId;
        return { ...row, provenance: { ...row.provenance, runId } } as DoneLedgerRecord;
      }
    },
  }),
  broken({
    name: 'status as its rank',
    bug: 'The status comes back as the number that is stored for it.',
    killedBy: ['LEDGER-UPSERT-01', 'LEDGER-LIMIT-08'],
    ledger: class extends PlainLedger {
      override copyOut = (row: DoneLedgerRecord) => ({
        ...row,
        status: STATUSES.indexOf(row.status) as unknown as DoneLedgerStatus,
      });
    },
  }),
  broken({
    name: 'no error code is null',
    bug: 'A scan comes back with an error code that is null.',
    killedBy: ['LEDGER-UPSERT-01', 'LEDGER-LIMIT-08'],
    ledger: class extends PlainLedger {
      override copyOut = (row: DoneLedgerRecord) => ({ ...row, errorCode: row.errorCode ?? (null as never) });
    },
  }),
  broken({
    name: 'any status accepted',
    bug: 'A status that is none is stored as it is.',
    killedBy: 'LEDGER-INVALID-08',
    ledger: class extends PlainLedger {
      override readStatus = (_field: string, value: unknown) => value as DoneLedgerStatus;
    },
  }),
  broken({
    name: 'out of range wraps',
    bug: 'A number beyond 64 bits is stored modulo 2^64.',
    killedBy: ['LEDGER-INVALID-09', 'LEDGER-INVALID-10'],
    ledger: class extends PlainLedger {
      override readRecord(field: string, value: unknown) {
        const row = value as DoneLedgerRecord;
        const wrapped = Object.entries(row.provenance).map(([name, time]) => [name, wrap(time)] as const);
        return super.readRecord(field, {
          ...row,
          bytesScanned: wrap(row.bytesScanned),
          provenance: Object.fromEntries(wrapped),
        });
      }
    },
  }),
  broken({
    name: 'too long an error code is cut',
    bug: 'An error code of more than 128 bytes is cut and stored instead of being refused.',
    killedBy: 'LEDGER-INVALID-12',
    ledger: class extends PlainLedger {
      override readErrorCode = (field: string, value: unknown) =>
        super.readErrorCode(field, String(value).slice(0, 128));
    },
  }),
  broken({
    name: 'any error code accepted',
    bug: 'An error code of any characters is stored.',
    killedBy: ['LEDGER-INVALID-12', 'LEDGER-INVALID-13'],
    ledger: class extends PlainLedger {
      override readErrorCode = (_field: string, value: unknown) => value as DoneLedgerErrorCode;
    },
  }),
  broken({
    name: 'extra fields stored',
    bug: 'A backend that claims to be strict keeps fields that no record has.',
    killedBy: 'LEDGER-CALLER-09',
    claims: STRICT,
    ledger: class extends PlainLedger {
      override readRecord = (field: string, value: unknown) => ({
        ...(value as object),
        ...super.readRecord(field, value),
      });
    },
  }),
  broken({
    name: 'malformed ids read as absent',
    bug: 'A backend that claims to be strict answers a question with a malformed id as if there were no row.',
    killedBy: 'LEDGER-GET-09',
    claims: STRICT,
    ledger: class extends PlainLedger {
      override async batchGet(...asked: Parameters<PlainLedger['batchGet']>) {
        return super.batchGet(...asked).catch(() => asked[2].map(() => undefined));
      }
    },
  }),
];

function wrap(value: unknown): unknown {
  return typeof value === 'bigint' ? BigInt.asUintN(64, value) : value;
}
