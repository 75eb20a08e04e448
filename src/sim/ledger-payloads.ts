import { readableId } from '../harness/readable-id.js';
import type { Draws } from '../harness/seed.js';
import { DoneLedgerRecord, readLedgerKey, type DoneLedgerKey } from '../records/done-ledger-record.js';
import { DoneLedgerStatus } from '../records/done-ledger-status.js';
import { U64_MAX } from '../values/check.js';
import { ObjectVersionId, OvidHash, PolicyHash, StableItemId, TenantId } from '../values/identities.js';
import type { PublicIdCompanion } from '../values/public-id.js';
import { oneOf, strikes } from './context.js';

/** How the values of a run spread: the smaller a pool, the more of them collide. */
export interface PayloadOptions {
  readonly tenants: number;
  readonly policies: number;
  /** Object versions per tenant. */
  readonly objects: number;
  /** Starts lie in 1 .. this. */
  readonly times: number;
  /** Runs, shards and fences lie in 1 .. this. */
  readonly numbers: number;
  /**
   * How identities look: readable ones, or ones that a backend may confuse: 32 times the same byte, whichever the kind of
   * identity, or zeros and one last byte.
   */
  readonly ids: 'readable' | 'filled' | 'tails';
  /** Whether runs, shards, fences and times at the limits of u64 and i64 come up, and writes that must be refused. */
  readonly hostile: boolean;
}

/** What the seed's profile writes. */
export const SEED_PAYLOADS: PayloadOptions = {
  tenants: 1,
  policies: 1,
  objects: 50,
  times: 1000,
  numbers: 4,
  ids: 'readable',
  hostile: false,
};

/** Numbers on either side of the limits of a signed and an unsigned 64-bit integer. */
const LIMITS: readonly bigint[] = [
  0n,
  1n,
  2n ** 53n,
  2n ** 53n + 1n,
  2n ** 63n - 2n,
  2n ** 63n - 1n,
  2n ** 63n,
  U64_MAX - 1n,
  U64_MAX,
];
const MOST_FINDINGS = 2 ** 32 - 1;
const STATUSES = Object.values(DoneLedgerStatus).filter((status) => typeof status === 'string');
const ERROR_CODES = ['IO', 'IO_TIMEOUT', 'TOO_LARGE'];
/** Codes of which one is a prefix of another, some differ in case or spaces only, and some sort otherwise as words than as bytes. */
const HOSTILE_CODES = ['IO', 'io', 'IO_', 'Io', 'IO TIMEOUT', 'IO  TIMEOUT', ' IO', '/', 'z', 'IO_'.padEnd(128, '0')];

/** The identities of a run, by their numbers from 1. */
export class Identities {
  readonly #ids: PayloadOptions['ids'];

  constructor(ids: PayloadOptions['ids']) {
    this.#ids = ids;
  }

  tenant = (number: number): TenantId => this.#id(TenantId, '7e4a', number);
  policy = (number: number): PolicyHash => this.#id(PolicyHash, '9011', number);
  ovid = (number: number): OvidHash => this.#id(OvidHash, '071d', number);
  item = (number: number): StableItemId => this.#id(StableItemId, '17e3', number);
  version = (number: number): ObjectVersionId => this.#id(ObjectVersionId, '5e12', number);

  #id<Id extends string>(companion: PublicIdCompanion<Id>, word: string, number: number): Id {
    if (this.#ids === 'readable') return readableId(companion, word, number);
    const byte = number % 256;
    return this.#ids === 'filled' ? companion.filled(byte) : companion.fromHex(byte.toString(16).padStart(64, '0'));
  }
}

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
    const limit = this.#options.hostile && this.#draws.int(0, 2) === 0;
    return limit ? oneOf(this.#draws, LIMITS) : BigInt(this.#draws.int(1, this.#options.numbers));
  }

  /** A time, and one that is up to 500 later. */
  times(): readonly [startedAt: bigint, finishedAt: bigint] {
    const { times, hostile } = this.#options;
    if (hostile && strikes(this.#draws, 200_000)) {
      const [a, b] = [oneOf(this.#draws, LIMITS), oneOf(this.#draws, LIMITS)];
      return a < b ? [a, b] : [b, a];
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
  readonly #ids: Identities;
  /** The keys that have been drawn, by their numbers. */
  readonly #keys: (DoneLedgerKey | undefined)[];
  readonly #mayHaveFindings: (key: DoneLedgerKey) => boolean;

  /** @param mayHaveFindings whether a record of this key may say that there are findings. */
  constructor(draws: Draws, options: PayloadOptions, mayHaveFindings: (key: DoneLedgerKey) => boolean = () => true) {
    this.#draws = draws;
    this.#options = options;
    this.#provenance = new ProvenanceDraws(draws, options);
    this.#mayHaveFindings = mayHaveFindings;
    this.#ids = new Identities(options.ids);
    this.#keys = new Array<undefined>(options.tenants * options.policies * options.objects);
  }

  /** A batch of `count` records, of which some may have the same key. */
  batch(count: number): readonly DoneLedgerRecord[] {
    const records = Array.from({ length: count }, () => this.#record(this.#key()));
    const spoil = records.length > 100 ? 300_000 : 30_000; // few are so large
    return this.#options.hostile && records.length > 0 && strikes(this.#draws, spoil)
      ? this.#spoiled(records)
      : records;
  }

  keys(count: number): readonly DoneLedgerKey[] {
    return Array.from({ length: count }, () => this.#key());
  }

  #key(): DoneLedgerKey {
    const number = this.#draws.int(0, this.#keys.length - 1);
    return (this.#keys[number] ??= this.#keyOf(number));
  }

  #keyOf(number: number): DoneLedgerKey {
    const { policies, objects } = this.#options;
    const [object, group] = [number % objects, Math.floor(number / objects)];
    const [policy, tenant] = [group % policies, Math.floor(group / policies)];
    return readLedgerKey('key', {
      tenantId: this.#ids.tenant(tenant + 1),
      policyHash: this.#ids.policy(policy + 1),
      ovidHash: this.#ids.ovid(object + 1),
    });
  }

  #record(key: DoneLedgerKey): DoneLedgerRecord {
    const draws = this.#draws;
    const { hostile } = this.#options;
    const drawn = oneOf(draws, STATUSES);
    const status = drawn === 'ScannedWithFindings' && !this.#mayHaveFindings(key) ? 'ScannedClean' : drawn;
    const [startedAt, finishedAt] = this.#provenance.times();
    return DoneLedgerRecord.create({
      key,
      status,
      bytesScanned: hostile && strikes(draws, 100_000) ? oneOf(draws, LIMITS) : draws.int(0, 10_000),
      findingsCount: this.#findings(status),
      provenance: {
        runId: this.#provenance.small(),
        shardId: this.#provenance.small(),
        fenceEpoch: this.#provenance.small(),
        startedAt,
        finishedAt,
      },
      ...(!DoneLedgerStatus.isScanned(status) && { errorCode: oneOf(draws, hostile ? HOSTILE_CODES : ERROR_CODES) }),
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
    const { provenance } = record;
    const spoiled = oneOf<object>(this.#draws, [
      { bytesScanned: 1 },
      { status: 'Done' },
      { errorCode: 'E'.repeat(129) },
      { provenance: { ...provenance, startedAt: provenance.finishedAt + 1n } },
    ]);
    return records.with(index, { ...record, ...spoiled });
  }
}
