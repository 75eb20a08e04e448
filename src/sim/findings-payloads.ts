import { readableId } from '../harness/readable-id.js';
import type { Draws } from '../harness/seed.js';
import { FindingRecord } from '../records/finding-record.js';
import type { FindingsUpsertBatch } from '../records/findings-batch.js';
import { Location } from '../records/location.js';
import { ObservationRecord } from '../records/observation-record.js';
import { OccurrenceRecord } from '../records/occurrence-record.js';
import { ObjectVersionId, RuleFingerprint, StableItemId } from '../values/identities.js';
import type { SecretHash } from '../values/secrets.js';
import { oneOf, strikes } from './context.js';
import { ovidOf, policyOf, ProvenanceDraws, tenantOf, type PayloadOptions } from './ledger-payloads.js';
import { syntheticSecret } from './synthetic-secret.js';

/** An object version with its finding, and the two occurrences of that. */
interface Findable {
  readonly number: number;
  readonly finding: FindingRecord;
  readonly occurrences: readonly OccurrenceRecord[];
}

/** Draws batches of findings, occurrences and observations. */
export class FindingsPayloads {
  readonly #draws: Draws;
  readonly #options: PayloadOptions;
  readonly #provenance: ProvenanceDraws;
  readonly #known = new Map<string, Findable>();

  constructor(draws: Draws, options: PayloadOptions) {
    this.#draws = draws;
    this.#options = options;
    this.#provenance = new ProvenanceDraws(draws, options);
  }

  /** A batch that observes `count` object versions, of one tenant. Some may be the same. */
  batch(count: number): FindingsUpsertBatch {
    const tenant = this.#draws.int(1, this.#options.tenants);
    const findings = new Set<FindingRecord>();
    const occurrences = new Set<OccurrenceRecord>();
    const observations: ObservationRecord[] = [];
    for (let left = count; left > 0; left--) {
      const found = this.#findable(tenant, this.#draws.int(1, this.#options.objects));
      const occurrence = oneOf(this.#draws, found.occurrences);
      // Now and then a parent is left out: it is durable already, or the batch must be refused.
      if (!this.#hostile(100_000)) findings.add(found.finding);
      if (!this.#hostile(100_000)) occurrences.add(occurrence);
      observations.push(this.#observation(found, occurrence));
    }
    const batch = { findings: [...findings], occurrences: [...occurrences], observations };
    return this.#hostile(40_000) ? this.#spoiled(batch, tenant) : batch;
  }

  #observation({ number }: Findable, { tenantId, occurrenceId }: OccurrenceRecord): ObservationRecord {
    const [seenAt] = this.#provenance.times();
    return ObservationRecord.create({
      tenantId,
      occurrenceId,
      policyHash: policyOf(this.#draws.int(1, this.#options.policies)),
      ovidHash: ovidOf(number),
      runId: this.#provenance.small(),
      shardId: this.#provenance.small(),
      fenceEpoch: this.#provenance.small(),
      seenAt,
      location: strikes(this.#draws, 300_000) ? undefined : this.#location(number),
    });
  }

  #location(number: number): Location {
    const display = `item-${number}.txt:${this.#draws.int(1, 3)}`;
    return Location.create(
      strikes(this.#draws, 200_000) ? { display, url: `https://example.com/${number}` } : { display },
    );
  }

  /** The batch with something in it that a sink must refuse. */
  #spoiled(batch: FindingsUpsertBatch, tenant: number): FindingsUpsertBatch {
    const { findings, occurrences, observations } = batch;
    const [finding, occurrence, observation] = [findings[0], occurrences[0], observations[0] as ObservationRecord];
    switch (this.#draws.int(0, 4)) {
      case 0: // the same finding with another secret
        if (finding === undefined) break;
        return { ...batch, findings: [...findings, { ...finding, secretHash: syntheticSecret('another') }] };
      case 1: // the same occurrence at another place
        if (occurrence === undefined) break;
        return { ...batch, occurrences: [...occurrences, { ...occurrence, byteOffset: occurrence.byteOffset + 1n }] };
      case 2: // the same observation of another object version
        return { ...batch, observations: [...observations, { ...observation, ovidHash: ovidOf(9999) }] };
      case 3: // two tenants
        return { ...batch, findings: [...findings, this.#findable(tenant + 1, 1).finding] };
    }
    // An id that is not the derivation.
    const { occurrenceId } = this.#findable(tenant, 9999).occurrences[0] as OccurrenceRecord;
    return { ...batch, observations: [{ ...observation, occurrenceId }] };
  }

  #findable(tenant: number, number: number): Findable {
    const name = `${tenant}/${number}`;
    const known = this.#known.get(name) ?? findable(tenant, number);
    this.#known.set(name, known);
    return known;
  }

  #hostile(partsPerMillion: number): boolean {
    return this.#options.hostile && strikes(this.#draws, partsPerMillion);
  }
}

function findable(tenant: number, number: number): Findable {
  const tenantId = tenantOf(tenant);
  const secretHash: SecretHash = syntheticSecret(`secret-${number}`);
  const stableItemId = readableId(StableItemId, '17e3', number);
  const finding = FindingRecord.create({ tenantId, stableItemId, ruleFingerprint: RULE, secretHash });
  const objectVersionId = readableId(ObjectVersionId, '5e12', number);
  const occurrences = [0, 40].map((byteOffset) =>
    OccurrenceRecord.create({ tenantId, findingId: finding.findingId, objectVersionId, byteOffset, byteLength: 20 }),
  );
  return { number, finding, occurrences };
}

const RULE = RuleFingerprint.fromRuleName('gossip-inmemory/simulated-rule');
