import type { DoneLedgerRecord } from '../../../src/index.js';
import { PlainLedger } from '../plain-backend.js';
import { signed, STATUSES } from '../plain/ledger.js';
import { broken } from './broken.js';

const least = (a: number, b: number): number => Math.min(a, b);

/** What a merged ledger row can be wrong in. */
export const brokenLedgerMerges = [
  broken({
    name: 'last write wins',
    bug: 'The row is whatever was written last.',
    killedBy: ['LEDGER-MERGE-02', 'LEDGER-MERGE-03'],
    ledger: class extends PlainLedger {
      override merge = (_old: DoneLedgerRecord, row: DoneLedgerRecord) => row;
    },
  }),
  broken({
    name: 'first write wins',
    bug: 'A row that is there is never changed, as with ON CONFLICT DO NOTHING.',
    killedBy: ['LEDGER-MERGE-01', 'LEDGER-MERGE-03'],
    ledger: class extends PlainLedger {
      override merge = (old: DoneLedgerRecord) => old;
    },
  }),
  broken({
    name: 'status is not monotonic',
    bug: 'The record that finished last decides the status, whatever its rank.',
    killedBy: ['LEDGER-MERGE-03', 'LEDGER-MERGE-11'],
    ledger: class extends PlainLedger {
      override levels = (row: DoneLedgerRecord) => super.levels(row).slice(1);
    },
  }),
  broken({
    name: 'a skip ranks below failures',
    bug: 'The ranks are in alphabetical order.',
    killedBy: 'LEDGER-MERGE-03',
    ledger: class extends PlainLedger {
      override levels = (row: DoneLedgerRecord) => super.levels(row).with(0, STATUSES.toSorted().indexOf(row.status));
    },
  }),
  broken({
    name: 'only a higher rank is merged',
    bug: 'A record of the rank that is there is dropped, as with WHERE excluded.rank > rank.',
    killedBy: ['LEDGER-MERGE-10', 'LEDGER-TIE-01'],
    ledger: class extends PlainLedger {
      override merge(old: DoneLedgerRecord, row: DoneLedgerRecord) {
        return row.status === old.status ? old : super.merge(old, row);
      }
    },
  }),
  broken({
    name: 'bytes of the winner',
    bug: 'bytesScanned comes from the winner instead of being the maximum.',
    killedBy: 'LEDGER-MERGE-04',
    ledger: class extends PlainLedger {
      override bytes = (winner: DoneLedgerRecord) => winner.bytesScanned;
    },
  }),
  broken({
    name: 'bytes summed',
    bug: 'bytesScanned adds up, so a replay counts twice.',
    killedBy: ['LEDGER-UPSERT-01', 'LEDGER-MERGE-04'],
    ledger: class extends PlainLedger {
      override bytes = (a: DoneLedgerRecord, b: DoneLedgerRecord) => a.bytesScanned + b.bytesScanned;
    },
  }),
  broken({
    name: 'bytes compared as signed',
    bug: 'The maximum of bytesScanned is taken in a BIGINT, where 2^63 is below 0.',
    killedBy: 'LEDGER-MERGE-14',
    ledger: class extends PlainLedger {
      override bytes(a: DoneLedgerRecord, b: DoneLedgerRecord) {
        return signed(a.bytesScanned) > signed(b.bytesScanned) ? a.bytesScanned : b.bytesScanned;
      }
    },
  }),
  broken({
    name: 'bytes compared as numbers',
    bug: 'The maximum of bytesScanned is taken with Math.max, which takes 2^53 and 2^53+1 for equal.',
    killedBy: 'LEDGER-MERGE-14',
    ledger: class extends PlainLedger {
      override bytes = (a: DoneLedgerRecord, b: DoneLedgerRecord) =>
        BigInt(Math.max(Number(a.bytesScanned), Number(b.bytesScanned)));
    },
  }),
  broken({
    name: 'findings: the smaller count',
    bug: 'Two scans with findings keep the smaller findingsCount.',
    killedBy: ['LEDGER-MERGE-06', 'LEDGER-MERGE-09'],
    ledger: class extends PlainLedger {
      override count(winner: DoneLedgerRecord, loser: DoneLedgerRecord) {
        return winner.status === loser.status
          ? least(winner.findingsCount, loser.findingsCount)
          : super.count(winner, loser);
      }
    },
  }),
  broken({
    name: 'findings summed',
    bug: 'Two scans with findings add their counts up, so a replay counts twice.',
    killedBy: ['LEDGER-UPSERT-01', 'LEDGER-MERGE-06'],
    ledger: class extends PlainLedger {
      override count(winner: DoneLedgerRecord, loser: DoneLedgerRecord) {
        return winner.status === loser.status ? winner.findingsCount + loser.findingsCount : super.count(winner, loser);
      }
    },
  }),
  broken({
    name: 'findings: the maximum over everything',
    bug: 'A scan with findings takes over the greater count of a failure.',
    killedBy: 'LEDGER-MERGE-07',
    ledger: class extends PlainLedger {
      override count(winner: DoneLedgerRecord, loser: DoneLedgerRecord) {
        return winner.status === 'ScannedClean' ? 0 : Math.max(winner.findingsCount, loser.findingsCount);
      }
    },
  }),
  broken({
    name: 'findings of the winner',
    bug: 'findingsCount comes from the winner instead of being the maximum.',
    killedBy: ['LEDGER-MERGE-06', 'LEDGER-MERGE-09'],
    ledger: class extends PlainLedger {
      override count = (winner: DoneLedgerRecord) => winner.findingsCount;
    },
  }),
  broken({
    name: 'findings compared as signed',
    bug: 'The maximum of findingsCount is taken in an INTEGER, where 2^31 is below 0.',
    killedBy: 'LEDGER-MERGE-15',
    ledger: class extends PlainLedger {
      override count(winner: DoneLedgerRecord, loser: DoneLedgerRecord) {
        if (winner.status !== loser.status) return super.count(winner, loser);
        return Math.max(winner.findingsCount | 0, loser.findingsCount | 0) >>> 0;
      }
    },
  }),
  broken({
    name: 'a clean scan keeps a count',
    bug: 'A clean scan keeps the findings that a failed attempt had counted.',
    killedBy: 'LEDGER-MERGE-05',
    ledger: class extends PlainLedger {
      override count(winner: DoneLedgerRecord, loser: DoneLedgerRecord) {
        return winner.status === 'ScannedClean' ? loser.findingsCount : super.count(winner, loser);
      }
    },
  }),
  broken({
    name: 'a scan keeps the error code',
    bug: 'A scan does not absorb the error code of the failure before it, as with COALESCE.',
    killedBy: ['LEDGER-MERGE-01', 'LEDGER-MERGE-12'],
    ledger: class extends PlainLedger {
      override decided = (winner: DoneLedgerRecord, loser: DoneLedgerRecord) => ({ ...loser, ...winner });
    },
  }),
  broken({
    name: "the loser's error code",
    bug: 'Of two failures the error code that is there stays, whoever wins.',
    killedBy: 'LEDGER-MERGE-13',
    ledger: class extends PlainLedger {
      override merge(old: DoneLedgerRecord, row: DoneLedgerRecord) {
        const merged = super.merge(old, row);
        return merged.errorCode && old.errorCode ? { ...merged, errorCode: old.errorCode } : merged;
      }
    },
  }),
  broken({
    name: 'provenance mixed',
    bug: 'Each field of the provenance is the maximum of its own, so the row names an attempt that never was.',
    killedBy: 'LEDGER-MERGE-10',
    ledger: class extends PlainLedger {
      override decided(winner: DoneLedgerRecord, loser: DoneLedgerRecord) {
        const fields = Object.entries(winner.provenance).map(([name, value]: [string, bigint]) => {
          const other = loser.provenance[name as 'runId'] as bigint;
          return [name, other > value ? other : value] as const;
        });
        return { ...winner, provenance: Object.fromEntries(fields) as unknown as DoneLedgerRecord['provenance'] };
      }
    },
  }),
  broken({
    name: 'provenance of the last write',
    bug: 'The provenance is that of whatever was written last, whoever wins.',
    killedBy: ['LEDGER-MERGE-02', 'LEDGER-MERGE-11'],
    ledger: class extends PlainLedger {
      override merge(old: DoneLedgerRecord, row: DoneLedgerRecord) {
        return { ...super.merge(old, row), provenance: row.provenance };
      }
    },
  }),
  broken({
    name: 'a full tie drops the loser',
    bug: 'Records that agree in all that is compared are taken for the same, and the second is dropped.',
    killedBy: 'LEDGER-TIE-12',
    ledger: class extends PlainLedger {
      override merge(old: DoneLedgerRecord, row: DoneLedgerRecord) {
        return String(this.levels(old)) === String(this.levels(row)) ? old : super.merge(old, row);
      }
    },
  }),
];
