import { CHECKS } from '../../../src/conformance/index.js';
import { InMemoryDoneLedger } from '../../../src/index.js';
import { scenariosOf, text } from './scenario.js';

class Forgetful extends InMemoryDoneLedger {
  override async batchGet(): Promise<[]> {
    return [];
  }
}

const only = (...ids: readonly string[]) => ({ checks: CHECKS.filter(({ id }) => ids.includes(id)), run: 'here' });

export default scenariosOf('toConform', [
  {
    title: 'our stores, and every check that they can show',
    arrange: ({ ledger, sink }) => ({ received: { doneLedger: ledger, findings: sink } }),
  },
  {
    title: 'our stores, held to the letter',
    arrange: ({ ledger, sink }) => ({
      received: { doneLedger: ledger, findings: sink },
      args: [{ supports: { listDoneHashes: true, durableCounts: true, strict: true } }],
    }),
  },
  {
    title: 'a ledger that forgets',
    not: true,
    arrange: ({ sink }) => ({
      received: { doneLedger: new Forgetful(), findings: sink },
      args: [only('LEDGER-GET-01')],
    }),
  },
  {
    title: 'a ledger that forgets',
    arrange: ({ sink }) => ({
      received: { doneLedger: new Forgetful(), findings: sink },
      args: [only('LEDGER-GET-01')],
    }),
    fails: text`
      expect(received).toConform(options)

      The backend does not conform.

      FAIL LEDGER-GET-01 (MUST) positional get
        batchGet() must answer with an array that has one entry per hash asked for.
        Expected: an array of 3
        Received: an array of 0
        Why: batchGet must answer in the order of the hashes asked for, with undefined for a missing row, as callers pair answers by position.
        Operations:
          1. batchUpsert([{ ovid 3 of tenant A, policy A: ScannedClean, 3 bytes, 0 findings, run 1, shard 1, fence 1, 10..20 }, { ovid 1 of tenant A, policy A: ScannedClean, 1 bytes, 0 findings, run 1, shard 1, fence 1, 10..20 }]) -> handle 1
          2. wait() of handle 1 of batchUpsert -> { recordCount: 2, scannedCount: 2, findingsCount: 0 }
          3. batchGet(tenant A, policy A, [ovid 1, ovid 2, ovid 3]) -> []

      0 passed, 1 failed, 0 not run (run here)
    `,
  },
  {
    title: 'our stores',
    not: true,
    arrange: ({ ledger, sink }) => ({ received: { doneLedger: ledger, findings: sink }, args: [only('BACKEND-01')] }),
    fails: text`
      expect(received).not.toConform(options)

      The backend conforms.

      1 passed, 0 failed, 0 not run (run here)
    `,
  },
]);
