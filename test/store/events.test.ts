import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { InMemoryDoneLedger, InMemoryFindingsSink, type StoreEvent } from '../../src/index.js';
import { BUG, clean, failed, finding, logStore, occurrence, outcomeOf, secretBytes, triple } from '../support/rows.js';

type Log = ReturnType<typeof logStore>;

/** What observers are told while `act` runs, as JSON without number and store. */
async function told(act: (store: Log) => unknown, store = logStore()): Promise<unknown[]> {
  const events: StoreEvent[] = [];
  const stop = store.subscribe((event) => events.push(event));
  await outcomeOf(Promise.resolve().then(() => act(store)));
  stop();
  return events.map((event) => {
    const { sequence, store: kind, ...rest } = event.toJSON();
    expect([typeof sequence, kind]).toEqual(['number', 'log']);
    return rest;
  });
}

/** A store with `payloads` pending. */
async function backlog(...payloads: string[]): Promise<Log> {
  const store = logStore({ autoComplete: false });
  for (const payload of payloads) await store.submit(payload);
  return store;
}

const accepted = { type: 'accepted', operationId: '1', rows: 1 };
const committed = { type: 'committed', operationId: '1', receipt: 1, acknowledged: true };
const struck = (fault: string, remaining = 0) => ({ type: 'fault-struck', fault, operationId: '1', remaining });

describe('events tell of', () => {
  test('a write that is accepted, committed and waited for', async () => {
    expect(await told(async (store) => (await store.submit('a')).wait())).toEqual([
      accepted,
      committed,
      { type: 'waited', operationId: '1', outcome: 'receipt' },
    ]);
  });

  test.each([
    ['delayNextWrites', (store: Log) => store.delayNextWrites(1)],
    ['autoComplete is off', (store: Log) => store.setAutoComplete(false)],
  ])('a write that is delayed, and why: %s', async (reason, arm) => {
    const store = logStore();
    arm(store);
    const strike = reason === 'delayNextWrites' ? [struck('delayNextWrites')] : [];
    const delayed = { type: 'delayed', operationId: '1', rows: 1, reason };
    expect(await told((store) => store.submit('a'), store)).toEqual([accepted, ...strike, delayed]);
    expect(await told((store) => store.releaseAll(), store)).toEqual([committed]);
  });

  test('a submission that is refused', async () => {
    expect(await told((store) => store.submit('bad'))).toEqual([
      { type: 'refused', code: 'Unfit', message: 'log: is unfit.' },
    ]);
  });

  test('a submission failure that strikes', async () => {
    const store = logStore();
    store.failNextSubmissions(2);
    const [strike, refused, ...rest] = await told((store) => store.submit('a'), store);
    expect(strike).toEqual({ type: 'fault-struck', fault: 'failNextSubmissions', remaining: 1 });
    expect(refused).toMatchObject({ type: 'refused', code: 'InjectedSubmissionFailure' });
    expect(rest).toEqual([]);
  });

  test('a commit that fails, and the error that is handed out', async () => {
    expect(await told(async (store) => (await store.submit('no')).wait())).toEqual([
      accepted,
      { type: 'failed', operationId: '1', code: 'Unwanted', message: 'log write #1: is unwanted.' },
      { type: 'waited', operationId: '1', outcome: 'Unwanted' },
    ]);
  });

  test('a commit failure that strikes', async () => {
    const store = logStore();
    store.failNextCommits(1);
    const failed = expect.objectContaining({ type: 'failed', code: 'InjectedCommitFailure' });
    expect(await told((store) => store.submit('a'), store)).toEqual([accepted, struck('failNextCommits'), failed]);
  });

  test('an acknowledgement that is lost', async () => {
    const store = logStore();
    store.loseNextAcks(3);
    expect(await told((store) => store.submit('a'), store)).toEqual([
      accepted,
      struck('loseNextAcks', 2),
      { ...committed, acknowledged: false },
    ]);
  });

  test('faults armed and reset, and the mode', async () => {
    const store = logStore();
    store.failNextCommits(1);
    const act = () => {
      store.failNextCommits(2);
      store.resetFaults();
      store.setAutoComplete(false);
    };
    expect(await told(act, store)).toEqual([
      { type: 'fault-armed', fault: 'failNextCommits', count: 2, remaining: 3 },
      {
        type: 'faults-reset',
        cleared: { failNextSubmissions: 0, failNextCommits: 3, delayNextWrites: 0, loseNextAcks: 0 },
      },
      { type: 'mode-changed', autoComplete: false },
    ]);
  });

  test('a crash, and what it dropped', async () => {
    const store = await backlog('a', 'b');
    expect(await told((store) => store.crash(), store)).toEqual([{ type: 'crashed', dropped: ['1', '2'] }]);
  });

  test('poison, and its end', async () => {
    const events = await told(async (store) => {
      await outcomeOf(store.submit('bug'));
      store.clearPoison();
      store.clearPoison();
    });
    expect(events.map((event) => (event as StoreEvent).type)).toEqual([
      'accepted',
      'poisoned',
      'failed',
      'waited',
      'poison-cleared',
    ]);
    expect(JSON.stringify(events)).not.toContain(BUG.message);
  });

  test('nothing, where nothing happens: reads, releases of nothing, refused arguments', async () => {
    const act = async (store: Log) => {
      store.read((log) => log.length);
      store.releaseAll();
      store.releaseNext();
      store.releaseSpecific(7);
      store.pendingIds();
      store.faults();
      await outcomeOf(Promise.resolve().then(() => store.failNextCommits(-1)));
    };
    expect(await told(act)).toEqual([]);
  });
});

describe('an event', () => {
  async function observed() {
    const sink = new InMemoryFindingsSink();
    const events: StoreEvent[] = [];
    sink.subscribe((event) => events.push(event));
    return { sink, events };
  }

  test('has a running number from 1, within its store, and the kind of the store', async () => {
    const ledger = new InMemoryDoneLedger();
    const events: StoreEvent[] = [];
    ledger.subscribe((event) => events.push(event));
    await ledger.batchUpsert([clean(1), failed(2)]);
    ledger.clone().failNextCommits(1);
    expect(events.map(({ sequence, store, type }) => [sequence, store, type])).toEqual([
      [1, 'done-ledger', 'accepted'],
      [2, 'done-ledger', 'committed'],
      [3, 'done-ledger', 'fault-armed'],
    ]);
    expect(events[0]).toMatchObject({ rows: 2 });
  });

  test('carries the payload as a non-enumerable property, and is frozen', async () => {
    const { sink, events } = await observed();
    const { batch } = triple(1);
    await sink.upsertBatch(batch);
    for (const event of events) {
      expect(event.payload).toEqual(batch);
      expect(Object.keys(event)).not.toContain('payload');
      expect(Object.keys(event)).not.toContain('callSite');
      expect(Object.isFrozen(event)).toBe(true);
      expect({ ...event }).not.toHaveProperty('payload');
    }
  });

  test('shows nothing sensitive, whatever happens to the write', async () => {
    const { sink, events } = await observed();
    const { batch } = triple(1);
    const handle = await sink.upsertBatch(batch);
    await handle.wait();
    sink.failNextSubmissions(1);
    await outcomeOf(sink.upsertBatch(batch));
    const stray = occurrence(finding(2));
    await sink.upsertBatch({ findings: [], occurrences: [stray], observations: [] });
    await sink.upsertBatch({ ...batch, findings: [{ ...finding(1), findingId: finding(2).findingId }] });
    await outcomeOf(sink.upsertBatch({ ...batch, findings: [{ ...finding(1), secretHash: 'x' as never }] }));
    const shown = [
      JSON.stringify(events),
      inspect(events, { depth: Infinity, showHidden: true, maxArrayLength: null, maxStringLength: null }),
      events.map(String).join(),
    ].join('\n');
    expect(events.map(({ type }) => type)).toContain('failed');
    expect(shown).toContain('SecretHash([redacted])');
    for (const secret of [secretBytes(1), secretBytes(2)]) {
      for (const form of [
        ...Array.from({ length: 29 }, (_, at) => Buffer.from(secret.subarray(at, at + 4)).toString('hex')),
        Buffer.from(secret).toString('base64').slice(0, 16),
        Buffer.from(secret).toString('base64url').slice(0, 16),
        secret.subarray(0, 4).join(','),
        secret.subarray(0, 4).join(', '),
      ]) {
        expect(shown.toLowerCase()).not.toContain(form.toLowerCase());
      }
    }
  });
});

describe('the call site of a submission', () => {
  /** The file and line that call this. */
  function here(): string | undefined {
    const site = new Error();
    Error.captureStackTrace(site, here);
    return /events\.test\.ts:\d+/.exec(site.stack ?? '')?.[0];
  }

  test.each(['accepted', 'delayed', 'refused'])('is the line that called, first: %s', async (type) => {
    const store = logStore({ autoComplete: type !== 'delayed' });
    const sites: (string | undefined)[] = [];
    store.subscribe((event) => event.type === type && sites.push(event.callSite));
    const [line] = [here(), await outcomeOf(store.submit(type === 'refused' ? 'bad' : 'a'))];
    expect(line).toMatch(/:\d+$/);
    expect(sites.map((site) => site?.split('\n')[0])).toEqual([expect.stringContaining(`${line}:`)]);
  });

  test('of ledger, sink and clones, too, and of controls', async () => {
    const ledger = new InMemoryDoneLedger();
    const sink = new InMemoryFindingsSink();
    const sites: (string | undefined)[] = [];
    for (const store of [ledger, sink]) store.subscribe(({ callSite }) => callSite && sites.push(callSite));
    const calls = [
      [here(), ledger.batchUpsert([clean(1)])],
      [here(), sink.clone().upsertBatch(triple(1).batch)],
      [here(), ledger.failNextCommits(1)],
      [here(), ledger.setAutoComplete(false)],
    ];
    const lines = calls.map(([line]) => line);
    expect(new Set(lines).size).toBe(4);
    expect(sites.map((site) => /events\.test\.ts:\d+/.exec(site?.split('\n')[0] ?? '')?.[0])).toEqual(lines);
  });
});
