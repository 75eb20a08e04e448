import { expect, test } from 'vitest';
import * as matchers from '../../matchers/index.js';
import {
  GossipOracle,
  InMemoryDoneLedger,
  InMemoryFindingsSink,
  NormHash,
  ReadyCommitHandle,
  defineStore,
} from '../../src/index.js';
import { DoneLedgerSim, EXTENDED_EVENT_KINDS, scenario, SEED_EVENT_KINDS } from '../../src/sim/index.js';
import { clean, failed, triple } from '../support/rows.js';
import { expectRefusal } from './refusal.js';

const ledger = new InMemoryDoneLedger();
const sink = new InMemoryFindingsSink();
const log = defineStore({ kind: 'log', createDurable: () => undefined, apply: () => undefined });
const handle = ReadyCommitHandle.ok({ recordCount: 0, scannedCount: 0, findingsCount: 0 });
const settled = Promise.resolve();
const run = await scenario(new InMemoryDoneLedger()).run();
const KINDS = [...SEED_EVENT_KINDS, ...EXTENDED_EVENT_KINDS, 'UpsertInDoubt'];

type Row = readonly [what: string, matcher: string, received: unknown, argument: unknown, message: string];

const FIELDS_OF_RECORD = 'key, status, bytesScanned, findingsCount, provenance, errorCode';
const FIELDS_OF_FINDING = 'tenantId, findingId, stableItemId, ruleFingerprint, secretHash';

const U64 = 'a bigint from 0n to 2n ** 64n - 1n';
const STATUSES = 'one of FailedRetryable, FailedPermanent, Skipped, ScannedClean, ScannedWithFindings';

// prettier-ignore
const ROWS: readonly Row[] = [
  ['a receipt that is a number', 'toBeDurable', handle, 1, 'toBeDurable(): the receipt is an object, not a number.'],
  ['a receipt that is an array', 'toBeDurable', handle, [], 'toBeDurable(): the receipt is an object, not an array.'],
  ['a misspelt count', 'toBeDurable', handle, { recordCounts: 0 }, 'toBeDurable(): the receipt has no "recordCounts", only recordCount, scannedCount, findingsCount.'],

  ['a count left out', 'toBeDurable', handle, { recordCount: 0 }, 'toBeDurable(): "scannedCount" of the receipt is a number, not undefined.'],
  ['a bigint as a count', 'toBeDurable', handle, { recordCount: 0n, scannedCount: 0, findingsCount: 0 }, 'toBeDurable(): "recordCount" of the receipt is a number, not a bigint.'],

  ['a text as the secret', 'toBeRedacted', 1, 'hunter2', 'toBeRedacted(): the secret is a sensitive value or a Uint8Array, not a string.'],
  ['a short secret', 'toBeRedacted', 1, new Uint8Array(7), 'toBeRedacted(): a secret has at least 8 bytes, not 7: fewer show by chance.'],

  ['a text as options', 'toConform', { doneLedger: ledger, findings: sink }, 'strict', 'toConform(): the options are an object, not a string.'],
  ['a misspelt option', 'toConform', { doneLedger: ledger, findings: sink }, { support: {} }, 'toConform(): there is no option "support", only supports, bail, checks, require, budgetMs, clock, run.'],
  ['a misspelt capability', 'toConform', { doneLedger: ledger, findings: sink }, { supports: { listDoneHash: true } }, 'toConform(): supports.listDoneHash: expected one of listDoneHashes, durableCounts, readObservations, restart, delayedWrites, faults, strict, received boolean.'],
  ['a misspelt requirement', 'toConform', { doneLedger: ledger, findings: sink }, { require: 'all-must' }, "toConform(): require: expected 'all-MUST', received string."],
  ['no checks', 'toConform', { doneLedger: ledger, findings: sink }, { checks: [] }, 'toConform(): checks: expected at least one check, received array.'],
  ['a budget that is none', 'toConform', { doneLedger: ledger, findings: sink }, { budgetMs: NaN }, 'toConform(): budgetMs: expected a number of milliseconds, received NaN.'],
  ['a backend without a sink', 'toConform', { doneLedger: ledger, findings: ledger }, {}, 'toConform() judges a backend { doneLedger, findings }; it received a plain object.'],

  ['a store of another kind', 'toConvergeWith', ledger, sink, 'toConvergeWith(): a ledger converges with a ledger and a sink with a sink, not a done-ledger store with a findings store.'],
  ['a store that shows no rows', 'toConvergeWith', sink, log, 'toConvergeWith(): the argument is another ledger or sink, not a log store.'],
  ['an asynchronous snapshot', 'toConvergeWith', { snapshot: async () => [] }, ledger, 'toConvergeWith() judges what snapshot() returns as an array at once; it received an instance of Promise.'],
  ['a row that is no object', 'toConvergeWith', ledger, { snapshot: () => [7] }, 'toConvergeWith() judges rows of snapshot() that are objects; it received a number.'],
  ['a row without a key', 'toConvergeWith', ledger, { snapshot: () => [{}] }, 'toConvergeWith() compares rows of ledgers and sinks by their keys; one of them has none.'],
  ['two rows of one key', 'toConvergeWith', ledger, { snapshot: () => [clean(1), clean(1)] }, 'toConvergeWith() compares rows by their keys; two of them have the same one.'],

  ['a scenario that has not run', 'toHoldInvariants', scenario(new InMemoryDoneLedger()), [], 'toHoldInvariants() takes 0 arguments, not 1.'],
  ['a misspelt kind of event', 'toReachEvents', run, 'UpsertComitted', `toReachEvents(): there is no kind of event "UpsertComitted", only ${KINDS.join(', ')}.`],
  ['a simulation that has not run', 'toReachEvents', new DoneLedgerSim({ seed: 1 }), 'GetOk', 'toReachEvents() judges a report; it received something that has yet to run. Await it: expect(await sim.run()).'],
  ['a promise of a report', 'toReachEvents', settled, 'GetOk', 'toReachEvents() judges a report; it received a promise. Await it: expect(await sim.run()).'],

  ['something else than an oracle', 'toConvergeWithOracle', ledger, {}, 'toConvergeWithOracle(): the argument is a GossipOracle, not a plain object.'],
  ['an oracle of another store', 'toConvergeWithOracle', ledger, new GossipOracle({ ledger: new InMemoryDoneLedger() }), 'toConvergeWithOracle(): the oracle given does not follow this done-ledger store.'],
  ['a third store', 'toConvergeWithOracle', { ledger, sink, log }, new GossipOracle({ ledger, sink }), 'toConvergeWithOracle() judges { ledger, sink } and nothing else, not log; it received a plain object.'],
  ['a ledger in the place of the sink', 'toConvergeWithOracle', { ledger, sink: ledger }, new GossipOracle({ ledger }), 'toConvergeWithOracle() judges a ledger, a sink, or { ledger, sink }; it received a plain object.'],

  ['a misspelt status as receiver', 'toDominate', 'skipped', 'Skipped', 'toDominate() judges a ledger record or a status; it received a string.'],
  ['a misspelt status', 'toDominate', 'Skipped', 'skipped', 'toDominate(): a status is compared with a status, not a string.'],
  ['a status and a record', 'toDominate', 'Skipped', clean(1), 'toDominate(): a status is compared with a status, not a plain object.'],
  ['a record and a status', 'toDominate', clean(1), 'Skipped', 'toDominate(): a record is compared with a record, not a string.'],
  ['records of different keys', 'toDominate', clean(1), clean(2), `toDominate() compares valid records of one key. incoming.key.ovidHash: only records of one key merge; expected 01010101.., received 02020202...`],
  ['a receiver with a number in a u64', 'toDominate', { ...clean(1), bytesScanned: 1 }, clean(1), 'toDominate() compares valid records of one key. existing.bytesScanned: expected bigint, received number.'],
  ['an argument that breaks a rule', 'toDominate', clean(1), { ...failed(1), errorCode: undefined }, 'toDominate() compares valid records of one key. incoming.errorCode: a FailedRetryable record needs an error code.'],

  ['an empty code', 'toFailCommit', handle, '', 'toFailCommit(): the code is a string, not an empty one.'],
  ['a code that is a number', 'toFailCommit', handle, 404, 'toFailCommit(): the code is a string, not a number.'],
  ['a code that is a number', 'toRejectWithCode', settled, 404, 'toRejectWithCode(): the code is a string, not a number.'],
  ['an error instead of its code', 'toRejectWithCode', settled, new RangeError(), 'toRejectWithCode(): the code is a string, not an instance of RangeError.'],

  ['no count', 'toHaveDurableCounts', sink, {}, 'toHaveDurableCounts(): name at least one of findings, occurrences, observations.'],
  ['a count of another store', 'toHaveDurableCounts', ledger, { findings: 0 }, 'toHaveDurableCounts(): there is no count "findings" here, only records.'],
  ['a misspelt count', 'toHaveDurableCounts', sink, { finding: 0 }, 'toHaveDurableCounts(): there is no count "finding" here, only findings, occurrences, observations.'],
  ['an inherited name', 'toHaveDurableCounts', ledger, { toString: 0 }, 'toHaveDurableCounts(): there is no count "toString" here, only records.'],
  ['a number instead of counts', 'toHaveDurableCounts', ledger, 0, 'toHaveDurableCounts(): the counts are an object such as { records: 1 }, not a number.'],
  ['a negative count', 'toHaveDurableCounts', ledger, { records: -1 }, 'toHaveDurableCounts(): "records" is a number of rows or an asymmetric matcher, not the number -1.'],
  ['a fraction of a count', 'toHaveDurableCounts', ledger, { records: 0.5 }, 'toHaveDurableCounts(): "records" is a number of rows or an asymmetric matcher, not the number 0.5.'],
  ['a bigint as a count', 'toHaveDurableCounts', ledger, { records: 0n }, 'toHaveDurableCounts(): "records" is a number of rows or an asymmetric matcher, not 0n.'],
  ['an undefined count', 'toHaveDurableCounts', ledger, { records: undefined }, 'toHaveDurableCounts(): "records" is a number of rows or an asymmetric matcher, not undefined.'],
  ['an asynchronous probe', 'toHaveDurableCounts', { durableCounts: async () => ({ findings: 0 }) }, { findings: 0 }, 'toHaveDurableCounts() judges counts that are there at once. Write expect(await probe.durableCounts()).toEqual(...).'],
  ['a probe that counts in bigints', 'toHaveDurableCounts', { durableCounts: () => ({ findings: 0n }) }, { findings: 0 }, 'toHaveDurableCounts() judges counts that are numbers; "findings" is a bigint.'],
  ['a probe that answers nothing', 'toHaveDurableCounts', { durableCounts: () => undefined }, { findings: 0 }, 'toHaveDurableCounts() judges what durableCounts() returns as an object; it received undefined.'],

  ['nothing', 'toHaveDurableRecord', ledger, {}, `toHaveDurableRecord(): the expected row names none of ${FIELDS_OF_RECORD}.`],
  ['a number', 'toHaveDurableRecord', ledger, 1, 'toHaveDurableRecord(): the expected row is an object, not a number.'],
  ['a misspelt field', 'toHaveDurableRecord', ledger, { stauts: 'Skipped' }, `toHaveDurableRecord(): rows have no field "stauts", only ${FIELDS_OF_RECORD}.`],
  ['a misspelt field of a key', 'toHaveDurableRecord', ledger, { key: { ovid: '' } }, 'toHaveDurableRecord(): rows have no field "key.ovid", only key.tenantId, key.policyHash, key.ovidHash.'],
  ['a key with a field of a record', 'toHaveDurableRecord', ledger, { ...clean(1).key, status: 'Skipped' }, 'toHaveDurableRecord(): rows have no field "key.status", only key.tenantId, key.policyHash, key.ovidHash.'],
  ['an empty group of fields', 'toHaveDurableRecord', ledger, { provenance: {} }, 'toHaveDurableRecord(): "provenance" names none of runId, shardId, fenceEpoch, startedAt, finishedAt.'],
  ['a number for a group of fields', 'toHaveDurableRecord', ledger, { provenance: 1 }, 'toHaveDurableRecord(): "provenance" is an object, not a number.'],
  ['a number in a u64', 'toHaveDurableRecord', ledger, { bytesScanned: 100 }, `toHaveDurableRecord(): "bytesScanned" is ${U64}, not the number 100.`],
  ['a number in a nested u64', 'toHaveDurableRecord', ledger, { provenance: { runId: 1 } }, `toHaveDurableRecord(): "provenance.runId" is ${U64}, not the number 1.`],
  ['a bigint beyond u64', 'toHaveDurableRecord', ledger, { bytesScanned: 2n ** 64n }, `toHaveDurableRecord(): "bytesScanned" is ${U64}, not 18446744073709551616n.`],
  ['a bigint in a u32', 'toHaveDurableRecord', ledger, { findingsCount: 1n }, 'toHaveDurableRecord(): "findingsCount" is a whole number from 0 to 2 ** 32 - 1, not 1n.'],
  ['a number beyond u32', 'toHaveDurableRecord', ledger, { findingsCount: 2 ** 32 }, 'toHaveDurableRecord(): "findingsCount" is a whole number from 0 to 2 ** 32 - 1, not the number 4294967296.'],
  ['a misspelt status', 'toHaveDurableRecord', ledger, { status: 'Scanned' }, `toHaveDurableRecord(): "status" is ${STATUSES}, not this string.`],
  ['an undefined status', 'toHaveDurableRecord', ledger, { status: undefined }, `toHaveDurableRecord(): "status" is ${STATUSES}, not undefined.`],
  ['an undefined id', 'toHaveDurableRecord', ledger, { tenantId: undefined }, 'toHaveDurableRecord(): "key.tenantId" is 64 lower-case hex digits, not undefined.'],
  ['an upper-case id', 'toHaveDurableRecord', ledger, { ovidHash: 'AB'.repeat(32) }, 'toHaveDurableRecord(): "key.ovidHash" is 64 lower-case hex digits, not this string.'],
  ['an error code that is a number', 'toHaveDurableRecord', ledger, { errorCode: 5 }, 'toHaveDurableRecord(): "errorCode" is a string, not the number 5.'],
  ['an asynchronous snapshot', 'toHaveDurableRecord', { snapshot: async () => [] }, { status: 'Skipped' }, 'toHaveDurableRecord() judges what snapshot() returns as an array at once; it received an instance of Promise.'],

  ['a field of another row', 'toHaveDurableFinding', sink, { byteOffset: 1n }, `toHaveDurableFinding(): rows have no field "byteOffset", only ${FIELDS_OF_FINDING}.`],
  ['text as a secret', 'toHaveDurableFinding', sink, { secretHash: 'hunter2' }, 'toHaveDurableFinding(): "secretHash" is a SecretHash, not a string.'],
  ['another sensitive value', 'toHaveDurableFinding', sink, { secretHash: NormHash.fromDigest(new Uint8Array(32)) }, 'toHaveDurableFinding(): "secretHash" is a SecretHash, not an instance of NormHash.'],
  ['nothing', 'toHaveDurableFinding', sink, {}, `toHaveDurableFinding(): the expected row names none of ${FIELDS_OF_FINDING}.`],
  ['a number in a u64', 'toHaveDurableOccurrence', sink, { byteOffset: 1 }, `toHaveDurableOccurrence(): "byteOffset" is ${U64}, not the number 1.`],
  ['a misspelt field', 'toHaveDurableOccurrence', sink, { offset: 1n }, 'toHaveDurableOccurrence(): rows have no field "offset", only tenantId, occurrenceId, findingId, objectVersionId, byteOffset, byteLength.'],
  ['an array', 'toHaveDurableOccurrence', sink, [triple(1).occurrence], 'toHaveDurableOccurrence(): the expected row is an object, not an array.'],
  ['a number in a u64', 'toHaveDurableObservation', sink, { seenAt: 1 }, `toHaveDurableObservation(): "seenAt" is ${U64}, not the number 1.`],
  ['a misspelt field of the location', 'toHaveDurableObservation', sink, { location: { displayed: '' } }, 'toHaveDurableObservation(): rows have no field "location.displayed", only location.display, location.url.'],
  ['an undefined display', 'toHaveDurableObservation', sink, { location: { display: undefined } }, 'toHaveDurableObservation(): "location.display" is a string, not undefined.'],

  ['a negative count', 'toHavePendingWrites', ledger, -1, 'toHavePendingWrites(): the argument is a number of writes or an array of their ids, not the number -1.'],
  ['a bigint as a count', 'toHavePendingWrites', ledger, 1n, 'toHavePendingWrites(): the argument is a number of writes or an array of their ids, not 1n.'],
  ['a text as an id', 'toHavePendingWrites', ledger, ['1'], 'toHavePendingWrites(): an id is a bigint or a whole number, not this string.'],
  ['a fraction as an id', 'toHavePendingWrites', ledger, [0.5], 'toHavePendingWrites(): an id is a bigint or a whole number, not the number 0.5.'],
  ['a store that answers later', 'toHavePendingWrites', { pendingIds: async () => [] }, 1, 'toHavePendingWrites() judges what pendingIds() returns as an array of bigints at once; it received an instance of Promise.'],
];

test.each(ROWS.map((row) => [`${row[1]}: ${row[0]}`, row] as const))('%s', async (_, row) => {
  const [, matcher, received, argument, message] = row;
  await expectRefusal(matcher, received, [argument], message);
});

test('the table has every matcher', () => {
  expect([...new Set(ROWS.map(([, matcher]) => matcher))].sort()).toEqual(Object.keys(matchers).sort());
});
