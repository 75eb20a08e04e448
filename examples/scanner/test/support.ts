import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import {
  ConnectorInstanceIdHash,
  FenceEpoch,
  LogicalTime,
  RunId,
  ShardId,
  TenantId,
  TenantSecretKey,
  type FindingRecord,
  type InMemoryDoneLedger,
  type InMemoryFindingsSink,
  type OccurrenceRecord,
  type ObservationRecord,
} from 'gossip-inmemory';
import { test as gossipTest } from 'gossip-inmemory/vitest';
import { tickingClock, type LogicalClock } from '../src/clock.ts';
import type { Lease, Tenant } from '../src/examine.ts';
import { directory, type FileSource } from '../src/file-source.ts';
import type { RetryPolicy } from '../src/retry.ts';
import { scan, type ScanOptions, type ScanReport } from '../src/scan.ts';

const TREE = fileURLToPath(new URL('../fixture-tree', import.meta.url));

/** The checked-in tree: 41 files, 19 of them with secrets, in 5 pages of which the last has none. */
export const tree: FileSource = directory(TREE);

/** The bytes of a file of the tree, read past the code under test. */
export const bytesOf = (path: string): Promise<Buffer> => readFile(`${TREE}/${path}`);

/** The files of the tree from one index up to, not including, another. */
export function treeSlice(from: number, to?: number): FileSource {
  return { ...tree, list: async () => (await tree.list()).slice(from, to) };
}

/** Files that exist in memory only. */
export function filesOf(contents: Readonly<Record<string, string>>): FileSource {
  const read = async (path: string): Promise<Buffer> => Buffer.from(contents[path] ?? '');
  return { list: async () => Object.keys(contents), size: async (path) => (await read(path)).length, read };
}

export const tenant: Tenant = {
  id: TenantId.filled(0x0a),
  secretKey: TenantSecretKey.fromBytes(Uint8Array.from({ length: 32 }, (_, index) => 200 - index)),
};

/** The lease of the nth worker. */
export const lease = (n: number): Lease => ({
  runId: RunId.of(n),
  shardId: ShardId.of(1),
  fenceEpoch: FenceEpoch.of(n),
});

/** A clock that stands still, for runs that must write the same rows whatever the order of their steps. */
export const stoppedClock: LogicalClock = { now: () => LogicalTime.of(7) };

/** Three attempts with nothing in between. */
export const threeAttempts: RetryPolicy = { attempts: 3, pause: () => Promise.resolve() };

/** The suite's `test`: has, on top of the stores, a worker that writes to them. */
export const test = gossipTest.extend<{
  /** Scans the tree into the test's stores, with whatever is different this time. */
  scanTree: (differently?: Partial<ScanOptions>) => Promise<ScanReport>;
}>({
  scanTree: async ({ ledger, sink }, use) => {
    await use((differently) =>
      scan({
        ledger,
        sink,
        files: tree,
        tenant,
        instance: ConnectorInstanceIdHash.fromInstanceId('build-host-1'),
        lease: lease(1),
        clock: tickingClock(),
        retry: threeAttempts,
        ...differently,
      }),
    );
  },
});

/** A place where a secret is: the three durable rows about it. */
export interface Sighting {
  readonly place: string;
  readonly finding: FindingRecord;
  readonly occurrence: OccurrenceRecord;
  readonly observation: ObservationRecord;
}

/** All that a sink has, in order of place. */
export function sightings(sink: InMemoryFindingsSink): readonly Sighting[] {
  return sink
    .observationsSnapshot()
    .map((observation) => {
      const occurrence = present(sink.getOccurrence(tenant.id, observation.occurrenceId));
      const finding = present(sink.getFinding(tenant.id, occurrence.findingId));
      return { place: observation.location?.display ?? '', finding, occurrence, observation };
    })
    .sort((a, b) =>
      a.place < b.place ? -1 : a.place > b.place ? 1 : Number(a.occurrence.byteOffset - b.occurrence.byteOffset),
    );
}

/** What a sink has about one place, `path:line`. */
export function sightingsAt(sink: InMemoryFindingsSink, place: string): readonly Sighting[] {
  return sightings(sink).filter((sighting) => sighting.place === place);
}

/** What the ledger has about the only file that has this status. */
export function onlyRecordWith(ledger: InMemoryDoneLedger, status: string) {
  const [record, ...others] = ledger.snapshot().filter((row) => row.status === status);
  if (others.length > 0) throw new Error(`${others.length + 1} files are ${status}`);
  return present(record);
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('not in the store');
  return value;
}
