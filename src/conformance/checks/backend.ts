import type { ConformanceCheck } from '../types.js';

/** The backend itself, before anything is asked of its contracts. */
export const backendChecks: readonly ConformanceCheck[] = [
  {
    id: 'BACKEND-01',
    title: 'create() gives both contracts',
    level: 'MUST',
    contract: 'backend',
    reason:
      'A backend must offer batchGet and batchUpsert on its ledger and upsertBatch on its sink, as every other check calls them.',
    needs: [],
    async run(context) {
      const { doneLedger, findings } = context.backend;
      const methods = [
        ['doneLedger.batchGet', doneLedger.batchGet],
        ['doneLedger.batchUpsert', doneLedger.batchUpsert],
        ['findings.upsertBatch', findings.upsertBatch],
      ] as const;
      for (const [name, method] of methods) context.expect(typeof method === 'function', `${name} must be a function.`);
    },
  },
  {
    id: 'BACKEND-02',
    title: 'the backend has what it declares',
    level: 'MUST',
    contract: 'backend',
    reason:
      'A declared capability must be there, and an undeclared one absent, or checks are left out that the backend could be held to.',
    needs: [],
    async run(context) {
      const { doneLedger, findings, getObservation, restart, holdWrites, failNextCommit } = context.backend;
      const there = {
        listDoneHashes: doneLedger.listDoneHashes,
        durableCounts: findings.durableCounts,
        readObservations: getObservation,
        restart,
        delayedWrites: holdWrites,
        faults: failNextCommit,
      };
      for (const [name, method] of Object.entries(there)) {
        const declared = context.supports[name as keyof typeof there] === true;
        context.expect(
          !declared || typeof method === 'function',
          `The backend declares ${name}, and lacks the method for it.`,
        );
        context.expect(
          declared || method === undefined,
          `The backend has the method for ${name}, and does not declare it.`,
        );
      }
    },
  },
];
