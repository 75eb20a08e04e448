// node src/dry-run.ts <directory>: scans a directory into stores that end with the process, and says what it found.
import {
  ConnectorInstanceIdHash,
  FenceEpoch,
  InMemoryDoneLedger,
  InMemoryFindingsSink,
  RunId,
  ShardId,
  TenantId,
  TenantSecretKey,
} from 'gossip-inmemory';
import { randomBytes } from 'node:crypto';
import { tickingClock } from './clock.ts';
import { directory } from './file-source.ts';
import { scan } from './scan.ts';

const root = process.argv[2];
if (root === undefined) throw new Error('usage: node src/dry-run.ts <directory>');

const ledger = new InMemoryDoneLedger();
const sink = new InMemoryFindingsSink();
const report = await scan({
  ledger,
  sink,
  files: directory(root),
  tenant: { id: TenantId.filled(1), secretKey: TenantSecretKey.fromBytes(randomBytes(32)) },
  instance: ConnectorInstanceIdHash.fromInstanceId('dry run'),
  lease: { runId: RunId.of(1), shardId: ShardId.of(1), fenceEpoch: FenceEpoch.INITIAL },
  clock: tickingClock(),
  retry: { attempts: 1, pause: () => Promise.resolve() },
});

const { files, ScannedWithFindings, ScannedClean, Skipped, FailedPermanent, FailedRetryable } = report;
const { findings, occurrences } = sink.durableCounts();
console.log(
  `${files} files: ${ScannedWithFindings} with findings, ${ScannedClean} clean, ${Skipped} skipped, ` +
    `${FailedPermanent + FailedRetryable} failed; ${findings} findings in ${occurrences} places`,
);
if (process.argv.includes('--places')) {
  for (const { location } of sink.observationsSnapshot()) console.log(location?.display);
}
