import { describeConformance, type ConformanceBackend } from 'gossip-inmemory/conformance';
import { describe, test } from 'vitest';
import { openBackend } from '../src/postgres-backend.ts';
import { failingCommits } from './failing-commits.ts';
import { emptyDatabase } from './support.ts';

// All checks run on one schema, which keeps what they write. It is opened here, so that no check pays for the start.
const database = await emptyDatabase();

const create = async (): Promise<ConformanceBackend> => {
  const failing = failingCommits(database);
  const { doneLedger, findings } = await openBackend(failing);
  return {
    doneLedger,
    findings,
    getObservation: (tenantId, observationId) => findings.getObservation(tenantId, observationId),
    restart: create,
    failNextCommit: () => failing.failNextCommit(),
  };
};

describeConformance(
  'postgres',
  {
    create,
    // Writes cannot be held back: one that has been accepted is durable already, or has failed.
    supports: {
      strict: true,
      listDoneHashes: true,
      durableCounts: true,
      readObservations: true,
      restart: true,
      faults: true,
    },
  },
  { describe, test },
);
