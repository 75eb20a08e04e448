import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeConformance, type ConformanceBackend } from 'gossip-inmemory/conformance';
import { afterAll, describe, test } from 'vitest';
import { openBackend } from '../src/sqlite-backend.ts';

// All checks run on one file, which keeps what they write.
const folder = mkdtempSync(join(tmpdir(), 'gossip-sqlite-'));
afterAll(() => rmSync(folder, { recursive: true }));

const create = (): ConformanceBackend => {
  const { doneLedger, findings, dispose } = openBackend(join(folder, 'gossip.db'));
  return {
    doneLedger,
    findings,
    dispose,
    getObservation: (tenantId, observationId) => findings.getObservation(tenantId, observationId),
    restart: () => {
      dispose();
      return create();
    },
  };
};

describeConformance(
  'sqlite',
  {
    create,
    supports: { strict: true, listDoneHashes: true, durableCounts: true, readObservations: true, restart: true },
  },
  { describe, test },
);
