// Batches for the findings sink: 10 findings, 20 occurrences, 40 observations each. Nothing here is measured.
import {
  FindingRecord,
  ObjectVersionId,
  ObservationRecord,
  OccurrenceRecord,
  RuleFingerprint,
  SecretHash,
  StableItemId,
} from '../../dist/esm/src/index.js';
import { POLICIES, TENANT, versionsOf } from './ledger.mjs';
import { drawsOf, hex64, shuffle } from './random.mjs';

const FINDINGS = 10;
const OCCURRENCES_EACH = 2;
const OBSERVATIONS_EACH = 2;
const OBSERVATIONS = FINDINGS * OCCURRENCES_EACH * OBSERVATIONS_EACH;

/**
 * Batches with `observations` observations in all. Every batch comes twice, in a random order: a replay has the same rows,
 * but made anew, as a worker makes them that reads its item again.
 */
export function findingsBatches(observations) {
  const draw = drawsOf(3);
  const distinct = Math.max(1, Math.round(observations / OBSERVATIONS / 2));
  const numbers = Array.from({ length: distinct }, (_, number) => number);
  return shuffle([...numbers, ...numbers], draw).map(batchOf);
}

const RULES = Array.from({ length: 20 }, (_, number) => RuleFingerprint.fromRuleName(`rule ${number}`));
const SECRETS = Array.from({ length: 500 }, (_, number) => SecretHash.fromPersisted(Buffer.from(hex64(number), 'hex')));
const OVIDS = versionsOf(1000);

/** The batch of a number: of one item, in one version of it. */
function batchOf(number) {
  const draw = drawsOf(1000 + number);
  const stableItemId = StableItemId.fromHex(hex64(number));
  const objectVersionId = ObjectVersionId.fromHex(hex64(number + 1));
  const ovidHash = OVIDS[number % OVIDS.length];
  const findings = Array.from({ length: FINDINGS }, (_, index) =>
    FindingRecord.create({
      tenantId: TENANT,
      stableItemId,
      ruleFingerprint: RULES[index],
      secretHash: SECRETS[draw(0, SECRETS.length - 1)],
    }),
  );
  const occurrences = findings.flatMap(({ findingId }) =>
    Array.from({ length: OCCURRENCES_EACH }, (_, index) =>
      OccurrenceRecord.create({
        tenantId: TENANT,
        findingId,
        objectVersionId,
        byteOffset: 1000 * index + draw(0, 999),
        byteLength: draw(8, 40),
      }),
    ),
  );
  const observations = occurrences.flatMap(({ occurrenceId, byteOffset }) =>
    Array.from({ length: OBSERVATIONS_EACH }, (_, index) =>
      ObservationRecord.create({
        tenantId: TENANT,
        occurrenceId,
        policyHash: POLICIES[index],
        ovidHash,
        runId: draw(1, 1000),
        shardId: draw(1, 100),
        fenceEpoch: 1,
        seenAt: draw(1, 1000),
        ...(index === 0 && { location: { display: `item-${number}.txt:${byteOffset}` } }),
      }),
    ),
  );
  return { findings, occurrences, observations };
}
