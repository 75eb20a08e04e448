import { FindingRecord } from '../records/finding-record.js';
import { ObservationRecord } from '../records/observation-record.js';
import { OccurrenceRecord } from '../records/occurrence-record.js';
import { RuleFingerprint } from '../values/identities.js';
import { lazily } from '../values/lazily.js';
import { Identities, type PayloadOptions } from './ledger-payloads.js';
import { syntheticSecret } from './synthetic-secret.js';

/** An object version with its finding, the occurrences of that, and what can be observed of these. */
export class Findable {
  readonly number: number;
  readonly finding: FindingRecord;
  readonly occurrences: readonly OccurrenceRecord[];
  readonly #ids: Identities;
  /** By their occurrences, then by the numbers of their policies. */
  readonly #observations = new Map<OccurrenceRecord, (ObservationRecord | undefined)[]>();

  constructor({ ids, hostile }: PayloadOptions, tenant: number, number: number) {
    this.#ids = new Identities(ids);
    const tenantId = this.#ids.tenant(tenant);
    const secretHash = syntheticSecret(`secret-${number}`);
    const stableItemId = this.#ids.item(number);
    this.number = number;
    this.finding = FindingRecord.create({ tenantId, stableItemId, ruleFingerprint: rule(), secretHash });
    const { findingId } = this.finding;
    const objectVersionId = this.#ids.version(number);
    this.occurrences = (hostile ? HOSTILE_SPANS : SPANS).map(([byteOffset, byteLength]) =>
      OccurrenceRecord.create({ tenantId, findingId, objectVersionId, byteOffset, byteLength }),
    );
  }

  /** The observation of one of its occurrences under a policy, with nothing contributed to it. */
  observation(occurrence: OccurrenceRecord, policy: number): ObservationRecord {
    let known = this.#observations.get(occurrence);
    if (known === undefined) this.#observations.set(occurrence, (known = []));
    const { tenantId, occurrenceId } = occurrence;
    return (known[policy] ??= ObservationRecord.create({
      ...{ tenantId, occurrenceId, policyHash: this.#ids.policy(policy), ovidHash: this.#ids.ovid(this.number) },
      ...{ runId: 0, shardId: 0, fenceEpoch: 0, seenAt: 0 },
    }));
  }
}

/** Those of all runs, as their ids are hashes, which take time. It only remembers what would be made again. */
const CAST = new Map<string, Findable>();
/** More are forgotten, so that a long sweep does not fill the memory. */
const MOST = 1000;

/** The object version of this number and tenant, the same one in all runs whose identities look alike. */
export function findableOf(options: PayloadOptions, tenant: number, number: number): Findable {
  const name = `${options.ids}/${options.hostile}/${tenant}/${number}`;
  let known = CAST.get(name);
  if (known === undefined) {
    if (CAST.size === MOST) CAST.clear();
    CAST.set(name, (known = new Findable(options, tenant, number)));
  }
  return known;
}

/** Where the occurrences of a finding lie: offset and length. */
const SPANS: readonly (readonly [bigint, bigint])[] = [
  [0n, 20n],
  [40n, 20n],
];
const HOSTILE_SPANS: typeof SPANS = [...SPANS, [2n ** 53n, 20n], [2n ** 63n, 2n ** 32n]];

const rule = lazily(() => RuleFingerprint.fromRuleName('gossip-inmemory/simulated-rule'));
