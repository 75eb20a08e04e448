import type { Draws } from '../harness/seed.js';
import { FindingRecord } from '../records/finding-record.js';
import type { FindingsUpsertBatch } from '../records/findings-batch.js';
import { Location } from '../records/location.js';
import { contributionTo, ObservationRecord } from '../records/observation-record.js';
import { OccurrenceRecord } from '../records/occurrence-record.js';
import { RuleFingerprint } from '../values/identities.js';
import { lazily } from '../values/lazily.js';
import type { FenceEpoch, LogicalTime, RunId, ShardId } from '../values/scalars.js';
import { oneOf, strikes } from './context.js';
import { Identities, ProvenanceDraws, type PayloadOptions } from './ledger-payloads.js';
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
  readonly #ids: Identities;
  readonly #known = new Map<string, Findable>();
  /** By their occurrences, then by the numbers of their policies. */
  readonly #observables = new Map<OccurrenceRecord, (ObservationRecord | undefined)[]>();

  constructor(draws: Draws, options: PayloadOptions) {
    this.#draws = draws;
    this.#options = options;
    this.#provenance = new ProvenanceDraws(draws, options);
    this.#ids = new Identities(options);
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

  #observation({ number }: Findable, occurrence: OccurrenceRecord): ObservationRecord {
    const [seenAt] = this.#provenance.times();
    const policy = this.#draws.int(1, this.#options.policies);
    const contribution = {
      runId: this.#provenance.small() as RunId,
      shardId: this.#provenance.small() as ShardId,
      fenceEpoch: this.#provenance.small() as FenceEpoch,
      seenAt: seenAt as LogicalTime,
      ...(!strikes(this.#draws, 300_000) && { location: this.#location(number) }),
    };
    return contributionTo(this.#observable(number, occurrence, policy), contribution);
  }

  /** Any contribution to an observation, made once: its id is a hash, which takes time. */
  #observable(number: number, occurrence: OccurrenceRecord, policy: number): ObservationRecord {
    let known = this.#observables.get(occurrence);
    if (known === undefined) this.#observables.set(occurrence, (known = []));
    const { tenantId, occurrenceId } = occurrence;
    return (known[policy] ??= ObservationRecord.create({
      ...{ tenantId, occurrenceId, policyHash: this.#ids.policy(policy), ovidHash: this.#ids.ovid(number) },
      ...{ runId: 0, shardId: 0, fenceEpoch: 0, seenAt: 0 },
    }));
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
    const known =
      this.#known.get(name) ?? findable(this.#ids, tenant, number, this.#options.hostile ? HOSTILE_SPANS : SPANS);
    this.#known.set(name, known);
    return known;
  }

  #hostile(partsPerMillion: number): boolean {
    return this.#options.hostile && strikes(this.#draws, partsPerMillion);
  }
}

function findable(ids: Identities, tenant: number, number: number, spans: typeof SPANS): Findable {
  const tenantId = ids.tenant(tenant);
  const secretHash = syntheticSecret(`secret-${number}`);
  const stableItemId = ids.item(number);
  const finding = FindingRecord.create({ tenantId, stableItemId, ruleFingerprint: rule(), secretHash });
  const { findingId } = finding;
  const objectVersionId = ids.version(number);
  const occurrences = spans.map(([byteOffset, byteLength]) =>
    OccurrenceRecord.create({ tenantId, findingId, objectVersionId, byteOffset, byteLength }),
  );
  return { number, finding, occurrences };
}

const EMPTY: FindingsUpsertBatch = { findings: [], occurrences: [], observations: [] };

/** Where the occurrences of a finding lie: offset and length. */
const SPANS: readonly (readonly [bigint, bigint])[] = [
  [0n, 20n],
  [40n, 20n],
];
const HOSTILE_SPANS: typeof SPANS = [...SPANS, [2n ** 53n, 20n], [2n ** 63n, 2n ** 32n]];

/** Texts whose UTF-8 order is not their order as strings or words, and some that are nearly alike. */
const HOSTILE_TEXTS = ['a', 'ab', 'B', '\u{FF5E}', '\u{1F600}', ' a', '\u0000', 'e\u0301', '\u00e9', 'x'.repeat(300)];

const rule = lazily(() => RuleFingerprint.fromRuleName('gossip-inmemory/simulated-rule'));
const anotherRule = lazily(() => RuleFingerprint.fromRuleName('gossip-inmemory/another-simulated-rule'));
