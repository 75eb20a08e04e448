import { inspect } from 'node:util';
import { describe, expect, vi, type OvidHash } from 'gossip-inmemory/vitest';
import { tickingClock } from '../src/clock.ts';
import { RULES } from '../src/rules.ts';
import { bytesOf, filesOf, sightings, sightingsAt, tenant, test, treeSlice } from './support.ts';

describe('scanning a tree', () => {
  test('records every file in the ledger, and every secret in the sink', async ({ ledger, sink, scanTree }) => {
    const report = await scanTree();

    expect(report).toEqual({
      files: 41,
      alreadyDone: 0,
      ScannedWithFindings: 19,
      ScannedClean: 21,
      Skipped: 1,
      FailedPermanent: 0,
      FailedRetryable: 0,
    });
    expect(ledger).toHaveDurableCounts({ records: 41 });
    expect(sink).toHaveDurableCounts({ findings: 22, occurrences: 23, observations: 23 });
    expect({ ledger, sink }).toConvergeWithOracle();
  });

  test('leaves this ledger behind for the first page', async ({ ledger, scanTree }) => {
    await scanTree({ files: treeSlice(0, 10) });
    expect(ledger).toMatchSnapshot();
  });

  test('leaves these findings behind for the first page', async ({ sink, scanTree }) => {
    await scanTree({ files: treeSlice(0, 10) });
    expect(sink).toMatchSnapshot();
  });

  test('says where each secret is', async ({ sink, scanTree }) => {
    await scanTree();
    expect(sightings(sink).map(({ place }) => place)).toMatchInlineSnapshot(`
      [
        ".env:3",
        ".env:4",
        "Dockerfile:3",
        "config/legacy.ini:3",
        "config/legacy.ini:7",
        "config/production.yaml:3",
        "config/service-account.json:5",
        "data/seed.sql:3",
        "data/tokens.csv:2",
        "docker-compose.yaml:8",
        "docs/auth.md:5",
        "docs/howto.md:3",
        "infra/main.tf:3",
        "keys/server-windows.pem:1",
        "keys/server.pem:1",
        "scripts/backup.sh:3",
        "scripts/import_orders.py:1",
        "scripts/import_orders.py:6",
        "scripts/release.sh:3",
        "src/config.ts:3",
        "src/deploy.ts:2",
        "src/deploy.ts:2",
        "src/i18n/greetings.ts:2",
      ]
    `);
  });

  test('does not trouble the sink with a page without secrets', async ({ ledger, sink, scanTree }) => {
    const upsertBatch = vi.spyOn(sink, 'upsertBatch');
    await scanTree({ files: filesOf({ 'a.txt': 'nothing', 'b.txt': 'to see' }) });

    expect(ledger).toHaveDurableCounts({ records: 2 });
    expect(upsertBatch).not.toHaveBeenCalled();
  });

  test('finds nothing to do the second time', async ({ ledger, sink, scanTree }) => {
    await scanTree();
    const [rows, observations] = [ledger.snapshot(), sink.observationsSnapshot()];

    const again = await scanTree({ clock: tickingClock(1000n) });

    expect(again).toMatchObject({ files: 41, alreadyDone: 41, ScannedWithFindings: 0, ScannedClean: 0 });
    expect(ledger.snapshot()).toEqual(rows);
    expect(sink.observationsSnapshot()).toEqual(observations);
  });

  test('leaves alone what other tenants have', async ({ ledger, sink, records, scanTree }) => {
    const theirs = records.page(3);
    await expect(
      await sink.upsertBatch({
        findings: theirs.map(({ triple }) => triple.finding),
        occurrences: theirs.map(({ triple }) => triple.occurrence),
        observations: theirs.map(({ triple }) => triple.observation),
      }),
    ).toBeDurable({ findingCount: 3, occurrenceCount: 3, observationCount: 3 });
    await expect(await ledger.batchUpsert(theirs.map(({ record }) => record))).toBeDurable();

    await scanTree();

    expect(ledger).toHaveDurableCounts({ records: 3 + 41 });
    for (const { triple, record } of theirs) {
      expect(ledger).toHaveDurableRecord(record);
      expect(sink).toHaveDurableFinding(triple.finding);
      expect(sink).toHaveDurableOccurrence(triple.occurrence);
      expect(sink).toHaveDurableObservation(triple.observation);
    }
    expect({ ledger, sink }).toConvergeWithOracle();
  });

  test('scans everything again under other rules, which are another policy', async ({ ledger, sink, scanTree }) => {
    await scanTree();
    const again = await scanTree({ rules: RULES.slice(0, 2), clock: tickingClock(1000n) });

    expect(again).toMatchObject({ alreadyDone: 0, ScannedWithFindings: 7 });
    expect(ledger).toHaveDurableCounts({ records: 82 });
    // The findings are those that were there, now observed under both policies.
    expect(sink).toHaveDurableCounts({ findings: 22, occurrences: 23, observations: 30 });
    expect({ ledger, sink }).toConvergeWithOracle();
  });
});

describe('what is a finding', () => {
  test('counts offsets in bytes, not in characters', async ({ sink, scanTree }) => {
    await scanTree();
    const [sighting] = sightingsAt(sink, 'docs/howto.md:3');
    const bytes = await bytesOf('docs/howto.md');

    const start = bytes.indexOf('example-docs-key-6');
    expect(start).toBeGreaterThan(bytes.toString().indexOf('example-docs-key-6'));
    expect(sighting?.occurrence).toMatchObject({ byteOffset: BigInt(start), byteLength: 18n });
  });

  test('counts lines in a file with CRLF', async ({ sink, scanTree }) => {
    await scanTree();
    expect(sightingsAt(sink, 'config/legacy.ini:3')).toHaveLength(1);
    expect(sightingsAt(sink, 'config/legacy.ini:7')).toHaveLength(1);
  });

  test('has a finding for each secret of a line', async ({ sink, scanTree }) => {
    await scanTree();
    const [first, second] = sightingsAt(sink, 'src/deploy.ts:2');

    expect(first?.finding.findingId).not.toBe(second?.finding.findingId);
    expect(first?.finding.secretHash).not.toEqual(second?.finding.secretHash);
  });

  test('has one finding with two occurrences for a secret that a file has twice', async ({
    ledger,
    sink,
    scanTree,
  }) => {
    await scanTree();
    const [first] = sightingsAt(sink, 'scripts/import_orders.py:1');
    const [second] = sightingsAt(sink, 'scripts/import_orders.py:6');

    expect(first?.finding).toBe(second?.finding);
    expect(first?.occurrence.occurrenceId).not.toBe(second?.occurrence.occurrenceId);
    expect(ledger).toHaveDurableRecord({
      key: { ovidHash: first?.observation.ovidHash as OvidHash },
      findingsCount: 1,
    });
  });

  test('knows a secret again in another file, whatever its line ends', async ({ sink, scanTree }) => {
    await scanTree();
    const secretAt = (place: string) => sightingsAt(sink, place)[0]?.finding.secretHash;

    expect(secretAt('.env:3')).toEqual(secretAt('scripts/backup.sh:3'));
    expect(secretAt('keys/server.pem:1')).toEqual(secretAt('keys/server-windows.pem:1'));
    expect(secretAt('.env:3')).not.toEqual(secretAt('infra/main.tf:3'));
  });

  test('shows no secret, and no hash of one', async ({ ledger, sink, scanTree }) => {
    await scanTree();
    const durable = [
      ledger.snapshot(),
      sink.findingsSnapshot(),
      sink.occurrencesSnapshot(),
      sink.observationsSnapshot(),
    ];

    expect(durable).toBeRedacted(tenant.secretKey);
    for (const { secretHash } of sink.findingsSnapshot()) expect(durable).toBeRedacted(secretHash);
    expect(inspect(durable, { depth: null })).not.toMatch(/AKIA|example-|ghx_|eyJ|PRIVATE KEY/);
  });
});
