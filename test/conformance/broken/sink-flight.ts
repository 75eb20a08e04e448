import type { FindingsUpsertBatch } from '../../../src/index.js';
import { PlainCommits, PlainSink } from '../plain-backend.js';
import { refuse } from '../plain/input.js';
import { broken, muchLater, STRICT } from './broken.js';

/** What can go wrong with findings batches in flight, and with what they hold. */
export const brokenSinkFlight = [
  broken({
    name: 'findings acknowledged before applied',
    bug: 'A findings batch is acknowledged once it is accepted, and applied some time later.',
    killedBy: ['FINDINGS-HANDLE-01', 'FINDINGS-ORPHAN-01'],
    sink: class extends PlainSink {
      override apply(batch: FindingsUpsertBatch) {
        muchLater(() => {
          try {
            super.apply(batch);
          } catch {
            // nobody is left to be told
          }
        });
        return this.receipt(batch);
      }
    },
  }),
  broken({
    name: 'findings visible before applied',
    bug: 'Rows are visible from the moment they are submitted.',
    killedBy: ['FINDINGS-DELAY-01', 'FINDINGS-DELAY-02'],
    sink: class extends PlainSink {
      override async upsertBatch(batch: FindingsUpsertBatch) {
        const rows = this.refusing(() => this.copyIn(batch));
        try {
          this.apply(rows);
        } catch {
          // it is judged once more below
        }
        return super.upsertBatch(batch);
      }
    },
  }),
  broken({
    name: 'lost sighting',
    bug: 'Tables are read at submission and written at commit, so of two batches in flight one is lost.',
    killedBy: ['FINDINGS-FLIGHT-04', 'FINDINGS-DELAY-04'],
    sink: class extends PlainSink {
      override async upsertBatch(batch: FindingsUpsertBatch) {
        const rows = this.refusing(() => this.copyIn(batch));
        const seen = this.begin();
        return this.commits.submit(() => {
          for (const row of rows.findings) this.addFinding(seen, row);
          for (const row of rows.occurrences) this.addOccurrence(seen, row);
          for (const row of rows.observations) this.addObservation(seen, row);
          this.finish(seen);
          return this.receipt(rows);
        });
      }
    },
  }),
  broken({
    name: 'a half findings batch survives a failed commit',
    bug: 'When a commit fails the findings of the batch are stored.',
    killedBy: 'FINDINGS-FAULT-01',
    sink: class extends PlainSink {
      override async upsertBatch(batch: FindingsUpsertBatch) {
        const handle = await super.upsertBatch(batch);
        const wait = () =>
          handle.wait().catch((error: Error) => {
            if (error.message === 'connection lost') this.apply({ ...batch, occurrences: [], observations: [] });
            throw error;
          });
        return { wait };
      }
    },
  }),
  broken({
    name: 'offsets beyond 2^63 refused',
    bug: 'An offset that a BIGINT cannot hold is refused.',
    killedBy: 'FINDINGS-LIMIT-03',
    sink: class extends PlainSink {
      override copyIn(batch: FindingsUpsertBatch) {
        if (batch.occurrences.some(({ byteOffset }) => byteOffset >= 2n ** 63n)) refuse('OutOfRange', 'byteOffset');
        return super.copyIn(batch);
      }
    },
  }),
  broken({
    name: 'half characters accepted',
    bug: 'A lone surrogate in a location is replaced by U+FFFD.',
    killedBy: ['FINDINGS-INVALID-08', 'FINDINGS-INVALID-09'],
    sink: class extends PlainSink {
      override copyIn(batch: FindingsUpsertBatch) {
        const observations = batch.observations.map((row) => {
          if (row.location === undefined) return row;
          const { display, url } = row.location;
          return {
            ...row,
            location: { display: display.toWellFormed(), ...(url !== undefined && { url: url.toWellFormed() }) },
          };
        });
        return super.copyIn({ ...batch, observations });
      }
    },
  }),
  broken({
    name: 'U+0000 refused',
    bug: 'A backend that claims to be strict refuses a location with the character U+0000, as a text column does.',
    killedBy: 'FINDINGS-LOCATION-07',
    claims: STRICT,
    sink: class extends PlainSink {
      override copyIn(batch: FindingsUpsertBatch) {
        if (batch.observations.some(({ location }) => location?.display.includes('\0')))
          refuse('InvalidByte', 'location.display');
        return super.copyIn(batch);
      }
    },
  }),
  broken({
    name: 'a failed commit was applied',
    bug: 'A backend that claims to be strict refuses a write that it has stored.',
    killedBy: ['LEDGER-FAULT-01', 'FINDINGS-FAULT-02'],
    claims: STRICT,
    commits: class extends PlainCommits {
      override commit<Receipt>(apply: () => Receipt): Receipt {
        const receipt = apply();
        return super.commit(() => receipt);
      }
    },
  }),
  broken({
    name: 'a span of no bytes accepted',
    bug: 'An occurrence may be of length 0.',
    killedBy: 'FINDINGS-INVALID-07',
    sink: class extends PlainSink {
      override copyIn(batch: FindingsUpsertBatch) {
        const longer = batch.occurrences.map((row) => ({ ...row, byteLength: row.byteLength || 1n }));
        const occurrences = batch.occurrences.map((row) => ({ ...row }));
        return { ...super.copyIn({ ...batch, occurrences: longer }), occurrences };
      }
    },
  }),
];
