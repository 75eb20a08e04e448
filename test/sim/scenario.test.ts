import { beforeEach, describe, expect, test } from 'vitest';
import { InMemoryDoneLedger, InMemoryFindingsSink, RecordBuilders, type DoneLedgerRecord } from '../../src/index.js';
import { describeRun } from '../../src/sim/describe-run.js';
import { scenario, ScenarioError, type SimOperation } from '../../src/sim/index.js';
import { changed, LyingLedger } from './support.js';

let ledger: InMemoryDoneLedger;
let sink: InMemoryFindingsSink;
let records: RecordBuilders;
let first: DoneLedgerRecord;
let second: DoneLedgerRecord;

beforeEach(() => {
  ledger = new InMemoryDoneLedger();
  sink = new InMemoryFindingsSink();
  records = new RecordBuilders('scenarios');
  first = records.clean();
  second = records.failed({ key: first.key });
});

test('operations run in the order in which they are written, and the steps can be read', async () => {
  const report = await scenario(ledger)
    .delayNext(2)
    .upsert('a', first)
    .upsert('b', [second])
    .release('b')
    .failNextCommit()
    .release('a')
    .expect('a', 'InjectedCommitFailure')
    .expect('b', 'committed')
    .replay('c', { of: 'a' })
    .get(first.key)
    .expect(({ ledger: seen }) => expect(seen.getRecord(first.key)?.status).toBe('ScannedClean'))
    .run();
  expect(report.ok).toBe(true);
  expect(report.origin).toBeUndefined();
  expect(String(report)).toBe('done-ledger script, 8 operations: every invariant held');
  expect(describeRun(report.steps)).toMatchInlineSnapshot(`
    "  1. ledger delay the next 2 writes -> armed { failNextSubmissions: 0, failNextCommits: 0, delayNextWrites: 2, loseNextAcks: 0 }
      2. ledger upsert a (1 record) -> a is pending as #1
      3. ledger upsert b (1 record) -> b is pending as #2
      4. ledger release b -> b committed { recordCount: 1, scannedCount: 0, findingsCount: 0 }
      5. ledger fail the next 1 commit -> armed { failNextSubmissions: 0, failNextCommits: 1, delayNextWrites: 0, loseNextAcks: 0 }
      6. ledger release a -> a failed with InjectedCommitFailure
      7. ledger upsert c, the same as a -> c committed { recordCount: 1, scannedCount: 1, findingsCount: 0 }
      8. ledger get 071d0001.."
  `);
});

test('every line there is', async () => {
  const { triple, record } = records.page(1)[0]!;
  const report = await scenario({ ledger, sink })
    .upsert('findings', triple)
    .upsert('done', record)
    .on('ledger')
    .failNextSubmission(2)
    .resetFaults()
    .setAutoComplete(false)
    .upsert('a', first, { unattended: true })
    .upsert('b', second, { scribbled: true })
    .upsert('c', second)
    .upsert('d', second)
    .expect('a', 'pending')
    .releaseOldest()
    .releaseNewest()
    .loseNextAck()
    .release('b')
    .expect('b', 'AckLost')
    .wait('a')
    .releaseAll('NewestFirst')
    .upsert('e', first, { unattended: true })
    .crash()
    .expect('e', 'StoreCrashed')
    .readAll()
    .on('sink')
    .readAll()
    .run();
  expect(report.violations).toEqual([]);
  expect(report.steps.at(-1)?.operation).toEqual({ type: 'Wait', store: 'ledger', write: 'e' });
});

test('a script can be given as data', async () => {
  const operations: SimOperation[] = [
    { type: 'InjectDelay', store: 'ledger', count: 1 },
    { type: 'BatchUpsert', store: 'ledger', label: 'a', records: [first] },
    { type: 'ReleaseSpecific', store: 'ledger', write: 'a' },
  ];
  const report = await scenario(ledger, operations).expect('a', 'committed').run();
  expect(report.operations).toEqual(operations);
  expect(report.capsule()).toMatchObject({ version: 1, simulation: 'done-ledger', violations: [] });
});

describe('what does not hold rejects, and shows the steps so far', () => {
  test('a violation', async () => {
    const lying = new LyingLedger();
    const run = scenario(lying)
      .upsert('a', first)
      .expect(({ ledger: seen }) => {
        seen.lie = (row) => changed(row, { bytesScanned: row.bytesScanned + 1n });
      })
      .readAll()
      .run();
    const error = await run.catch((reason: unknown) => reason as ScenarioError);
    expect(error).toBeInstanceOf(ScenarioError);
    expect((error as ScenarioError).report.violations).toHaveLength(1);
    expect((error as ScenarioError).message).toMatchInlineSnapshot(`
      "After step 2, I7 does not hold.

        1. ledger upsert a (1 record) -> a committed { recordCount: 1, scannedCount: 1, findingsCount: 0 }
      > 2. ledger read all

      I7 at step 2, ledger: A row is not what was committed: row 7e4a0001../90110001../071d0001.. Expected bytesScanned 8494, received bytesScanned 8495. (I7: every read equals the oracle's committed view.)"
    `);
  });

  test('a write that stands otherwise', async () => {
    await expect(scenario(ledger).delayNext().upsert('a', first).expect('a', 'committed').run()).rejects.toThrow(
      'After step 2, write a is expected to be committed, and is pending.\n\n  1. ledger delay the next 1 write',
    );
    await expect(scenario(new InMemoryDoneLedger()).upsert('a', first).expect('a', 'pending').run()).rejects.toThrow(
      'After step 1, write a is expected to be pending, and is committed.',
    );
  });

  test('a check that throws, with its difference', async () => {
    const run = scenario(ledger)
      .upsert('a', first)
      .expect(({ ledger: seen }) => expect(seen.durableCounts()).toEqual({ records: 2 }))
      .run();
    await expect(run).rejects.toMatchObject({
      message: expect.stringMatching(/^After step 1, a check failed: expected \{ records: 1 \} to deeply equal/),
      expected: { records: 2 },
      actual: { records: 1 },
      cause: expect.any(Error),
    });
  });
});

describe('a script that makes no sense is refused as it is written', () => {
  test.each<[string, () => unknown, string]>([
    ['no store', () => scenario({}), 'expected a ledger, a sink, or { ledger, sink }'],
    ['not an object', () => scenario(7 as never), 'expected a ledger, a sink, or { ledger, sink }'],
    [
      'a label twice',
      () => scenario(ledger).upsert('a', first).upsert('a', second),
      "expected a label that is not 'a', which is taken",
    ],
    [
      'an unknown label',
      () => scenario(ledger).upsert('a', first).release('b'),
      "expected the label of an earlier write ('a'), not 'b'",
    ],
    ['a label before its write', () => scenario(ledger).expect('a', 'pending'), "(there is none yet), not 'a'"],
    ['a store that is not there', () => scenario(ledger).on('sink'), "expected 'ledger'"],
    ['findings on a ledger', () => scenario(ledger).upsert('a', records.triple()), 'expected one on the ledger'],
    ['which of two stores', () => scenario({ ledger, sink }).delayNext(), "expected on('ledger') or on('sink') first"],
    ['a fraction', () => scenario(ledger).delayNext(1.5), '1.5 is not an integer'],
    ['an order', () => scenario(ledger).releaseAll('Oldest' as never), "expected 'OldestFirst' or 'NewestFirst'"],
  ])('%s', (_, write, message) => {
    expect(write).toThrow(message);
    expect(write).toThrow(expect.objectContaining({ name: 'PersistenceInputError' }));
  });

  test('a store that has rows, and a second run', async () => {
    await (await ledger.batchUpsert([first])).wait();
    await expect(scenario(ledger).upsert('a', first).run()).rejects.toThrow('a store without rows');
    const once = scenario(new InMemoryDoneLedger()).upsert('a', first);
    await once.run();
    await expect(once.run()).rejects.toThrow('a scenario that has not run yet');
  });
});
