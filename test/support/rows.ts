import fc from 'fast-check';
import {
  DoneLedgerRecord,
  FindingRecord,
  InMemoryPersistenceError,
  ObjectVersionId,
  ObservationRecord,
  OccurrenceRecord,
  OvidHash,
  PersistenceInputError,
  PolicyHash,
  RuleFingerprint,
  SecretHash,
  StableItemId,
  StoreRefusal,
  TenantId,
  defineStore,
  type DefinedStore,
  type DoneLedgerKey,
  type DoneLedgerRecordInput,
  type DoneLedgerStatus,
  type FindingsUpsertBatch,
  type ObservationRecordInput,
  type OccurrenceRecordInput,
  type StoreOptions,
} from '../../src/index.js';

// Rows that are the same on every run, told apart by one small number.

export const TENANT = TenantId.filled(0x01);
export const OTHER_TENANT = TenantId.filled(0x02);
export const POLICY = PolicyHash.filled(0x0a);
export const OTHER_POLICY = PolicyHash.filled(0x0b);
export const ovid = (n: number): OvidHash => OvidHash.filled(n);

/** 64 hex digits that differ from those of another `n` in the last byte only. */
export const ending = (n: number): string => 'ab'.repeat(31) + n.toString(16).padStart(2, '0');

export const key = (n: number, over: Partial<DoneLedgerKey> = {}): DoneLedgerKey => ({
  tenantId: TENANT,
  policyHash: POLICY,
  ovidHash: ovid(n),
  ...over,
});

export const PROVENANCE = { runId: 1, shardId: 1, fenceEpoch: 1, startedAt: 10, finishedAt: 20 };

/** A valid ledger record of the object version `n`. */
export function row(status: DoneLedgerStatus, n: number, over: Partial<DoneLedgerRecordInput> = {}): DoneLedgerRecord {
  return DoneLedgerRecord.create({
    key: key(n),
    status,
    bytesScanned: 100,
    findingsCount: status === 'ScannedWithFindings' ? 1 : 0,
    provenance: PROVENANCE,
    ...(status.startsWith('Scanned') ? {} : { errorCode: 'timeout' }),
    ...over,
  });
}

type Builder = (n: number, over?: Partial<DoneLedgerRecordInput>) => DoneLedgerRecord;
export const scanned: Builder = (n, over) => row('ScannedWithFindings', n, over);
export const clean: Builder = (n, over) => row('ScannedClean', n, over);
export const skipped: Builder = (n, over) => row('Skipped', n, over);
export const permanent: Builder = (n, over) => row('FailedPermanent', n, over);
export const failed: Builder = (n, over) => row('FailedRetryable', n, over);

/** The bytes of the secret `n`, none repeated. */
export const secretBytes = (n: number): Uint8Array => Uint8Array.from({ length: 32 }, (_, i) => (n * 97 + i * 7) % 256);

export const finding = (n: number, tenantId = TENANT): FindingRecord =>
  FindingRecord.create({
    tenantId,
    stableItemId: StableItemId.filled(n),
    ruleFingerprint: RuleFingerprint.filled(0x33),
    secretHash: SecretHash.fromPersisted(secretBytes(n)),
  });

export const occurrence = (of: FindingRecord, n = 0, over: Partial<OccurrenceRecordInput> = {}): OccurrenceRecord =>
  OccurrenceRecord.create({
    tenantId: of.tenantId,
    findingId: of.findingId,
    objectVersionId: ObjectVersionId.filled(0x44),
    byteOffset: n,
    byteLength: 16,
    ...over,
  });

export const observation = (of: OccurrenceRecord, over: Partial<ObservationRecordInput> = {}): ObservationRecord =>
  ObservationRecord.create({
    tenantId: of.tenantId,
    occurrenceId: of.occurrenceId,
    policyHash: POLICY,
    ovidHash: ovid(0x55),
    runId: 1,
    shardId: 1,
    fenceEpoch: 1,
    seenAt: 20,
    ...over,
  });

export interface Triple {
  readonly finding: FindingRecord;
  readonly occurrence: OccurrenceRecord;
  readonly observation: ObservationRecord;
  readonly batch: FindingsUpsertBatch;
}

/** A finding, its occurrence and the observation of that, and the batch of the three. */
export function triple(n: number, tenantId = TENANT): Triple {
  const parent = finding(n, tenantId);
  const child = occurrence(parent);
  const leaf = observation(child);
  return { finding: parent, occurrence: child, observation: leaf, batch: batchOf([parent], [child], [leaf]) };
}

export const batchOf = (
  findings: readonly FindingRecord[] = [],
  occurrences: readonly OccurrenceRecord[] = [],
  observations: readonly ObservationRecord[] = [],
): FindingsUpsertBatch => ({ findings, occurrences, observations });

/**
 * The simplest store there is: it logs its payloads and answers with their number. `bad` is refused by `prepare`, `no`
 * by `apply`; `bug` makes `apply` throw {@link BUG}.
 */
export function logStore(options?: StoreOptions): DefinedStore<string, string[], number> {
  return defineStore<string, string[], number>(
    {
      kind: 'log',
      createDurable: () => [],
      prepare(payload) {
        if (payload === 'bad') throw new StoreRefusal('Unfit', 'is unfit.');
        return payload;
      },
      apply(log, payload) {
        if (payload === 'no') throw new StoreRefusal('Unwanted', 'is unwanted.');
        if (payload === 'bug') throw BUG;
        return log.push(payload);
      },
    },
    options,
  );
}

export const BUG = new TypeError('a bug in apply');

/** What a log store holds. */
export const logged = (store: DefinedStore<string, string[], number>): string[] => store.read((log) => [...log]);

/** One word for how a promise ends: `fulfilled`, or what {@link describeError} says. */
export const outcomeOf = (promise: Promise<unknown>): Promise<string> => promise.then(() => 'fulfilled', describeError);

/** One word for how a call ends: `returned`, or what {@link describeError} says. */
export function outcomeOfCall(call: () => unknown): string {
  try {
    call();
    return 'returned';
  } catch (error) {
    return describeError(error);
  }
}

/** `Code`, `Code field` for an input error, `BatchValidation: Code field`, and `foreign ...` for what is not ours. */
export function describeError(error: unknown): string {
  if (PersistenceInputError.is(error)) return `${error.code} ${error.field}`;
  if (!InMemoryPersistenceError.is(error)) return `foreign ${String(error)}`;
  return error.code === 'BatchValidation' ? `BatchValidation: ${describeError(error.cause)}` : error.code;
}

/** The error with which a promise rejects. */
export async function rejection(promise: Promise<unknown>): Promise<InMemoryPersistenceError> {
  const settled = await promise.then(
    () => ({ error: undefined }),
    (error: unknown) => ({ error }),
  );
  if (!InMemoryPersistenceError.is(settled.error)) {
    throw new Error('expected a rejection with one of our errors', { cause: settled.error });
  }
  return settled.error;
}

/** Lets everything that is queued run, timers excepted. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

// Values that are no rows.

const BOOM = new Error('boom');
const boom = (): never => {
  throw BOOM;
};
const revoked = (target: object): unknown => {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
};
const TRAPS = ['get', 'has', 'ownKeys', 'getPrototypeOf', 'getOwnPropertyDescriptor', 'defineProperty', 'set'];

/** Values that are no input at all, each made afresh, by name; some are too large or too broken to print. */
const HOSTILE: Readonly<Record<string, () => unknown>> = {
  'a revoked proxy': () => revoked({}),
  'a revoked array': () => revoked([]),
  'a revoked function': () => revoked(() => undefined),
  'a proxy whose every trap throws': () => new Proxy({}, Object.fromEntries(TRAPS.map((trap) => [trap, boom]))),
  'an array whose every trap throws': () => new Proxy([], Object.fromEntries(TRAPS.map((trap) => [trap, boom]))),
  'a proxy that answers everything with itself': () => {
    const mirror: object = new Proxy({}, { get: () => mirror, has: () => true });
    return mirror;
  },
  'the longest array there is': () => new Array(2 ** 32 - 1),
  'an array with a getter that throws': () => Object.defineProperty([], 0, { get: boom }),
  'an object whose length throws': () => Object.defineProperty({}, 'length', { get: boom }),
  'an object that converts to nothing': () => ({ toString: boom, valueOf: boom, [Symbol.toPrimitive]: boom }),
  'a forged Uint8Array': () => Object.create(Uint8Array.prototype),
  'a forged secret': () => Object.create(SecretHash.prototype),
  'a sparse array': () => [, 1, ,], // eslint-disable-line no-sparse-arrays
  NaN: () => Number.NaN,
  'minus zero': () => -0,
  infinity: () => Number.POSITIVE_INFINITY,
  '2^53': () => 2 ** 53,
  '2^64': () => 2n ** 64n,
  '-1n': () => -1n,
  'a lone surrogate': () => 'a\ud800',
  __proto__: () => '__proto__',
  constructor: () => 'constructor',
  'an object with an own __proto__': () => JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":null}}'),
  '64 upper-case digits': () => 'AB'.repeat(32),
  'a valid id': () => 'ab'.repeat(32),
  '32 bytes': () => new Uint8Array(32),
  'a symbol': () => Symbol('hostile'),
  'a thenable': () => ({ then: boom }),
  'a record': () => clean(1),
  'a batch': () => triple(1).batch,
};

/** Any value at all, those above among them. */
export const hostile = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...Object.entries(HOSTILE)).map(([name, make]) => ({ name, make })) },
  {
    weight: 1,
    arbitrary: fc
      .anything({
        withBigInt: true,
        withMap: true,
        withNullPrototype: true,
        withSparseArray: true,
        withTypedArray: true,
      })
      .map((value) => ({ name: fc.stringify(value), make: () => value })),
  },
);
export const arguments3 = fc.tuple(hostile, hostile, hostile);

/** Whether an error is one that this package promises. */
export const typed = (error: unknown): boolean => PersistenceInputError.is(error) || InMemoryPersistenceError.is(error);

/** Any function at all. */
export type Call = (...args: never[]) => unknown;

/** What a call of a synchronous function returns, or `undefined` for a typed refusal. */
export function attempt(
  call: Call,
  args: readonly { make: () => unknown }[],
): { readonly result: unknown } | undefined {
  try {
    return { result: call(...(args.map(({ make }) => make()) as never[])) };
  } catch (error) {
    if (typed(error)) return undefined;
    throw new Error(`not one of our errors: ${describeError(error)}`, { cause: error });
  }
}
