import { readableId } from '../harness/readable-id.js';
import type { Draws } from '../harness/seed.js';
import { DoneLedgerRecord, type DoneLedgerKey } from '../records/done-ledger-record.js';
import { DoneLedgerStatus } from '../records/done-ledger-status.js';
import { U64_MAX } from '../values/check.js';
import { OvidHash, PolicyHash, TenantId } from '../values/identities.js';
import { oneOf, strikes } from './context.js';

/** How the values of a run spread: the smaller a pool, the more of them collide. */
export interface PayloadOptions {
  readonly tenants: number;
  readonly policies: number;
  /** Object versions per tenant. */
  readonly objects: number;
  /** Times lie in 1 .. this; 0 stands for the limits of u64 as well. */
  readonly times: number;
  /** Whether runs, shards, fences and times at the limits of u64 and i64 come up, and writes that must be refused. */
  readonly hostile: boolean;
}

/** What the seed's profile writes. */
export const SEED_PAYLOADS: PayloadOptions = { tenants: 1, policies: 1, objects: 50, times: 1000, hostile: false };

/** Numbers on either side of the limits of a signed and an unsigned 64-bit integer. */
const LIMITS: readonly bigint[] = [0n, 1n, 2n ** 63n - 1n, 2n ** 63n, U64_MAX - 1n, U64_MAX];
const MOST_FINDINGS = 2 ** 32 - 1;
const STATUSES = Object.values(DoneLedgerStatus).filter((status) => typeof status === 'string');
const ERROR_CODES = ['IO', 'IO_TIMEOUT', 'TOO_LARGE'];

/** The tenant of a number, from 1. */
export const tenantOf = (number: number): TenantId => readableId(TenantId, '7e4a', number);
/** The policy of a number. */
export const policyOf = (number: number): PolicyHash => readableId(PolicyHash, '9011', number);
/** The object version of a number. */
export const ovidOf = (number: number): OvidHash => readableId(OvidHash, '071d', number);

/** Draws run, shard, fence and times of a write. */
export class ProvenanceDraws {
  readonly #draws: Draws;
  readonly #options: PayloadOptions;

  constructor(draws: Draws, options: PayloadOptions) {
    this.#draws = draws;
    this.#options = options;
  }

  /** A run, a shard or a fence: one of few, so that they tie. */
  small(): bigint {
    const limit = this.#options.hostile && this.#draws.int(0, 1) === 0;
    return limit ? oneOf(this.#draws, LIMITS) : BigInt(this.#draws.int(1, 4));
  }

  /** A time, and one that is up to 500 later. */
  times(): readonly [startedAt: bigint, finishedAt: bigint] {
    const { times, hostile } = this.#options;
    if (hostile && strikes(this.#draws, 100_000)) {
      const startedAt = oneOf(this.#draws, LIMITS);
      return [startedAt, startedAt > 1n ? U64_MAX : startedAt + 1n];
    }
    const startedAt = this.#draws.int(1, times);
    return [BigInt(startedAt), BigInt(startedAt + this.#draws.int(1, Math.min(500, times)))];
  }
}

/** Draws ledger records and keys. */
export class LedgerPayloads {
  readonly #draws: Draws;
  readonly #options: PayloadOptions;
  readonly #provenance: ProvenanceDraws;
  readonly #keys: readonly DoneLedgerKey[];
  readonly #mayHaveFindings: (key: DoneLedgerKey) => boolean;

  /** @param mayHaveFindings whether a record of this key may say that there are findings. */
  constructor(draws: Draws, options: PayloadOptions, mayHaveFindings: (key: DoneLedgerKey) => boolean = () => true) {
    this.#draws = draws;
    this.#options = options;
    this.#provenance = new ProvenanceDraws(draws, options);
    this.#mayHaveFindings = mayHaveFindings;
    this.#keys = keysOf(options);
  }

  /** A batch of `count` records, of which some may have the same key. */
  batch(count: number): readonly DoneLedgerRecord[] {
    const records = Array.from({ length: count }, () => this.#record(oneOf(this.#draws, this.#keys)));
    return this.#options.hostile && strikes(this.#draws, 30_000) ? this.#spoiled(records) : records;
  }

  keys(count: number): readonly DoneLedgerKey[] {
    return Array.from({ length: count }, () => oneOf(this.#draws, this.#keys));
  }

  #record(key: DoneLedgerKey): DoneLedgerRecord {
    const draws = this.#draws;
    const drawn = oneOf(draws, STATUSES);
    const status = drawn === 'ScannedWithFindings' && !this.#mayHaveFindings(key) ? 'ScannedClean' : drawn;
    const [startedAt, finishedAt] = this.#provenance.times();
    return DoneLedgerRecord.create({
      key,
      status,
      bytesScanned: draws.int(0, 10_000),
      findingsCount: this.#findings(status),
      provenance: {
        runId: this.#provenance.small(),
        shardId: this.#provenance.small(),
        fenceEpoch: this.#provenance.small(),
        startedAt,
        finishedAt,
      },
      ...(!DoneLedgerStatus.isScanned(status) && { errorCode: oneOf(draws, ERROR_CODES) }),
    });
  }

  #findings(status: DoneLedgerStatus): number {
    if (status === 'ScannedClean') return 0;
    if (this.#options.hostile && strikes(this.#draws, 20_000)) return MOST_FINDINGS;
    return status === 'ScannedWithFindings' ? this.#draws.int(1, 50) : this.#draws.int(0, 10);
  }

  /** The batch with one record that a store must refuse: at once for its type, or when it is applied, for a rule. */
  #spoiled(records: readonly DoneLedgerRecord[]): readonly DoneLedgerRecord[] {
    const index = this.#draws.int(0, records.length - 1);
    const record = records[index] as DoneLedgerRecord;
    const spoiled: unknown =
      this.#draws.int(0, 2) === 0
        ? { ...record, bytesScanned: 1 }
        : { ...record, provenance: { ...record.provenance, startedAt: record.provenance.finishedAt + 1n } };
    return records.with(index, spoiled as DoneLedgerRecord);
  }
}

function keysOf({ tenants, policies, objects }: PayloadOptions): readonly DoneLedgerKey[] {
  const keys: DoneLedgerKey[] = [];
  for (let tenant = 1; tenant <= tenants; tenant++)
    for (let policy = 1; policy <= policies; policy++)
      for (let object = 1; object <= objects; object++)
        keys.push({ tenantId: tenantOf(tenant), policyHash: policyOf(policy), ovidHash: ovidOf(object) });
  return keys;
}
