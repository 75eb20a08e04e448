import { describe, expect, test } from 'vitest';
import { withDelayedWrites, type GossipSession } from '../../src/index.js';
import { begin, explained } from '../support/explained.js';
import { logStore, outcomeOf, outcomeOfCall } from '../support/rows.js';

describe('a write that is awaited and held back', () => {
  test('by withDelayedWrites', async () => {
    const { session, sink, records } = begin();
    withDelayedWrites(sink);
    const handle = await sink.upsertBatch(records.triple());
    void outcomeOf(handle.wait());
    expect(await explained(session)).toEqual([
      'It waits for the stores in 1 place:',
      '',
      'findings write #1 (3 rows) is awaited at <void outcomeOf(handle.wait());>.',
      '   It was submitted at <const handle = await sink.upsertBatch(records.triple());>.',
      '   It is held back by withDelayedWrites(), called at <withDelayedWrites(sink);>.',
      '   Release it before you await what needs it: delayed.releaseNext() or delayed.releaseAll().',
    ]);
  });

  const heldBack = async (session: GossipSession) => (await explained(session))?.slice(4).join('\n');

  test('by a scope for some writes', async () => {
    const { session, sink, wait } = begin();
    withDelayedWrites(sink, { count: 1 });
    wait(await sink.upsertBatch({ findings: [], occurrences: [], observations: [] }));
    expect(await heldBack(session)).toBe(
      '   It is held back by withDelayedWrites(), called at <withDelayedWrites(sink, { count: 1 });>.\n' +
        '   Release it before you await what needs it: delayed.releaseNext() or delayed.releaseAll().',
    );
  });

  test('by setAutoComplete', async () => {
    const { session, ledger, wait } = begin();
    ledger.setAutoComplete(false);
    wait(await ledger.batchUpsert([]));
    expect(await heldBack(session)).toBe(
      '   It is held back by setAutoComplete(false), called at <ledger.setAutoComplete(false);>.\n' +
        '   Release it before you await what needs it: ledger.releaseNext() or ledger.releaseAll().',
    );
  });

  test('by delayNextWrites, through another handle', async () => {
    const { session, sink, records, wait } = begin();
    sink.clone().delayNextWrites(2);
    wait(await sink.clone().upsertBatch(records.triple()));
    expect(await heldBack(session)).toBe(
      '   It is held back by delayNextWrites(2), called at <sink.clone().delayNextWrites(2);>.\n' +
        '   Release it before you await what needs it: sink.releaseNext() or sink.releaseAll().',
    );
  });

  test('by the options of its store', async () => {
    const { session, ledger, wait } = begin({ stores: { autoComplete: false } });
    wait(await ledger.batchUpsert([]));
    expect(await heldBack(session)).toBe(
      '   It is held back by autoComplete, which was off from the start.\n' +
        '   Release it before you await what needs it: ledger.releaseNext() or ledger.releaseAll().',
    );
  });

  test('by a mode that has changed since', async () => {
    const { session, ledger, wait } = begin();
    ledger.setAutoComplete(false);
    wait(await ledger.batchUpsert([]));
    ledger.setAutoComplete(true);
    expect(await heldBack(session)).toBe(
      '   It is held back by setAutoComplete(false), called at <ledger.setAutoComplete(false);>.\n' +
        '   That autoComplete is on again releases nothing.\n' +
        '   Release it before you await what needs it: ledger.releaseNext() or ledger.releaseAll().',
    );
  });

  test('by a scope that was left, which kept it', async () => {
    const { session, sink, records, wait } = begin();
    const delayed = withDelayedWrites(sink, { onExit: 'keep' });
    wait(await sink.upsertBatch(records.triple()));
    delayed[Symbol.dispose]();
    expect(await heldBack(session)).toBe(
      "   It is held back by withDelayedWrites(), called at <const delayed = withDelayedWrites(sink, { onExit: 'keep' });>.\n" +
        '   That autoComplete is on again releases nothing.\n' +
        '   Release it before you await what needs it: sink.releaseNext() or sink.releaseAll().',
    );
  });

  test('in a store that is poisoned', async () => {
    const { session, wait } = begin();
    const log = logStore();
    session.timeline.follow(log);
    log.delayNextWrites(2);
    wait(await log.submit('a'));
    await log.submit('bug');
    outcomeOfCall(() => log.releaseSpecific(2));
    expect(await heldBack(session)).toBe(
      '   It is held back by delayNextWrites(2), called at <log.delayNextWrites(2);>.\n' +
        '   The store is poisoned, and releases nothing before clearPoison() of the log store.\n' +
        '   Release it before you await what needs it: releaseNext() or releaseAll() of the log store.',
    );
  });
});

describe('the remedy', () => {
  const remedies = async (session: GossipSession) =>
    (await explained(session))?.flatMap((line) => /needs it: (.*)\.$/.exec(line)?.[1] ?? []);

  test('names a write that is not the next by its id', async () => {
    const { session, ledger, sink, wait } = begin();
    withDelayedWrites(ledger);
    sink.setAutoComplete(false);
    for (const _ of [1, 2]) wait(await ledger.batchUpsert([]));
    for (const _ of [1, 2]) wait(await sink.upsertBatch({ findings: [], occurrences: [], observations: [] }));
    expect(await remedies(session)).toEqual([
      'delayed.releaseNext() or delayed.releaseAll()',
      'delayed.release(2) or delayed.releaseAll()',
      'sink.releaseNext() or sink.releaseAll()',
      'sink.releaseSpecific(2) or sink.releaseAll()',
    ]);
  });

  test('is the entry of pending() where an id would be ambiguous', async () => {
    const { session, ledger, sink, wait } = begin();
    withDelayedWrites([ledger, sink]);
    await ledger.batchUpsert([]);
    wait(await sink.upsertBatch({ findings: [], occurrences: [], observations: [] }));
    expect(await remedies(session)).toEqual(['delayed.release(delayed.pending()[1]) or delayed.releaseAll()']);
  });

  test('is that of the inner scope', async () => {
    const { session, ledger, wait } = begin();
    withDelayedWrites(ledger);
    await ledger.batchUpsert([]);
    withDelayedWrites(ledger);
    wait(await ledger.batchUpsert([]));
    expect(await remedies(session)).toEqual(['delayed.releaseNext() or delayed.releaseAll()']);
  });
});

test('a write from before the timeline followed the store', async () => {
  const { session } = begin();
  const log = logStore();
  log.delayNextWrites(1);
  const handle = await log.submit('a');
  session.timeline.follow(log);
  void outcomeOf(handle.wait());
  expect((await explained(session))?.slice(2)).toEqual([
    'log write #1 is awaited at <void outcomeOf(handle.wait());>.',
    '   It was submitted before the timeline followed the store.',
    '   Release it before you await what needs it: releaseNext() or releaseAll() of the log store.',
  ]);
});

test('all awaited writes are named in order of their submission, over all stores', async () => {
  const { session, ledger, sink, wait } = begin({ stores: { autoComplete: false } });
  const handles = [];
  for (let n = 1; n <= 7; n++) {
    handles.push(await ledger.batchUpsert([]));
    handles.push(await sink.upsertBatch({ findings: [], occurrences: [], observations: [] }));
  }
  for (const handle of handles.reverse()) if (handle !== handles.at(-13)) wait(handle);
  const lines = await explained(session);
  expect(lines?.[0]).toBe('It waits for the stores in 13 places:');
  expect(lines?.flatMap((line) => /^(\d+\. .* write #\d+) \(/.exec(line)?.[1] ?? [])).toEqual([
    '1. done-ledger write #1',
    '2. findings write #1',
    '3. done-ledger write #2',
    '4. findings write #2',
    '5. done-ledger write #3',
    '6. findings write #3',
    '7. done-ledger write #4',
    '8. findings write #4',
    '9. done-ledger write #5',
    '10. findings write #5',
  ]);
  expect(lines?.at(-1)).toBe('11. Awaited likewise: done-ledger write #6; findings writes #6, #7.');
});
