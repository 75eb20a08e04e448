import { expect, test } from 'vitest';
import { GossipOracle, RecordBuilders } from '../../src/index.js';
import { GossipAuditError } from '../../src/harness/audit.js';
import { GossipSession } from '../../src/harness/session.js';
import { timelineOf } from '../../src/harness/timeline.js';
import { oracleOf } from '../../src/oracle/oracle.js';
import { logStore, outcomeOfCall } from '../support/rows.js';

test('gives fresh stores, and what follows them', async () => {
  const session = new GossipSession();
  const { ledger, sink, oracle, timeline, records } = session;
  expect(oracle).toBeInstanceOf(GossipOracle);
  for (const store of [ledger, sink, ledger.clone(), sink.clone()]) {
    expect([oracleOf(store), timelineOf(store)]).toEqual([oracle, timeline]);
  }
  await ledger.batchUpsert([records.clean()]);
  expect(timeline.lines()).toEqual(['done-ledger #1 accepted, 1 row', 'done-ledger #1 committed']);
  expect(oracle.expectedRecords()).toEqual(ledger.snapshot());
  expect(outcomeOfCall(() => session.finish())).toBe('returned');
});

test('makes the stores and the records as its options say', async () => {
  const { ledger, sink, records } = new GossipSession({ stores: { autoComplete: false }, seed: 42 });
  expect(records.scanned()).toEqual(new RecordBuilders(42).scanned());
  await ledger.batchUpsert([]);
  await sink.upsertBatch({ findings: [], occurrences: [], observations: [] });
  expect([ledger.pendingCount(), sink.pendingCount()]).toEqual([1, 1]);
});

test.each([
  [{}, [], true],
  [{ audit: true }, [], true],
  [{ audit: undefined }, [], true],
  [{ audit: false }, [], false],
  [{}, ['unused-faults'], false],
  [{}, ['pending-writes'], true],
] as const)('options %o and allow(%j): finish throws is %s', (options, allowed, throws) => {
  const session = new GossipSession(options);
  session.allow(...allowed);
  for (const store of [session.ledger, session.sink]) store.failNextCommits(1);
  if (throws) expect(() => session.finish()).toThrow(GossipAuditError);
  else session.finish();
});

test('refuses to allow what it does not know', () => {
  expect(outcomeOfCall(() => new GossipSession().allow('everything' as never))).toBe('InvalidType leftover');
});

test('follows a store of the test, as it follows its own', async () => {
  const session = new GossipSession();
  const store = logStore();
  expect(session.follow(store)).toBe(store);
  expect(timelineOf(store)).toBe(session.timeline);
  await store.submit('a');
  store.failNextCommits(1);
  expect(session.timeline.lines()).toEqual([
    'log #1 accepted, 1 row',
    'log #1 committed',
    'log armed: failNextCommits(1), 1 to strike',
  ]);
  expect(() => session.finish()).toThrow(
    /^the test passed, but left 1 thing behind .*\n\nlog: failNextCommits, armed at /,
  );
  session.allow('unused-faults');
  expect(outcomeOfCall(() => session.finish())).toBe('returned');
});

test('follows a store once, through whichever of its handles', async () => {
  const session = new GossipSession();
  const store = logStore();
  session.follow(store);
  session.follow(store.clone());
  session.follow(session.ledger);
  await store.submit('a');
  expect(session.timeline.lines()).toHaveLength(2);
});

test('refuses to follow what is not a store of ours', () => {
  const session = new GossipSession();
  for (const odd of [undefined, {}, session])
    expect(outcomeOfCall(() => session.follow(odd as never))).toBe('InvalidType store');
});
