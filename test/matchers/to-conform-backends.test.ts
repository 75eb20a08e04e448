import { expect, test } from '../../fixtures/vitest.js';
import { CHECKS } from '../../src/conformance/index.js';
import { InMemoryDoneLedger, InMemoryFindingsSink, type ObservationId, type TenantId } from '../../src/index.js';

class Backend {
  readonly #ledger = new InMemoryDoneLedger();
  readonly #sink = new InMemoryFindingsSink();
  disposed = false;

  get doneLedger(): InMemoryDoneLedger {
    return this.#ledger;
  }
  get findings(): InMemoryFindingsSink {
    return this.#sink;
  }
  getObservation(tenantId: TenantId, observationId: ObservationId) {
    return this.#sink.getObservation(tenantId, observationId);
  }
  dispose(): void {
    this.disposed = true;
  }
}

const supports = { listDoneHashes: true, durableCounts: true, readObservations: true };

test('a backend may be a class with private fields and getters, and is not disposed of', async () => {
  const backend = new Backend();
  const checks = CHECKS.filter(({ needs }) => needs.includes('readObservations') && !needs.includes('strict'));
  await expect(backend).toConform({ checks, supports });
  expect(backend.disposed).toBe(false);
});

test('a backend may be frozen', async () => {
  const { doneLedger, findings } = new Backend();
  const backend = Object.freeze({ doneLedger, findings, dispose: () => undefined });
  await expect(backend).toConform({ checks: CHECKS.slice(0, 3) });
});
