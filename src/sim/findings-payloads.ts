import type { Draws } from '../harness/seed.js';
import type { FindingRecord } from '../records/finding-record.js';
import type { FindingsUpsertBatch } from '../records/findings-batch.js';
import { Location } from '../records/location.js';
import { contributionTo, ObservationRecord } from '../records/observation-record.js';
import type { OccurrenceRecord } from '../records/occurrence-record.js';
import { RuleFingerprint } from '../values/identities.js';
import { lazily } from '../values/lazily.js';
import type { FenceEpoch, LogicalTime, RunId, ShardId } from '../values/scalars.js';
import { findableOf, type Findable } from './cast.js';
import { oneOf, strikes } from './context.js';
import { Identities, ProvenanceDraws, type PayloadOptions } from './ledger-payloads.js';
import { syntheticSecret } from './synthetic-secret.js';

/** Draws batches of findings, occurrences and observations. */
export class FindingsPayloads {
  readonly #draws: Draws;
  readonly #options: PayloadOptions;
  readonly #provenance: ProvenanceDraws;
  readonly #ids: Identities;
  /** One object each throughout a run, whatever the cast forgets meanwhile. */
  readonly #known = new Map<string, Findable>();

  constructor(draws: Draws, options: PayloadOptions) {
    this.#draws = draws;
    this.#options = options;
    this.#provenance = new ProvenanceDraws(draws, options);
    this.#ids = new Identities(options.ids);
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
    return observations.length > 0 && this.#hostile(80_000) ? this.#spoiled(batch, tenant) : batch;
  }

  #observation(found: Findable, occurrence: OccurrenceRecord): ObservationRecord {
    const [seenAt] = this.#provenance.times();
    const policy = this.#draws.int(1, this.#options.policies);
    const contribution = {
      runId: this.#provenance.small() as RunId,
      shardId: this.#provenance.small() as ShardId,
      fenceEpoch: this.#provenance.small() as FenceEpoch,
      seenAt: seenAt as LogicalTime,
      ...(!strikes(this.#draws, 300_000) && { location: this.#location(found.number) }),
    };
    return contributionTo(found.observation(occurrence, policy), contribution);
  }

  #location(number: number): Location {
    const display = this.#options.hostile
      ? oneOf(this.#draws, HOSTILE_TEXTS)
      : `item-${number}.txt:${this.#draws.int(1, 3)}`;
    return Location.create(
      strikes(this.#draws, 200_000)
        ? { display, url: this.#options.hostile ? oneOf(this.#draws, HOSTILE_TEXTS) : `https://example.com/${number}` }
        : { display },
    );
  }

  /** The batch with something in it that a sink must refuse, or a small one of that kind. */
  #spoiled(batch: FindingsUpsertBatch, tenant: number): FindingsUpsertBatch {
    const { finding, occurrences } = this.#findable(tenant, this.#draws.int(1, this.#options.objects));
    const occurrence = oneOf(this.#draws, occurrences);
    const observation = batch.observations[0] as ObservationRecord;
    const other = this.#findable(tenant, 250);
    const tenantId = this.#ids.tenant(tenant + 1);
    const only = (part: Partial<FindingsUpsertBatch>): FindingsUpsertBatch => ({ ...EMPTY, ...part });
    return oneOf(this.#draws, [
      // What is immutable, with other content.
      () => this.#conflicting(finding, 'secretHash', syntheticSecret('another')),
      () => this.#conflicting(finding, 'stableItemId', other.finding.stableItemId),
      () => this.#conflicting(finding, 'ruleFingerprint', anotherRule()),
      () => only({ occurrences: [occurrence, { ...occurrence, byteOffset: occurrence.byteOffset ^ 1n }] }),
      () => only({ occurrences: [occurrence, { ...occurrence, byteLength: occurrence.byteLength + 1n }] }),
      () => only({ occurrences: [occurrence, { ...occurrence, byteLength: occurrence.byteLength + 2n ** 32n }] }),
      () => only({ occurrences: [{ ...occurrence, objectVersionId: this.#ids.version(250) }] }),
      () => only({ findings: [other.finding], occurrences: [{ ...occurrence, findingId: other.finding.findingId }] }),
      () => ({ ...batch, observations: [...batch.observations, { ...observation, ovidHash: this.#ids.ovid(250) }] }),
      // A parent that is another tenant's.
      () => only({ occurrences: [{ ...occurrence, tenantId }] }),
      () => only({ observations: [ObservationRecord.create({ ...observation, tenantId })] }),
      // Malformed: two tenants, a derivation that is none, an empty span, half a character.
      () => ({ ...batch, findings: [...batch.findings, { ...finding, tenantId }] }),
      () => only({ observations: [{ ...observation, policyHash: this.#ids.policy(250) }] }),
      () => ({ ...batch, occurrences: [...batch.occurrences, { ...occurrence, byteLength: 0n }] }),
      () => only({ observations: [{ ...observation, location: { display: '\ud83d' } }] }),
    ])();
  }

  #conflicting<Field extends keyof FindingRecord>(
    finding: FindingRecord,
    field: Field,
    value: FindingRecord[Field],
  ): FindingsUpsertBatch {
    return { ...EMPTY, findings: [finding, { ...finding, [field]: value }] };
  }

  #findable(tenant: number, number: number): Findable {
    const name = `${tenant}/${number}`;
    let known = this.#known.get(name);
    if (known === undefined) this.#known.set(name, (known = findableOf(this.#options, tenant, number)));
    return known;
  }

  #hostile(partsPerMillion: number): boolean {
    return this.#options.hostile && strikes(this.#draws, partsPerMillion);
  }
}

const EMPTY: FindingsUpsertBatch = { findings: [], occurrences: [], observations: [] };

/** Texts whose UTF-8 order is not their order as strings or words, and some that are nearly alike. */
const HOSTILE_TEXTS = ['a', 'ab', 'B', '\u{FF5E}', '\u{1F600}', ' a', '\u0000', 'e\u0301', '\u00e9', 'x'.repeat(300)];

const anotherRule = lazily(() => RuleFingerprint.fromRuleName('gossip-inmemory/another-simulated-rule'));
