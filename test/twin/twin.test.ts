import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  GossipSession,
  InMemoryDoneLedger,
  InMemoryFindingsSink,
  MissingFinding,
  ReadyCommitHandle,
  RecordBuilders,
  TwinDifference,
  twin,
  type DoneLedger,
  type Twin,
  type TwinOptions,
} from '../../src/index.js';
import { ledgerKey, ledgerRecord } from '../support/arbitraries.js';
import { findingsBatch } from '../support/findings-arbitraries.js';
import { NETWORK_ERROR, foreignBackend, type ForeignBug } from '../support/foreign-backend.js';
import {
  POLICY,
  TENANT,
  batchOf,
  clean,
  failed,
  finding,
  key,
  observation,
  occurrence,
  outcomeOf,
  outcomeOfCall,
  ovid,
  scanned,
  settle,
  triple,
} from '../support/rows.js';

const inMemory = () => ({ doneLedger: new InMemoryDoneLedger(), findings: new InMemoryFindingsSink() });

/** The difference with which a promise rejects. */
async function differenceOf(promise: Promise<unknown>): Promise<TwinDifference> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof TwinDifference) return error;
    throw error;
  }
  throw new Error('no difference was found');
}

/** A twin of our stores and a ledger in which some methods are others. */
const withLedger = (over: Partial<DoneLedger>, options?: TwinOptions): Twin => {
  const backend = inMemory();
  const { doneLedger } = backend;
  const bound: DoneLedger = {
    batchGet: (...args) => doneLedger.batchGet(...args),
    batchUpsert: (...args) => doneLedger.batchUpsert(...args),
    listDoneHashes: (...args) => doneLedger.listDoneHashes(...args),
    ...over,
  };
  return twin(inMemory(), { ...backend, doneLedger: bound }, options);
};

const write = async ({ doneLedger }: Pick<Twin, 'doneLedger'>, ...rows: ReturnType<typeof clean>[]) =>
  (await doneLedger.batchUpsert(rows)).wait();

describe('two backends that are the same', () => {
  test('answer as one: receipts, rows, hashes, counts', async () => {
    const both = twin(inMemory(), inMemory());
    expect(await write(both, scanned(1), failed(2))).toEqual({ recordCount: 2, scannedCount: 1, findingsCount: 1 });
    expect(await both.doneLedger.batchGet(TENANT, POLICY, [ovid(1), ovid(3)])).toEqual([scanned(1), undefined]);
    expect(await both.doneLedger.listDoneHashes?.(TENANT, POLICY)).toEqual([ovid(1)]);
    const { batch, finding: row } = triple(1);
    expect(await (await both.findings.upsertBatch(batch)).wait()).toMatchObject({ findingCount: 1 });
    expect(await both.findings.durableCounts?.()).toEqual({ findings: 1, occurrences: 1, observations: 1 });
    expect(await both.findings.findingsSnapshot?.()).toEqual([row]);
    await both.compare();
  });

  test('are both written to, and each once', async () => {
    const [reference, backend] = [inMemory(), inMemory()];
    await write(twin(reference, backend), clean(1));
    for (const { doneLedger } of [reference, backend]) {
      expect(doneLedger.snapshot()).toEqual([clean(1)]);
      expect(await doneLedger.batchUpsert([])).toMatchObject({ operationId: 2n });
    }
  });

  test('may be a session of fixtures, or have the names of one', async () => {
    const session = new GossipSession();
    const both = twin(session, { ledger: new InMemoryDoneLedger(), sink: new InMemoryFindingsSink() });
    await write(both, clean(1));
    expect(session.ledger.durableCounts()).toEqual({ records: 1 });
  });

  test('refuse the same, and the backend says why', async () => {
    const both = twin(inMemory(), inMemory());
    const orphan = batchOf([], [occurrence(finding(1))]);
    expect(await outcomeOf((await both.findings.upsertBatch(orphan)).wait())).toBe('MissingFinding');
    expect(await outcomeOf(both.doneLedger.batchUpsert([{}] as never))).toBe(
      'BatchValidation: InvalidType records[0].key',
    );
    expect(await outcomeOf(both.doneLedger.batchUpsert(undefined as never))).toBe(
      'BatchValidation: InvalidType records',
    );
    expect(await outcomeOf(both.findings.upsertBatch(1 as never))).toBe('BatchValidation: InvalidType batch');
    expect(await outcomeOf(both.doneLedger.batchGet(TENANT, POLICY, undefined as never))).toBe(
      'InvalidType ovidHashes',
    );
    expect(await outcomeOf(both.doneLedger.batchGet('x' as never, POLICY, []))).toBe('InvalidHex tenantId');
    await both.compare();
  });

  test('what a caller changes after a call reaches neither', async () => {
    const [reference, backend] = [inMemory(), inMemory()];
    const both = twin(reference, backend);
    const [records, hashes] = [[clean(1)], [ovid(1)]];
    const batch = { ...triple(1).batch, findings: [...triple(1).batch.findings] };
    const calls = [
      both.doneLedger.batchUpsert(records),
      both.doneLedger.batchGet(TENANT, POLICY, hashes),
      both.findings.upsertBatch(batch),
    ];
    records.length = hashes.length = batch.findings.length = 0;
    await Promise.all(calls);
    for (const { doneLedger, findings } of [reference, backend]) {
      expect([doneLedger.snapshot().length, findings.findingsSnapshot().length]).toEqual([1, 1]);
    }
  });

  test('have the optional methods only if both do', () => {
    const { doneLedger } = inMemory();
    const lists = withLedger({});
    expect(lists.doneLedger.listDoneHashes).toBeTypeOf('function');
    const { batchGet, batchUpsert } = doneLedger;
    const plain = { doneLedger: { batchGet, batchUpsert }, findings: foreignBackend({ reads: 'counts' }).findings };
    const both = twin(inMemory(), plain);
    expect(Object.keys(both.doneLedger)).toEqual(['batchGet', 'batchUpsert']);
    expect(Object.keys(both.findings)).toEqual(['upsertBatch', 'durableCounts']);
    expect(Object.keys(twin(plain, inMemory()).findings)).toEqual(['upsertBatch', 'durableCounts']);
  });
});

describe('calls are made in step', () => {
  test('one after the other, on both sides', async () => {
    const log: string[] = [];
    const slow = (name: string, turns: number): DoneLedger => ({
      batchGet: async (_, __, hashes) => {
        log.push(`${name} starts`);
        for (let n = 0; n < turns; n++) await settle();
        log.push(`${name} ends`);
        return hashes.map(() => undefined);
      },
      batchUpsert: async () => ReadyCommitHandle.err(new Error('not here')),
    });
    const findings = new InMemoryFindingsSink();
    const { doneLedger } = twin({ doneLedger: slow('a', 1), findings }, { doneLedger: slow('b', 3), findings });
    await Promise.all([doneLedger.batchGet(TENANT, POLICY, []), doneLedger.batchGet(TENANT, POLICY, [])]);
    const once = ['a starts', 'b starts', 'a ends', 'b ends'];
    expect(log).toEqual([...once, ...once]);
  });

  test('but a wait does not hold up other calls', async () => {
    const reference = inMemory();
    const both = twin(reference, inMemory());
    reference.doneLedger.delayNextWrites(1);
    const handle = await both.doneLedger.batchUpsert([clean(1)]);
    const waiting = handle.wait();
    await settle();
    expect(await write(both, clean(2))).toMatchObject({ recordCount: 1 });
    expect(reference.doneLedger.releaseAll()).toBe(1);
    expect(await waiting).toMatchObject({ recordCount: 1 });
    await both.compare();
  });

  test('rows of a write that is in flight may be there or not', async () => {
    const reference = inMemory();
    const both = twin(reference, inMemory());
    reference.doneLedger.setAutoComplete(false);
    reference.findings.setAutoComplete(false);
    const handles = [await both.doneLedger.batchUpsert([clean(1)]), await both.findings.upsertBatch(triple(1).batch)];
    expect(await both.doneLedger.batchGet(TENANT, POLICY, [ovid(1)])).toEqual([clean(1)]); // as the backend says
    expect(await both.doneLedger.listDoneHashes?.(TENANT, POLICY)).toEqual([ovid(1)]);
    expect(await both.findings.durableCounts?.()).toMatchObject({ findings: 1 });
    expect(await both.findings.findingsSnapshot?.()).toHaveLength(1);
    reference.doneLedger.releaseAll();
    reference.findings.releaseAll();
    for (const handle of handles) await handle.wait();
    await both.compare();
  });

  test('other rows may not', async () => {
    const reference = inMemory();
    const backend = inMemory();
    const both = twin(reference, backend);
    await both.doneLedger.batchUpsert([clean(1)]);
    await backend.doneLedger.batchUpsert([clean(2)]); // behind the twin's back
    const found = await differenceOf(both.doneLedger.batchGet(TENANT, POLICY, [ovid(1), ovid(2)]));
    expect(found.rows.map(({ change, after }) => [change, after])).toEqual([['added', clean(2)]]);
  });
});

describe('a handle', () => {
  test('is waited for once: what the two say to a second time is compared, too', async () => {
    const handle = await twin(inMemory(), inMemory()).doneLedger.batchUpsert([clean(1)]);
    await handle.wait();
    expect(await outcomeOf(handle.wait())).toBe('UnknownOperation');
    const patient = withLedger({
      batchUpsert: async () => ({ wait: async () => ({ recordCount: 1, scannedCount: 1, findingsCount: 0 }) }),
    });
    const again = await patient.doneLedger.batchUpsert([clean(1)]);
    await again.wait();
    expect((await differenceOf(again.wait())).call).toBe('wait() of call 1');
  });

  test('may be waited for by one at a time', async () => {
    const handle = await twin(inMemory(), inMemory()).doneLedger.batchUpsert([clean(1)]);
    const waits = [handle.wait(), handle.wait()];
    expect(await Promise.all(waits.map(outcomeOf))).toEqual(['fulfilled', 'UnknownOperation']);
  });

  test('aborting a wait leaves its outcome for a later one', async () => {
    const reference = inMemory();
    reference.doneLedger.setAutoComplete(false);
    const handle = await twin(reference, inMemory()).doneLedger.batchUpsert([clean(1)]);
    const abort = new AbortController();
    const waiting = handle.wait({ signal: abort.signal });
    abort.abort('enough');
    await expect(waiting).rejects.toBe('enough');
    await expect(handle.wait({ signal: AbortSignal.abort('before') })).rejects.toBe('before');
    reference.doneLedger.releaseAll();
    expect(await handle.wait()).toMatchObject({ recordCount: 1 });
    expect(await outcomeOf(handle.wait({ signal: 1 as never }))).toBe('InvalidType options.signal');
  });

  test('that nobody has waited for is by compare(), and can still be', async () => {
    const both = twin(inMemory(), inMemory());
    const handle = await both.doneLedger.batchUpsert([clean(1)]);
    await both.compare();
    await both.compare();
    expect(await handle.wait()).toMatchObject({ recordCount: 1 });
    expect(await outcomeOf(handle.wait())).toBe('UnknownOperation');
  });
});

describe('a backend with a bug', () => {
  test.each<[ForeignBug, string]>([
    ['loses a write', 'batchGet'],
    ['half a batch', 'batchGet'],
    ['last write wins', 'batchGet'],
    ['never applies', 'batchGet'],
  ])('of its ledger is found by reading: %s', async (bug, method) => {
    const both = twin(inMemory(), foreignBackend({ bug }));
    await write(both, scanned(1), clean(2), scanned(3));
    await write(both, failed(1), clean(4));
    const found = await differenceOf(both.compare());
    expect(found.call).toContain(`${method}(01010101..01010101, 0a0a0a0a..0a0a0a0a, [`);
    expect(found.rows.length).toBeGreaterThan(0);
  });

  test.each<[ForeignBug, string]>([
    ['loses a write', 'findingsSnapshot()'],
    ['half a batch', 'observationsSnapshot()'],
    ['last write wins', 'observationsSnapshot()'],
    ['drops a location', 'observationsSnapshot()'],
    ['never applies', 'findingsSnapshot()'],
  ])('of its sink likewise: %s', async (bug, call) => {
    const both = twin(inMemory(), foreignBackend({ bug }));
    const child = occurrence(finding(1));
    const located = observation(child, { seenAt: 10, location: { display: 'a.ts:1' } });
    for (const batch of [
      batchOf([finding(1)], [child], [observation(child, { seenAt: 20 })]),
      batchOf([finding(2)], [child], [located]),
    ]) {
      await (await both.findings.upsertBatch({ ...batch, findings: [finding(1), ...batch.findings] })).wait();
    }
    expect((await differenceOf(both.compare())).call).toBe(call);
  });

  test('that can only count is found by its counts', async () => {
    const both = twin(inMemory(), foreignBackend({ bug: 'never applies', reads: 'counts' }));
    await (await both.findings.upsertBatch(triple(1).batch)).wait();
    const found = await differenceOf(both.compare());
    expect(found).toMatchObject({
      call: 'durableCounts()',
      reference: { value: { findings: 1, occurrences: 1, observations: 1 } },
      backend: { value: { findings: 0, occurrences: 0, observations: 0 } },
      rows: [],
    });
  });

  test('that cannot even count cannot be compared', async () => {
    const both = twin(inMemory(), foreignBackend({ reads: 'none' }));
    await both.compare();
    await (await both.findings.upsertBatch(triple(1).batch)).wait();
    expect(await outcomeOf(both.compare())).toBe('InvalidType findings');
  });

  test.each<[string, Partial<DoneLedger>]>([
    [
      'a wrong receipt',
      { batchUpsert: async () => ReadyCommitHandle.ok({ recordCount: 2, scannedCount: 1, findingsCount: 0 }) },
    ],
    ['no receipt', { batchUpsert: async () => ReadyCommitHandle.ok(undefined as never) }],
    [
      'numbers that are bigints',
      {
        batchUpsert: async () =>
          ReadyCommitHandle.ok({ recordCount: 1n, scannedCount: 1n, findingsCount: 0n } as never),
      },
    ],
    ['a failed commit', { batchUpsert: async () => ReadyCommitHandle.err(NETWORK_ERROR) }],
    ['no handle', { batchUpsert: async () => undefined as never }],
    ['a failed submission', { batchUpsert: async () => Promise.reject(NETWORK_ERROR) }],
    [
      'a submission that throws at once',
      {
        batchUpsert: () => {
          throw NETWORK_ERROR;
        },
      },
    ],
  ])('that answers a write with %s', async (_, over) => {
    const found = await differenceOf(write(withLedger(over), clean(1)));
    expect(found.call).toMatch(/^wait\(\) of call 1$/);
    expect(found.reference).toEqual({ value: { recordCount: 1, scannedCount: 1, findingsCount: 0 } });
  });

  test.each<[string, unknown]>([
    ['too few answers', []],
    ['too many answers', [undefined, undefined]],
    ['no list', undefined],
    ['null for nothing', [null]],
    ['a row that is not there', [clean(1)]],
    ['something that is no row', [1]],
  ])('that answers a read with %s', async (_, answer) => {
    const both = withLedger({ batchGet: async () => answer as never });
    expect(await differenceOf(both.doneLedger.batchGet(TENANT, POLICY, [ovid(1)]))).toMatchObject({
      reference: { value: [undefined] },
      backend: { value: answer },
    });
  });

  test.each<[string, unknown]>([
    ['too few hashes', [ovid(1)]],
    ['too many hashes', [ovid(1), ovid(2), ovid(3)]],
    ['a hash twice', [ovid(1), ovid(1)]],
    ['no list', {}],
  ])('that lists %s', async (_, answer) => {
    const both = withLedger({ listDoneHashes: async () => answer as never });
    await write(both, clean(1), clean(2));
    expect((await differenceOf(both.doneLedger.listDoneHashes!(TENANT, POLICY))).backend).toEqual({ value: answer });
  });

  test.each<[string, unknown]>([
    ['no list', undefined],
    ['rows that are none', [undefined]],
  ])('whose snapshot is %s', async (_, answer) => {
    const findings = Object.assign(new InMemoryFindingsSink(), { occurrencesSnapshot: () => answer as never });
    const both = twin(inMemory(), { ...inMemory(), findings });
    await (await both.findings.upsertBatch(triple(1).batch)).wait();
    expect((await differenceOf(both.compare())).call).toBe('occurrencesSnapshot()');
  });

  test('is told of once, and every later call rejects with that', async () => {
    const both = withLedger({ batchGet: async () => [] });
    const open = await both.doneLedger.batchUpsert([clean(2)]);
    const found = await differenceOf(both.doneLedger.batchGet(TENANT, POLICY, [ovid(1)]));
    for (const call of [
      both.doneLedger.batchGet(TENANT, POLICY, []),
      both.doneLedger.batchUpsert([]),
      both.findings.upsertBatch(triple(1).batch),
      both.findings.durableCounts?.() as Promise<unknown>,
      both.compare(),
      open.wait(),
    ]) {
      expect(await differenceOf(call)).toBe(found);
    }
  });
});

describe('refusals', () => {
  const refusing = (error: unknown, at: 'submission' | 'commit') => {
    const backend = inMemory();
    const findings = {
      upsertBatch: async () => (at === 'submission' ? Promise.reject(error) : ReadyCommitHandle.err(error)),
    };
    return { ...backend, findings };
  };
  const other = new MissingFinding({ store: 'foreign', ...triple(1).occurrence });
  const orphan = batchOf([], [], [triple(1).observation]); // MissingOccurrence at commit
  const stranger = batchOf([finding(1)], [], [triple(1, key(1, { tenantId: ovid(9) as never }).tenantId).observation]);
  const submitAndWait = async ({ findings }: Twin, batch = orphan) => (await findings.upsertBatch(batch)).wait();

  test.each(['submission', 'commit'] as const)('with any error are the same, at %s, too', async (at) => {
    for (const error of [other, NETWORK_ERROR, 'a text', undefined]) {
      await expect(submitAndWait(twin(inMemory(), refusing(error, at)))).rejects.toBe(error);
    }
    await expect(submitAndWait(twin(inMemory(), refusing(other, at)), stranger)).rejects.toBe(other);
  });

  test('under strict must have the same code', async () => {
    const strict = (error: unknown, at: 'submission' | 'commit' = 'commit') =>
      submitAndWait(twin(inMemory(), refusing(error, at), { strict: true }));
    await expect(strict({ code: 'MissingOccurrence' })).rejects.toEqual({ code: 'MissingOccurrence' });
    for (const error of [other, NETWORK_ERROR, undefined])
      expect((await differenceOf(strict(error))).call).toBe('wait() of call 1');
  });

  test('under strict must come from the same call', async () => {
    const late = { code: 'MissingOccurrence' };
    expect(
      (await differenceOf(submitAndWait(twin(inMemory(), refusing(late, 'submission'), { strict: true })))).call,
    ).toBe('upsertBatch(1 observation)');
    const early = { code: 'BatchValidation' };
    const both = twin(inMemory(), refusing(early, 'commit'), { strict: true });
    expect((await differenceOf(submitAndWait(both, stranger))).call).toBe('upsertBatch(a malformed batch)');
  });

  test('of a backend that should not refuse differ, whatever their code', async () => {
    const both = twin(inMemory(), refusing({ code: 'MissingOccurrence' }, 'commit'));
    expect((await differenceOf(submitAndWait(both, triple(1).batch))).backend).toEqual({
      error: { code: 'MissingOccurrence' },
    });
  });

  test('strict is about the order of a list of hashes, too', async () => {
    const listDoneHashes = async () => [ovid(2), ovid(1)];
    for (const strict of [false, true]) {
      const both = withLedger({ listDoneHashes }, { strict });
      await write(both, clean(1), clean(2));
      const listing = both.doneLedger.listDoneHashes!(TENANT, POLICY);
      if (strict) await differenceOf(listing);
      else expect(await listing).toEqual([ovid(2), ovid(1)]);
    }
  });
});

test('what else a backend has in its rows and receipts does not count', async () => {
  const { doneLedger, findings } = inMemory();
  const both = twin(inMemory(), {
    doneLedger: {
      batchGet: async (...args) =>
        (await doneLedger.batchGet(...args)).map((row) => row && { ...row, updated: new Date() }),
      batchUpsert: async (records) => {
        const receipt = await (await doneLedger.batchUpsert(records)).wait();
        return ReadyCommitHandle.ok({ ...receipt, lsn: 7 });
      },
    },
    findings: Object.assign(findings, {
      findingsSnapshot: () =>
        new InMemoryFindingsSink().findingsSnapshot.call(findings).map((row) => ({ ...row, id: 1 })),
    }),
  });
  await write(both, clean(1));
  await (await both.findings.upsertBatch(triple(1).batch)).wait();
  await both.compare();
});

test('rows of other tenants, which a backend may have had before, do not count', async () => {
  const backend = inMemory();
  await backend.findings.upsertBatch(triple(1).batch);
  const both = twin(inMemory(), backend);
  await (await both.findings.upsertBatch(new RecordBuilders().triple())).wait();
  await both.compare();
});

describe('refuses', () => {
  test.each<[string, () => unknown, string]>([
    ['nothing', () => twin(undefined as never, inMemory()), 'InvalidType reference'],
    ['a backend that is none', () => twin(inMemory(), 1 as never), 'InvalidType backend'],
    [
      'a backend without a ledger',
      () => twin(inMemory(), { findings: new InMemoryFindingsSink() } as never),
      'InvalidType backend.doneLedger',
    ],
    [
      'a session without a sink',
      () => twin({ ledger: new InMemoryDoneLedger() } as never, inMemory()),
      'InvalidType reference.sink',
    ],
    [
      'a ledger that cannot read',
      () => twin(inMemory(), { ...inMemory(), doneLedger: { batchUpsert: () => 1 } } as never),
      'InvalidType backend.doneLedger',
    ],
    [
      'an option that there is not',
      () => twin(inMemory(), inMemory(), { lax: true } as never),
      'InvalidType options.lax',
    ],
    [
      'a strict that is no boolean',
      () => twin(inMemory(), inMemory(), { strict: 1 as never }),
      'InvalidType options.strict',
    ],
  ])('%s', (_, call, expected) => {
    expect(outcomeOfCall(call)).toBe(expected);
  });
});

describe('whatever is written', () => {
  test('our store and a correct backend of somebody else answer the same', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(ledgerRecord(ledgerKey), { maxLength: 3 }), { maxLength: 6 }),
        async (batches) => {
          const both = twin(inMemory(), foreignBackend(), { strict: true });
          for (const batch of batches) await write(both, ...batch);
          await both.compare();
        },
      ),
    );
  });

  test('our sink and a fork of it do, too, refusals included', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(findingsBatch, { maxLength: 6 }), async (batches) => {
        const reference = inMemory();
        const backend = { doneLedger: reference.doneLedger.fork(), findings: reference.findings.fork() };
        const both = twin(reference, backend, { strict: true });
        for (const batch of batches)
          await both.findings
            .upsertBatch(batch)
            .then((handle) => handle.wait())
            .catch((error: unknown) => {
              if (error instanceof TwinDifference) throw error;
            });
        await both.compare();
      }),
    );
  });
});
