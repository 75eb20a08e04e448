import { describe, expect, test } from 'vitest';
import {
  FindingRecord,
  InMemoryDoneLedger,
  InMemoryFindingsSink,
  OvidHash,
  RunId,
  type DoneLedgerRecord,
  type FindingsUpsertBatch,
  type LogicalTime,
  type StableItemId,
} from '../../src/index.js';
import { describeViolation, INVARIANTS, type SimOperation, type SimStores } from '../../src/sim/index.js';
import { builders, changed, LyingLedger, LyingSink, upsert, violated, violationsOf } from './support.js';

const records = builders();
const ROW = records.scanned({ findingsCount: 5, bytesScanned: 500 });
const LATER = changed(ROW, { bytesScanned: 600n });
const TRIPLE = records.triple();

const write = (label: string, batch: FindingsUpsertBatch): SimOperation => ({
  type: 'BatchUpsert',
  store: 'sink',
  label,
  batch,
});
const inject = (type: 'InjectCommitFailure' | 'InjectSubmitFailure', store: 'ledger' | 'sink'): SimOperation => ({
  type,
  store,
  count: 1,
});
const readAll = (store: 'ledger' | 'sink'): SimOperation => ({ type: 'ReadAll', store });

/** A ledger that lies of its rows from the second write on. */
function lyingFromSecondWrite(lie: LyingLedger['lie']): LyingLedger {
  let writes = 0;
  return new (class extends LyingLedger {
    override batchUpsert(batch: readonly DoneLedgerRecord[]) {
      if (++writes === 2) this.lie = lie;
      return super.batchUpsert(batch);
    }
  })();
}

/** A ledger that spoils another row of its own when a write is refused or fails. */
function spoiledBy(code: 'InjectSubmissionFailure' | 'InjectedCommitFailure'): LyingLedger {
  const ledger = new LyingLedger();
  ledger.subscribe((event) => {
    const struck = event.type === 'refused' || (event.type === 'failed' && event.code === code);
    if (struck) ledger.lie = (row) => changed(row, { bytesScanned: row.bytesScanned + 1n });
  });
  return ledger;
}

function lyingSink(lies: LyingSink['lies'], from = 2): LyingSink {
  let writes = 0;
  return new (class extends LyingSink {
    override upsertBatch(batch: FindingsUpsertBatch) {
      if (++writes === from) this.lies = lies;
      return super.upsertBatch(batch);
    }
  })();
}

const OTHER = builders().triple();

/** A store that breaks an invariant, and operations that bring that to light. */
const BREAKING: Readonly<Record<string, () => readonly [SimStores, readonly SimOperation[]]>> = {
  I1: () => [
    { ledger: lyingFromSecondWrite((row) => ({ ...row, status: 'ScannedClean', findingsCount: 0 })) },
    [upsert('a', ROW), upsert('b', LATER)],
  ],
  I2: () => [
    { ledger: lyingFromSecondWrite((row) => changed(row, { bytesScanned: 1n })) },
    [upsert('a', ROW), upsert('b', LATER)],
  ],
  I3: () => [{ ledger: lyingFromSecondWrite(() => undefined) }, [upsert('a', ROW), upsert('b', LATER)]],
  I4: () => [
    { ledger: spoiledBy('InjectSubmissionFailure') },
    [upsert('a', ROW), inject('InjectSubmitFailure', 'ledger'), upsert('b', LATER)],
  ],
  I5: () => [
    { ledger: spoiledBy('InjectedCommitFailure') },
    [upsert('a', ROW), inject('InjectCommitFailure', 'ledger'), upsert('b', LATER)],
  ],
  I7: () => [
    { ledger: lyingFromSecondWrite((row) => ({ ...row, findingsCount: 77 })) },
    [upsert('a', ROW), upsert('b', LATER)],
  ],
  I8: () => [
    {
      ledger: lyingFromSecondWrite((row) => ({ ...row, provenance: { ...row.provenance, runId: RunId.of(77) } })),
    },
    [upsert('a', ROW), upsert('b', LATER)],
  ],
  I9: () => {
    const ledger = new (class extends InMemoryDoneLedger {
      override async batchUpsert(batch: readonly DoneLedgerRecord[]) {
        const handle = await super.batchUpsert(batch);
        const { wait } = handle;
        handle.wait = async () => ({ ...(await wait.call(handle)), scannedCount: 9 });
        return handle;
      }
    })();
    return [{ ledger }, [upsert('a', ROW)]];
  },
  I10: () => [
    { ledger: lyingFromSecondWrite((row) => changed(row, { bytesScanned: row.bytesScanned + 1n })) },
    [upsert('a', ROW), { type: 'Replay', store: 'ledger', of: 'a', label: 'b' }],
  ],
  F1: () => [{ sink: lyingSink({ occurrence: () => undefined }, 1) }, [write('a', TRIPLE), readAll('sink')]],
  F2: () => [
    {
      sink: lyingSink({
        finding: (row) => ({ ...row, stableItemId: '00'.repeat(32) as StableItemId }),
      }),
    },
    [write('a', TRIPLE), write('b', OTHER), readAll('sink')],
  ],
  F3: () => [
    { sink: lyingSink({ observation: (row) => ({ ...row, seenAt: 0n as LogicalTime }) }, 1) },
    [write('a', TRIPLE)],
  ],
  F4: () => [{ sink: lyingSink({ counts: 1 }, 1) }, [write('a', TRIPLE)]],
  X1: () => [{ ledger: new InMemoryDoneLedger(), sink: new InMemoryFindingsSink() }, [upsert('a', ROW)]],
  P: () => {
    const ledger = new (class extends InMemoryDoneLedger {
      override releaseNext() {
        return undefined;
      }
    })();
    return [
      { ledger },
      [
        { type: 'InjectDelay', store: 'ledger', count: 1 },
        upsert('a', ROW),
        { type: 'ReleaseOldest', store: 'ledger' },
      ],
    ];
  },
};

describe('every invariant fires for a store that breaks it', () => {
  test.each(Object.entries(BREAKING))('%s', async (invariant, breaking) => {
    expect(await violated(...breaking())).toContain(invariant);
  });

  test('I6, when what is left in the end is not what was committed', async () => {
    const { World } = await import('../../src/sim/world.js');
    const ledger = new LyingLedger();
    const world = new World({ ledger });
    await world.execute(upsert('a', ROW), 'safety');
    ledger.lie = () => undefined;
    await world.execute(readAll('ledger'), 'convergence');
    expect(world.violations.map(({ invariant }) => invariant)).toEqual(['I6']);
  });

  test('there is a test for each', () => {
    expect([...Object.keys(BREAKING), 'I6'].sort()).toEqual(Object.keys(INVARIANTS).sort());
  });
});

describe('no invariant fires for the stores of this package', () => {
  test.each(Object.entries(BREAKING).filter(([name]) => name !== 'X1'))(
    'under the operations of %s',
    async (_, breaking) => {
      const [stores, operations] = breaking();
      const honest = {
        ...(stores.ledger && { ledger: new InMemoryDoneLedger() }),
        ...(stores.sink && { sink: new InMemoryFindingsSink() }),
      };
      expect(await violationsOf(honest, operations)).toEqual([]);
    },
  );

  test('X1 holds where the findings were durable first', async () => {
    const { triple, record } = builders().page(1)[0]!;
    const stores = { ledger: new InMemoryDoneLedger(), sink: new InMemoryFindingsSink() };
    expect(await violationsOf(stores, [write('findings', triple), upsert('done', record)])).toEqual([]);
    const early = { ledger: new InMemoryDoneLedger(), sink: new InMemoryFindingsSink() };
    expect(await violated(early, [upsert('done', record), write('findings', triple)])).toEqual(['X1']);
  });
});

test('a violation says what, where, and what was expected', async () => {
  const [stores, operations] = BREAKING['I2']!();
  const [violation] = await violationsOf(stores, operations);
  expect(violation).toMatchObject({
    invariant: 'I2',
    step: 2,
    store: 'ledger',
    operation: 'BatchUpsert',
    signature: 'I2 ledger',
    fields: ['bytesScanned'],
  });
  expect(describeViolation(violation!)).toBe(
    'I2 at step 2, ledger: bytesScanned of the row went down: row 7e4a0001../90110001../071d0001.. ' +
      'Expected bytesScanned 600, received bytesScanned 1. (I2: bytesScanned of a ledger row never goes down.)',
  );
});

test('a row that nobody wrote is found, whichever its key', async () => {
  const ledger = new (class extends InMemoryDoneLedger {
    override snapshot() {
      return [...super.snapshot(), changed(ROW, { key: { ...ROW.key, ovidHash: OvidHash.filled(9) } })];
    }
  })();
  expect(await violated({ ledger }, [upsert('a', ROW), readAll('ledger')])).toEqual(['I7']);
});

test('a secret that was exchanged is found, though it shows as the same text', async () => {
  const another = builders().finding({ secretHash: FindingRecord.create(records.finding()).secretHash }).secretHash;
  const sink = lyingSink({ finding: (row) => ({ ...row, secretHash: another }) });
  expect(await violated({ sink }, [write('a', TRIPLE), write('b', records.triple()), readAll('sink')])).toEqual(
    expect.arrayContaining(['F2']),
  );
});
