// What is kept in memory: rows as plain object literals, in an array or in a bare Map; rows of a store; writes that wait.
// Whoever keeps rows also made, alone, what they are made of: ids, bigints, locations. Tenant, policy, rule and secret are shared.
import {
  DoneLedgerRecord,
  FindingRecord,
  InMemoryDoneLedger,
  InMemoryFindingsSink,
  ObservationRecord,
  OccurrenceRecord,
  RuleFingerprint,
  SecretHash,
} from '../../dist/esm/src/index.js';
import { POLICIES, TENANT } from '../inputs/ledger.mjs';
import { flat, hex64 } from '../inputs/random.mjs';

const tenantId = TENANT;
const [policyHash] = POLICIES;
const ruleFingerprint = RuleFingerprint.fromRuleName('rule');
const secretHash = SecretHash.fromPersisted(new Uint8Array(32));
const idOf = (number) => flat(hex64(number));
const numbers = (count) => Array.from({ length: count }, (_, number) => number);

/** By kind: each holder keeps so many of it. */
export const KINDS = {
  'ledger row': {
    literals: (count) => numbers(count).map(ledgerLiteral),
    'literals in a Map': (count) =>
      new Map(
        numbers(count)
          .map(ledgerLiteral)
          .map((row) => [row.key.ovidHash, row]),
      ),
    'gossip-inmemory': (count) => ledgerOf(count),
  },
  'finding with its occurrence and observation': {
    literals: (count) => numbers(count).map(tripleLiterals),
    'literals in Maps': (count) => {
      const triples = numbers(count).map(tripleLiterals);
      return [
        new Map(triples.map(([row]) => [row.findingId, row])),
        new Map(triples.map(([, row]) => [row.occurrenceId, row])),
        new Map(triples.map(([, , row]) => [row.observationId, row])),
      ];
    },
    'gossip-inmemory': sinkOf,
  },
  'pending write of a row': {
    'literals in a Map': (count) =>
      new Map(numbers(count).map((number) => [number, { id: number, rows: [ledgerLiteral(number)] }])),
    'gossip-inmemory': (count) => ledgerOf(count, { autoComplete: false }),
  },
};

/** So many writes, each waited for; the store. */
export async function finish(writes) {
  const ledger = new InMemoryDoneLedger();
  const batch = [recordOf(1)];
  for (let write = 0; write < writes; write++) await (await ledger.batchUpsert(batch)).wait();
  return ledger;
}

const provenanceOf = (number) => ({
  runId: number,
  shardId: 1,
  fenceEpoch: 1,
  startedAt: number,
  finishedAt: number + 1,
});

function ledgerLiteral(number) {
  return {
    key: { tenantId, policyHash, ovidHash: idOf(number) },
    status: 'FailedRetryable',
    bytesScanned: BigInt(number),
    findingsCount: 0,
    provenance: {
      runId: BigInt(number),
      shardId: BigInt(1),
      fenceEpoch: BigInt(1),
      startedAt: BigInt(number),
      finishedAt: BigInt(number + 1),
    },
    errorCode: 'IO_TIMEOUT',
  };
}

function recordOf(number) {
  return DoneLedgerRecord.create({
    key: { tenantId, policyHash, ovidHash: idOf(number) },
    status: 'FailedRetryable',
    bytesScanned: number,
    findingsCount: 0,
    provenance: provenanceOf(number),
    errorCode: 'IO_TIMEOUT',
  });
}

function ledgerOf(count, options) {
  const ledger = new InMemoryDoneLedger(options);
  for (const number of numbers(count)) void ledger.batchUpsert([recordOf(number)]);
  return ledger;
}

function tripleLiterals(number) {
  const findingId = idOf(number);
  const occurrenceId = idOf(number);
  const ovidHash = idOf(number);
  return [
    { findingId, tenantId, stableItemId: idOf(number), ruleFingerprint, secretHash },
    {
      occurrenceId,
      tenantId,
      findingId,
      objectVersionId: idOf(number),
      byteOffset: BigInt(number),
      byteLength: BigInt(20),
    },
    {
      observationId: idOf(number),
      tenantId,
      occurrenceId,
      policyHash,
      ovidHash,
      runId: BigInt(number),
      shardId: BigInt(1),
      fenceEpoch: BigInt(1),
      seenAt: BigInt(number),
      location: { display: locationOf(number) },
    },
  ];
}

function sinkOf(count) {
  const sink = new InMemoryFindingsSink();
  for (const number of numbers(count)) {
    const finding = FindingRecord.create({ tenantId, stableItemId: idOf(number), ruleFingerprint, secretHash });
    const { findingId } = finding;
    const place = { objectVersionId: idOf(number), byteOffset: number, byteLength: 20 };
    const occurrence = OccurrenceRecord.create({ tenantId, findingId, ...place });
    const { occurrenceId } = occurrence;
    const observation = ObservationRecord.create({
      ...{ tenantId, occurrenceId, policyHash, ovidHash: idOf(number) },
      ...{ runId: number, shardId: 1, fenceEpoch: 1, seenAt: number },
      location: { display: locationOf(number) },
    });
    void sink.upsertBatch({ findings: [finding], occurrences: [occurrence], observations: [observation] });
  }
  return sink;
}

function locationOf(number) {
  return flat(`item-${number}.txt:1`);
}
