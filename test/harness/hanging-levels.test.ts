import { describe, expect, test } from 'vitest';
import { withDelayedWrites, type GossipSession } from '../../src/index.js';
import { begin, explained } from '../support/explained.js';
import { logStore, outcomeOf } from '../support/rows.js';

describe('submitted(n)', () => {
  test('that nothing was written for', async () => {
    const { session, sink } = begin();
    const delayed = withDelayedWrites(sink);
    void delayed.submitted(1);
    expect(await explained(session)).toEqual([
      'It waits for the stores in 1 place:',
      '',
      'delayed.submitted(1) is awaited at <void delayed.submitted(1);>.',
      '   Submitted to findings: 0 of 1. Missing: 1.',
      '   The scope was opened at <const delayed = withDelayedWrites(sink);>.',
      '   Nothing has been written to findings: the code under test has not come that far, has ended, or writes to a store of its own.',
    ]);
  });

  const reasons = async (session: GossipSession) =>
    (await explained(session))?.filter((line) => !/ at </.test(line)).slice(2);

  test('whose worker awaits one write before it makes the next', async () => {
    const { session, sink, ledger, records } = begin();
    const delayed = withDelayedWrites(sink);
    void (async () => {
      for (const { triple, record } of records.page(2)) {
        await (await sink.upsertBatch(triple)).wait();
        await (await ledger.batchUpsert([record])).wait();
      }
    })();
    void delayed.submitted(2);
    expect(await explained(session)).toEqual([
      'It waits for the stores in 2 places:',
      '',
      '1. findings write #1 (3 rows) is awaited at <await (await sink.upsertBatch(triple)).wait();>.',
      '   It was submitted at <await (await sink.upsertBatch(triple)).wait();>.',
      '   It is held back by withDelayedWrites(), called at <const delayed = withDelayedWrites(sink);>.',
      '   Release it before you await what needs it: delayed.releaseNext() or delayed.releaseAll().',
      '2. delayed.submitted(2) is awaited at <void delayed.submitted(2);>.',
      '   Submitted to findings: 1 of 2. Missing: 1.',
      '   The scope was opened at <const delayed = withDelayedWrites(sink);>.',
      '   Whoever awaits findings write #1 goes on only once it is released.',
    ]);
  });

  test('of which writes were refused', async () => {
    const { session, sink, records } = begin();
    const delayed = withDelayedWrites(sink);
    sink.failNextSubmissions(2);
    for (let n = 0; n < 2; n++) await outcomeOf(sink.upsertBatch(records.triple()));
    await outcomeOf(sink.upsertBatch({} as never));
    void delayed.submitted(2);
    expect(await reasons(session)).toEqual([
      '   Submitted to findings: 0 of 2. Missing: 2.',
      '   2 submissions refused with InjectedSubmissionFailure: not counted.',
      '   1 submission refused with BatchValidation: not counted.',
    ]);
  });

  test('of which writes came too early', async () => {
    const { session, sink, records } = begin();
    await sink.upsertBatch(records.triple());
    void withDelayedWrites(sink).submitted(1);
    expect(await reasons(session)).toEqual([
      '   Submitted to findings: 0 of 1. Missing: 1.',
      '   1 write came before that: not counted.',
    ]);
  });

  test('of which writes went to another store', async () => {
    const { session, ledger, sink } = begin();
    void withDelayedWrites(sink).submitted(1);
    for (let n = 0; n < 2; n++) await ledger.batchUpsert([]);
    expect(await reasons(session)).toEqual([
      '   Submitted to findings: 0 of 1. Missing: 1.',
      '   2 writes went to done-ledger instead.',
    ]);
  });

  test('of which fewer came than expected', async () => {
    const { session, ledger, sink } = begin();
    void withDelayedWrites([ledger, sink]).submitted(3);
    await ledger.batchUpsert([]);
    expect(await reasons(session)).toEqual([
      '   Submitted to done-ledger and findings: 1 of 3. Missing: 2.',
      '   No more came: the code under test has ended, hangs elsewhere, or writes less than that.',
    ]);
  });

  test.each(['before', 'after'])('that is awaited %s its scope is left', async (when) => {
    const { session, sink, records } = begin();
    const delayed = withDelayedWrites(sink);
    if (when === 'before') void delayed.submitted(1);
    delayed[Symbol.dispose]();
    if (when === 'after') void delayed.submitted(1);
    await sink.upsertBatch(records.triple());
    expect(await reasons(session)).toEqual([
      '   Submitted to findings: 0 of 1. Missing: 1.',
      '   It has been left since, and counts no more: await submitted() inside of it.',
    ]);
  });
});

describe('whenPending(n)', () => {
  test('of which writes are missing', async () => {
    const { session, ledger } = begin();
    ledger.setAutoComplete(false);
    void ledger.whenPending(3);
    await ledger.batchUpsert([]);
    expect(await explained(session)).toEqual([
      'It waits for the stores in 1 place:',
      '',
      'ledger.whenPending(3) is awaited at <void ledger.whenPending(3);>.',
      '   Pending: 1 of 3. Missing: 2.',
      '   No more came: the code under test has ended, hangs elsewhere, or writes less than that.',
    ]);
  });

  test('of which writes were not held back, or were released, or refused', async () => {
    const { session, ledger } = begin();
    void ledger.whenPending(2);
    await ledger.batchUpsert([]);
    ledger.delayNextWrites(2);
    await ledger.batchUpsert([]);
    ledger.releaseAll();
    await ledger.batchUpsert([]);
    ledger.crash();
    await outcomeOf(ledger.batchUpsert({} as never));
    expect((await explained(session))?.slice(3)).toEqual([
      '   Pending: 0 of 2. Missing: 2.',
      '   1 write completed at once: hold writes back before they come.',
      '   2 writes had to wait, and ended since.',
      '   1 submission refused with BatchValidation: not counted.',
    ]);
  });

  test('of a store of the user, whose writes are awaited', async () => {
    const { session } = begin();
    const log = logStore({ autoComplete: false });
    session.timeline.follow(log);
    for (const payload of 'ab') void outcomeOf((await log.submit(payload)).wait());
    void log.whenPending(3);
    const lines = await explained(session);
    const line = "<for (const payload of 'ab') void outcomeOf((await log.submit(payload)).wait());>";
    expect(lines?.slice(2)).toEqual([
      `1. log write #1 (1 row) is awaited at ${line}.`,
      `   It was submitted at ${line}.`,
      '   It is held back by autoComplete, which was off before the timeline followed the store.',
      '   Release it before you await what needs it: releaseNext() or releaseAll() of the log store.',
      `2. log write #2 (1 row) is awaited at ${line}.`,
      `   It was submitted at ${line}.`,
      '   It is held back by autoComplete, which was off before the timeline followed the store.',
      '   Release it before you await what needs it: releaseSpecific(2) or releaseAll() of the log store.',
      '3. whenPending(3) of the log store is awaited at <void log.whenPending(3);>.',
      '   Pending: 2 of 3. Missing: 1.',
      '   Whoever awaits log writes #1, #2 goes on only once they are released.',
    ]);
  });
});

test('whenPending(n) counts writes from before the timeline followed the store', async () => {
  const { session } = begin();
  const log = logStore();
  log.delayNextWrites(2);
  await log.submit('a');
  session.timeline.follow(log);
  await log.submit('b');
  void log.whenPending(3);
  expect((await explained(session))?.slice(3)).toEqual([
    '   Pending: 2 of 3. Missing: 1.',
    '   No more came: the code under test has ended, hangs elsewhere, or writes less than that.',
  ]);
});
