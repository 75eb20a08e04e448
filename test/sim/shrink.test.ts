import { describe, expect, test } from 'vitest';
import {
  InMemoryDoneLedger,
  InMemoryFindingsSink,
  ObservationId,
  OccurrenceId,
  FindingId,
  DoneLedgerRecord,
  ObservationRecord,
  PolicyHash,
  TenantId,
  type FindingsUpsertBatch,
} from '../../src/index.js';
import {
  FindingsSim,
  formatCapsule,
  PersistenceSim,
  replay,
  scenario,
  shrink,
  type Capsule,
  type ScenarioError,
  type ShrinkOptions,
  type ShrinkProgress,
  type SimulatedLedger,
  type SimReport,
} from '../../src/sim/index.js';
import { decodeCapsule } from '../../src/sim/capsule.js';
import { builders, LyingLedger, LyingSink } from './support.js';

/** A ledger that lies in its reads. */
function lying(lie: LyingLedger['lie']): () => LyingLedger {
  return () => Object.assign(new LyingLedger(), { lie });
}

/** Shows no more than 9000 bytes of a failure. */
const forgetful = lying((row) =>
  row.bytesScanned > 9000n && row.status === 'FailedPermanent' ? { ...row, bytesScanned: 9000n } : row,
);

/** The report of a script, whether or not it came to its end. */
async function reportOf(script: { run(): Promise<SimReport> }): Promise<SimReport> {
  return script.run().catch((error: ScenarioError) => error.report);
}

const failing = (seed: number | string, ledger = forgetful): Promise<SimReport> =>
  new PersistenceSim({ seed, level: 'Stormy', profile: 'extended', ledger: ledger() }).run();

const kinds = ({ operations }: Capsule): readonly string[] => operations.map(({ type }) => type);

describe('what is left', () => {
  test('fails with the same signature, in a replay too', async () => {
    const original = await failing(1);
    const { capsule, report } = await shrink(original.capsule(), { ledger: forgetful });
    expect(report.violations[0]?.signature).toBe(original.violations[0]?.signature);
    expect(capsule.violations.map(({ signature }) => signature)).toContain(original.violations[0]?.signature);
    const again = await replay(formatCapsule(capsule), { ledger: forgetful() });
    expect(again.violations).toEqual(report.violations);
    expect(capsule.origin).toEqual(original.origin);
  });

  test('is told with what matters in it, and with how to keep it', async () => {
    const shrunk = await shrink((await failing(1)).capsule(), { ledger: forgetful });
    expect(`${shrunk}`).toBe(
      `39 operations -> 1, in ${shrunk.runs} runs
> 1. ledger upsert w4 (1 record) -> w4 committed { recordCount: 1, scannedCount: 0, findingsCount: 0 }
I7 at step 1, ledger: The row is not the join of what was committed: row 7e4a0001../90110001../071d0001.. Expected bytesScanned 9001, received bytesScanned 9000. (I7: every read equals the oracle's committed view.)

What matters:
  w4.records[0].status = FailedPermanent
  w4.records[0].bytesScanned = 9001

To keep it as a test:
  import capsule from './failures/i7-ledger-bytesscanned.json' with { type: 'json' };
  test('I7 ledger bytesScanned', async () => expect(await replay(capsule, { ledger: yours() })).toHoldInvariants());`,
    );
    expect(shrunk.matters).toEqual(['w4.records[0].status = FailedPermanent', 'w4.records[0].bytesScanned = 9001']);
    expect(shrunk).toMatchObject({ from: 39, complete: true });
  });

  test('is the same each time', async () => {
    const capsule = (await failing(1)).capsule();
    const [one, two] = [await shrink(capsule, { ledger: forgetful }), await shrink(capsule, { ledger: forgetful })];
    expect(formatCapsule(two.capsule)).toBe(formatCapsule(one.capsule));
    expect(two.runs).toBe(one.runs);
  });

  test('shrinks no further', async () => {
    for (let seed = 0; seed < 8; seed++) {
      const report = await failing(seed);
      if (report.ok) continue;
      const { capsule } = await shrink(report.capsule(), { ledger: forgetful });
      const again = await shrink(capsule, { ledger: forgetful });
      expect(formatCapsule(again.capsule)).toBe(formatCapsule(capsule));
    }
  });

  test('needs no values if none matters', async () => {
    const lost = lying(() => undefined);
    const shrunk = await shrink((await failing(1, lost)).capsule(), { ledger: lost });
    expect(shrunk.matters).toEqual([]);
    expect(`${shrunk}`).toContain('\nNo value matters.\n');
    expect(shrunk.capsule).toMatchObject({
      simulation: 'done-ledger',
      operations: [
        {
          type: 'BatchUpsert',
          records: [
            {
              status: 'ScannedClean',
              bytesScanned: '0',
              findingsCount: 0,
              provenance: { runId: '1', shardId: '1', fenceEpoch: '1', startedAt: '1', finishedAt: '1' },
            },
          ],
        },
      ],
    });
  });
});

describe('operations', () => {
  const records = builders();

  test('that have nothing to do with it are left out; so are faults, waits, and the store that it is not about', async () => {
    const ledger = new (class extends InMemoryDoneLedger {
      // Forgets to count the writes that it releases.
      override releaseAll(...order: Parameters<InMemoryDoneLedger['releaseAll']>) {
        super.releaseAll(...order);
        return 0;
      }
    })();
    const script = scenario({ ledger, sink: new InMemoryFindingsSink() })
      .upsert('f', builders().triple())
      .upsert('a', records.clean(), { unattended: true })
      .on('ledger')
      .failNextSubmission()
      .upsert('b', records.clean())
      .delayNext(3)
      .upsert('c', [records.clean(), records.clean()], { scribbled: true })
      .wait('a')
      .on('sink')
      .readAll()
      .on('ledger')
      .releaseAll('NewestFirst');
    const report = await reportOf(script);
    const make = (): InMemoryDoneLedger => new (ledger.constructor as typeof InMemoryDoneLedger)();
    const { capsule, matters } = await shrink(report.capsule(), { ledger: make });
    expect(capsule.simulation).toBe('done-ledger');
    expect(capsule.operations).toEqual([
      { type: 'BatchUpsert', store: 'ledger', label: 'c', faults: ['delayNextWrites'], records: [] },
      { type: 'ReleaseAll', store: 'ledger', order: 'OldestFirst' },
    ]);
    expect(matters).toEqual(['c.faults[0] = delayNextWrites']);
  });

  test('of both stores stay where it is about both', async () => {
    const claims = records.clean({ status: 'ScannedWithFindings', findingsCount: 2 });
    const script = scenario({ ledger: new InMemoryDoneLedger(), sink: new InMemoryFindingsSink() })
      .upsert('f', builders().triple())
      .upsert('a', [records.clean(), claims]);
    const { capsule, matters } = await shrink((await reportOf(script)).capsule());
    expect(capsule).toMatchObject({ simulation: 'persistence', violations: [{ signature: 'X1 ledger' }] });
    expect(kinds(capsule)).toEqual(['BatchUpsert']);
    expect(matters).toEqual(['a.records[0].status = ScannedWithFindings']);
  });

  test('that name a write by its operation id name it by its label: what is left out shifts nothing', async () => {
    const stuck = (): InMemoryDoneLedger => Object.assign(new InMemoryDoneLedger(), { releaseSpecific: () => true });
    const { operations } = await scenario(new InMemoryDoneLedger())
      .upsert('a', records.clean())
      .upsert('b', records.clean())
      .delayNext()
      .upsert('c', records.clean())
      .run();
    const script = scenario(stuck(), [...operations, { type: 'ReleaseSpecific', store: 'ledger', write: 3 }]);
    const { capsule } = await shrink((await reportOf(script)).capsule(), { ledger: stuck });
    expect(capsule.operations).toMatchObject([
      { type: 'BatchUpsert', label: 'c', faults: ['delayNextWrites'] },
      { type: 'ReleaseSpecific', write: 'c' },
    ]);
  });

  test('that replay become writes, where it does not matter that they repeat', async () => {
    const miscounting = (): InMemoryDoneLedger => {
      const ledger = new InMemoryDoneLedger();
      const { batchUpsert } = ledger;
      let writes = 0;
      return Object.assign(ledger, {
        async batchUpsert(...input: Parameters<typeof batchUpsert>) {
          const handle = await batchUpsert.apply(ledger, input);
          return ++writes < 2 ? handle : { wait: async () => ({ ...(await handle.wait()), recordCount: 7 }) };
        },
      });
    };
    const script = scenario(miscounting()).upsert('a', records.skipped()).replay('b', { of: 'a' });
    const { capsule } = await shrink((await reportOf(script)).capsule(), { ledger: miscounting });
    expect(capsule.operations).toEqual([
      { type: 'BatchUpsert', store: 'ledger', label: 'a', records: [] },
      { type: 'BatchUpsert', store: 'ledger', label: 'b', records: [] },
    ]);
  });

  test('that replay stay where it does', async () => {
    const counting = (): LyingLedger => {
      const ledger = new LyingLedger();
      let reads = 0;
      ledger.lie = (row) => ({ ...row, findingsCount: reads++ > 0 ? 7 : row.findingsCount });
      return ledger;
    };
    const script = scenario(counting())
      .upsert('a', records.skipped({ findingsCount: 0 }))
      .replay('b', { of: 'a' })
      .replay('c', { of: 'b' });
    const report = await reportOf(script);
    expect(report.violations).toMatchObject([{ signature: 'I10 ledger' }]);
    const { capsule } = await shrink(report.capsule(), { ledger: counting });
    expect(kinds(capsule)).toEqual(['BatchUpsert', 'Replay']);
  });

  test('that only go in pairs are left out in pairs', async () => {
    const counting = (): SimulatedLedger => {
      const store = new InMemoryDoneLedger();
      return {
        batchGet: (...asked) => store.batchGet(...asked),
        batchUpsert: (records) => store.batchUpsert(records),
        failNextCommits: (count) => store.failNextCommits(count + 1), // one too many
      };
    };
    const script = scenario(counting()).failNextCommit(4);
    for (const label of ['a', 'b', 'c', 'd', 'e']) script.upsert(label, records.clean());
    const { capsule, matters } = await shrink((await reportOf(script)).capsule(), { ledger: counting });
    expect(capsule.operations).toMatchObject([
      { type: 'BatchUpsert', faults: ['failNextCommits'], records: [] },
      { type: 'BatchUpsert', records: [] },
    ]);
    expect(matters).toHaveLength(1);
  });

  /** Loses what it holds beyond nine rows. */
  class Cramped extends InMemoryDoneLedger {
    override async batchGet(...asked: Parameters<InMemoryDoneLedger['batchGet']>) {
      return this.durableCounts().records > 9 ? asked[2].map(() => undefined) : super.batchGet(...asked);
    }
  }
  const batches = (...sizes: number[]) =>
    sizes.reduce(
      (script, size, index) =>
        script.upsert(
          `w${index}`,
          Array.from({ length: size }, () => records.clean()),
        ),
      scenario(new Cramped()),
    );

  test('that write become fewer, where it takes many rows and there would be many writes', async () => {
    const { capsule } = await shrink((await reportOf(batches(1, 1, 1, 1, 1, 1, 1, 1, 1, 1))).capsule(), {
      ledger: () => new Cramped(),
    });
    expect(capsule.operations).toHaveLength(6);
    expect(capsule.operations.flatMap((operation) => operation['records'])).toHaveLength(10);
  });

  test('that write stay apart, where there are few', async () => {
    const { capsule } = await shrink((await reportOf(batches(4, 4, 2))).capsule(), { ledger: () => new Cramped() });
    expect(capsule.operations.map((operation) => (operation['records'] as unknown[]).length)).toEqual([4, 4, 2]);
  });

  test('that are counted are counted down', async () => {
    const reversed = (): InMemoryDoneLedger => {
      const ledger = new InMemoryDoneLedger();
      const { pendingIds } = ledger;
      return Object.assign(ledger, { pendingIds: () => [...pendingIds.call(ledger)].reverse() });
    };
    const { operations, ...heading } = (
      await reportOf(
        scenario(new InMemoryDoneLedger()).delayNext(9).upsert('a', records.clean()).upsert('b', records.clean()),
      )
    ).capsule();
    const { capsule } = await shrink({ ...heading, operations }, { ledger: reversed });
    expect(capsule.operations).toMatchObject([
      { label: 'a', faults: ['delayNextWrites'] },
      { label: 'b', faults: ['delayNextWrites'] },
    ]);
  });
});

describe('values', () => {
  const records = builders();

  async function shrunkOf(ledger: () => InMemoryDoneLedger, ...batches: readonly (readonly DoneLedgerRecord[])[]) {
    const script = scenario(ledger());
    for (const [index, records] of batches.entries()) script.upsert(`w${index + 1}`, records);
    const report = await reportOf(script);
    expect(report.ok).toBe(false);
    return shrink(report.capsule(), { ledger });
  }

  test('that are numbers go down to where it begins; famous ones are called by their names', async () => {
    const negative = lying((row) =>
      row.provenance.runId >= 2n ** 63n ? { ...row, provenance: { ...row.provenance, runId: 1n as never } } : row,
    );
    const record = records.skipped({ provenance: { runId: 2n ** 64n - 5n }, bytesScanned: 77n });
    const { matters } = await shrunkOf(negative, [records.clean(), record, records.clean()]);
    expect(matters).toEqual(['w1.records[0].provenance.runId = 9223372036854775808 (2^63)']);
  });

  test('that matter only in that they are equal are simplified together', async () => {
    const late = (): InMemoryDoneLedger => {
      const ledger = new LyingLedger();
      const seen = new Set<bigint>();
      const { batchUpsert } = ledger;
      ledger.batchUpsert = async (records) => {
        const ties = records.some(({ provenance }) => seen.has(provenance.finishedAt));
        for (const { provenance } of records) seen.add(provenance.finishedAt);
        if (ties) ledger.lie = () => undefined;
        return batchUpsert.call(ledger, records);
      };
      return ledger;
    };
    const times = { startedAt: 3n, finishedAt: 734n };
    const { capsule, matters } = await shrunkOf(
      late,
      [records.failed({ provenance: times })],
      [records.skipped({ provenance: times })],
    );
    expect(matters).toEqual([]);
    expect(capsule.operations).toHaveLength(2);
  });

  test('that matter in their order are numbered in that order', async () => {
    const backwards = (): InMemoryDoneLedger => {
      const ledger = new LyingLedger();
      let latest = 0n;
      const { batchUpsert } = ledger;
      ledger.batchUpsert = async (records) => {
        for (const { provenance } of records) {
          if (provenance.fenceEpoch < latest) ledger.lie = () => undefined;
          latest = provenance.fenceEpoch;
        }
        return batchUpsert.call(ledger, records);
      };
      return ledger;
    };
    const epochs = [700n, 4000n, 900n].map((fenceEpoch) => records.clean({ provenance: { fenceEpoch } }));
    const { matters } = await shrunkOf(backwards, epochs);
    expect(matters).toEqual(['w1.records[0].provenance.fenceEpoch = 2']);
  });

  test('that name tenants, policies and object versions are made one, unless it matters which', async () => {
    const careless = (): InMemoryDoneLedger => {
      const ledger = new InMemoryDoneLedger();
      const { batchGet } = ledger;
      const tenants = new Set<string>();
      const answer: typeof batchGet = async (tenantId, ...asked) => {
        const rows = await batchGet.call(ledger, tenantId, ...asked);
        return tenants.add(tenantId).size > 1 ? rows.map(() => undefined) : rows;
      };
      return Object.assign(ledger, { batchGet: answer });
    };
    const [one, two] = [
      records.clean(),
      records.clean({ key: { tenantId: TenantId.filled(0xaa), policyHash: PolicyHash.filled(7) } }),
    ];
    const { capsule, matters } = await shrunkOf(careless, [one, records.clean()], [two]);
    expect(matters).toEqual(['w2.records[0].key.tenantId = 7e4a0002..7e4a0002']);
    const keys = capsule.operations.map(({ records }) => (records as unknown as DoneLedgerRecord[])[0]?.key);
    expect(keys[1]).toEqual({ ...keys[0], tenantId: keys[1]?.tenantId });
  });

  test('that are malformed stay so, and are called what they are', async () => {
    const lenient = (): InMemoryDoneLedger => {
      const ledger = new InMemoryDoneLedger();
      const { batchUpsert } = ledger;
      // A constructor takes numbers, a store must not.
      const repaired = (record: DoneLedgerRecord): DoneLedgerRecord => DoneLedgerRecord.create(record);
      return Object.assign(ledger, {
        batchUpsert: (records: readonly DoneLedgerRecord[]) => batchUpsert.call(ledger, records.map(repaired)),
      });
    };
    const { matters } = await shrunkOf(lenient, [records.clean(), { ...records.skipped(), bytesScanned: 5 as never }]);
    expect(matters).toEqual(['w1.records[0] = made by hand', 'w1.records[0].bytesScanned = 1 (a number)']);
  });

  test('of findings go along with the ids that are derived from them', async () => {
    const short = (): InMemoryFindingsSink => {
      const sink = new LyingSink();
      sink.lies.observation = (row) => (row.seenAt > 100n ? { ...row, seenAt: 100n as never } : row);
      return sink;
    };
    const run = await new FindingsSim({ seed: 5, level: 'Stormy', sink: short() }).run();
    const { capsule, matters } = await shrink(run.capsule(), { sink: short });
    expect(matters).toEqual([expect.stringMatching(/^f\d+\.observations\[0\]\.seenAt = 101$/)]);
    expect(kinds(capsule)).toEqual(['BatchUpsert']);
    const [{ operation }] = decodeCapsule(capsule).operations as unknown as [
      { operation: { batch: FindingsUpsertBatch } },
    ];
    const { findings, occurrences, observations } = operation.batch;
    expect([findings.length, occurrences.length, observations.length]).toEqual([1, 1, 1]);
    expect(findings[0]!.findingId).toBe(FindingId.derive(findings[0]!));
    expect(occurrences[0]!.occurrenceId).toBe(OccurrenceId.derive(occurrences[0]!));
    expect(observations[0]!.observationId).toBe(ObservationId.derive(observations[0]!));
    expect(JSON.stringify(capsule)).toContain('"secretHash":"secret-1"');
    expect(occurrences[0]).toMatchObject({ byteOffset: 0n, byteLength: 1n });
    expect(observations[0]).not.toHaveProperty('location');
  });

  test('whose id is not the derivation keep it so', async () => {
    const { findings, occurrences, observations } = builders().triple();
    const [observation] = observations as [ObservationRecord];
    const batch = {
      findings,
      occurrences,
      observations: [{ ...observation, seenAt: 99n as never, observationId: ObservationId.filled(9) }],
    };
    const lenient = (): InMemoryFindingsSink => {
      const sink = new InMemoryFindingsSink();
      const { upsertBatch } = sink;
      return Object.assign(sink, {
        upsertBatch: (rows: FindingsUpsertBatch) =>
          upsertBatch.call(sink, {
            ...rows,
            observations: rows.observations.map((row) => ObservationRecord.create(row)),
          }),
      });
    };
    const report = await reportOf(scenario(lenient()).upsert('f', batch));
    const { matters } = await shrink(report.capsule(), { sink: lenient });
    expect(matters).toEqual([
      'f.observations[0] = made by hand',
      'f.observations[0].observationId = 09090909..09090909',
    ]);
  });
});

describe('a shrinking', () => {
  test('runs each attempt on fresh stores, which may take their time', async () => {
    const stores = new Set<object>();
    const fresh = async (): Promise<LyingLedger> => {
      await Promise.resolve();
      const store = forgetful();
      stores.add(store);
      return store;
    };
    const { runs } = await shrink((await failing(1)).capsule(), { ledger: fresh });
    expect(stores.size).toBe(runs + 2); // the first run, and the last, which is recorded
  });

  test('tells of its progress', async () => {
    const told: ShrinkProgress[] = [];
    const original = (await failing(3)).capsule();
    const shrunk = await shrink(original, { ledger: forgetful, onProgress: (progress) => told.push(progress) });
    expect(told.map(({ runs }) => runs)).toEqual(Array.from({ length: shrunk.runs }, (_, index) => index + 1));
    const sizes = told.map(({ operations }) => operations);
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
    const known = told[5]!.capsule();
    expect(known.operations).toHaveLength(sizes[5]!);
    const { violations } = await replay(known, { ledger: forgetful() });
    expect(violations[0]?.signature).toBe(original.violations[0]?.signature);
  });

  test('ends when it has run as often as it may, and says so', async () => {
    const capsule = (await failing(1)).capsule();
    const none = await shrink(capsule, { ledger: forgetful, maxRuns: 0 });
    expect(none.capsule.operations).toEqual(capsule.operations);
    expect(none).toMatchObject({ runs: 0, complete: false });
    expect(`${none}`).toMatch(/^39 operations -> 39, in 0 runs; more runs may shrink it further\n/);
    const some = await shrink(capsule, { ledger: forgetful, maxRuns: 9 });
    expect(some).toMatchObject({ runs: 9, complete: false });
    expect(some.report.ok).toBe(false);
  });

  test('ends with its signal', async () => {
    const capsule = (await failing(1)).capsule();
    const controller = new AbortController();
    const onProgress: ShrinkOptions['onProgress'] = ({ runs }) => {
      if (runs === 4) controller.abort(new Error('enough'));
    };
    const shrinking = shrink(capsule, { ledger: forgetful, signal: controller.signal, onProgress });
    await expect(shrinking).rejects.toThrow('enough');
  });

  test('needs a run that fails', async () => {
    const capsule = (await failing(1)).capsule();
    await expect(shrink(capsule)).rejects.toThrow(
      expect.objectContaining({
        code: 'InvalidType',
        field: 'capsule',
        message: 'capsule: expected a capsule that fails, received one in which every invariant holds',
      }),
    );
  });

  test('refuses options that are none', async () => {
    const capsule = (await failing(1)).capsule();
    await expect(shrink(capsule, { maxRuns: -1 })).rejects.toThrow('options.maxRuns: -1 is not an integer');
    await expect(shrink(capsule, { signal: 7 as never })).rejects.toThrow('options.signal: expected object');
  });

  test('says of a backend that it answers otherwise from run to run', async () => {
    const capsule = (await failing(1)).capsule();
    const all = (await shrink(capsule, { ledger: forgetful })).runs + 2;
    let runs = 0;
    const moody = (): LyingLedger => (++runs === all ? new LyingLedger() : forgetful());
    const shrunk = await shrink(capsule, { ledger: moody });
    expect(shrunk.report.ok).toBe(true);
    expect(`${shrunk}`).toContain(
      '\nIt did not fail when it was run once more: this backend answers otherwise from run to run.\n',
    );
  });
});

describe('the lines to keep it by', () => {
  test('name what the run was made with', async () => {
    const original = (await failing(1)).capsule();
    const strict = await shrink(original, { ledger: forgetful, sink: () => new InMemoryFindingsSink(), strict: true });
    expect(`${strict}`).toContain('await replay(capsule, { ledger: yours(), strict: true })');
    const claims = builders().clean({ status: 'ScannedWithFindings', findingsCount: 2 });
    const both = scenario({ ledger: new InMemoryDoneLedger(), sink: new InMemoryFindingsSink() }).upsert('a', claims);
    expect(`${await shrink((await reportOf(both)).capsule())}`).toContain('await replay(capsule))');
  });
});
