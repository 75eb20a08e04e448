// Checked without a runner, without the types of Node and without those of a browser.
import {
  InMemoryDoneLedger,
  InMemoryFindingsSink,
  TenantId,
  withDelayedWrites,
  type CommitHandle,
  type DoneLedger,
} from 'gossip-inmemory';
import { CHECKS, runConformance, type ConformanceReport, type ConformanceSubject } from 'gossip-inmemory/conformance';
import * as matchers from 'gossip-inmemory/matchers';

const ledger: DoneLedger = new InMemoryDoneLedger({ autoComplete: false });
const handle: CommitHandle<{ readonly recordCount: number }> = await ledger.batchUpsert([]);
export const receipt: { readonly recordCount: number } = await handle.wait();
export const tenant: TenantId = TenantId.filled(7);
export const matcher: object = matchers.toHavePendingWrites;

export async function scoped(store: InMemoryDoneLedger): Promise<void> {
  using delayed = withDelayedWrites(store);
  await delayed.submitted(1);
}

// @ts-expect-error -- an identity is not any string
export const wrong: TenantId = '07';
// @ts-expect-error -- there is no such option
new InMemoryDoneLedger({ autocomplete: false });

const subject: ConformanceSubject = {
  create: () => ({ doneLedger: new InMemoryDoneLedger(), findings: new InMemoryFindingsSink() }),
  supports: { listDoneHashes: true, durableCounts: true },
};
export const report: ConformanceReport = await runConformance(subject, { checks: CHECKS.slice(0, 1), bail: true });
// @ts-expect-error -- there is no such option
await runConformance(subject, { budget: 5 });
