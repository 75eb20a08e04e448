import { describe, expect, test } from 'vitest';
import {
  DoneLedgerRecord,
  FindingRecord,
  Location,
  ObjectVersionId,
  ObservationRecord,
  OccurrenceRecord,
  OvidHash,
  PersistenceInputError,
  PolicyHash,
  RuleFingerprint,
  SecretHash,
  StableItemId,
  TenantId,
} from '../../src/index.js';

type Fields = Readonly<Record<string, unknown>>;

/** A fresh, mutable literal of each kind of record, and what reads it. */
interface Kind {
  readonly name: string;
  readonly field: string;
  readonly literal: () => Fields;
  readonly read: (input: never) => object;
}

const KINDS: readonly Kind[] = [
  { name: 'DoneLedgerRecord.create', field: 'record', literal: ledgerLiteral, read: DoneLedgerRecord.create },
  { name: 'DoneLedgerRecord.validate', field: 'record', literal: ledgerLiteral, read: DoneLedgerRecord.validate },
  { name: 'FindingRecord.create', field: 'finding', literal: findingLiteral, read: FindingRecord.create },
  {
    name: 'FindingRecord.fromPersisted',
    field: 'finding',
    literal: () => ({ ...FindingRecord.create(findingLiteral() as never) }),
    read: FindingRecord.fromPersisted,
  },
  { name: 'OccurrenceRecord.create', field: 'occurrence', literal: occurrenceLiteral, read: OccurrenceRecord.create },
  {
    name: 'OccurrenceRecord.fromPersisted',
    field: 'occurrence',
    literal: () => ({ ...OccurrenceRecord.create(occurrenceLiteral() as never) }),
    read: OccurrenceRecord.fromPersisted,
  },
  {
    name: 'ObservationRecord.create',
    field: 'observation',
    literal: observationLiteral,
    read: ObservationRecord.create,
  },
  {
    name: 'ObservationRecord.fromPersisted',
    field: 'observation',
    literal: () => ({ ...ObservationRecord.create(observationLiteral() as never), ...observationLiteral() }),
    read: ObservationRecord.fromPersisted,
  },
  {
    name: 'Location.create',
    field: 'location',
    literal: () => ({ display: 'd', url: 'u' }),
    read: Location.create,
  },
];

describe.each(KINDS)('$name', ({ field, literal, read }) => {
  const make = (input: object): object => read(input as never);
  const expected = make(literal());

  test('gives plain data, frozen all the way down', () => {
    for (const part of partsOf(expected)) {
      expect(part).toSatisfy(Object.isFrozen);
      if (!(part instanceof SecretHash)) expect(Object.getPrototypeOf(part)).toBe(Object.prototype);
    }
  });

  test('spreads, destructures and matches like any object', () => {
    expect({ ...expected }).toStrictEqual(expected);
    expect(Object.fromEntries(Object.entries(expected))).toStrictEqual(expected);
    expect(expected).toMatchObject({ ...expected });
    expect(expected).toEqual(make(literal()));
  });

  test('does not freeze its input, nor follow it when that changes', () => {
    const input = literal();
    const made = make(input);
    for (const part of partsOf(input)) {
      if (part instanceof SecretHash) continue;
      expect(part).not.toSatisfy(Object.isFrozen);
      for (const key of Object.keys(part)) (part as Record<string, unknown>)[key] = 'changed';
    }
    expect(made).toStrictEqual(expected);
  });

  test('cannot be changed through what it gives', () => {
    for (const part of partsOf(expected)) {
      for (const key of Reflect.ownKeys(part)) {
        expect(Reflect.set(part, key, 'changed')).toBe(false);
        expect(Reflect.deleteProperty(part, key)).toBe(false);
      }
      expect(Reflect.set(part, 'added', 1)).toBe(false);
      expect(Reflect.setPrototypeOf(part, null)).toBe(false);
    }
    expect(expected).toStrictEqual(make(literal()));
  });

  test('reads every field once', () => {
    const reads = new Map<string, number>();
    expect(make(counting(literal(), '', reads))).toStrictEqual(expected);
    expect([...reads].filter(([, count]) => count !== 1)).toEqual([]);
    expect(reads.size).toBeGreaterThan(1);
  });

  test('reads through a proxy, a null prototype and the getters of a class', () => {
    expect(make(new Proxy(literal(), {}))).toStrictEqual(expected);
    expect(make(Object.assign(Object.create(null), literal()) as object)).toStrictEqual(expected);
    expect(make(Object.create(counting(literal(), '', new Map())) as object)).toStrictEqual(expected);
  });

  test('drops keys that are not its own, symbols and __proto__ included', () => {
    const extra = JSON.parse('{ "__proto__": { "polluted": true }, "constructor": 1, "extra": 1 }') as object;
    const made = make({ ...extra, ...literal(), [Symbol('mark')]: 1, [Symbol.toStringTag]: 'Other' });
    expect(Reflect.ownKeys(made)).toEqual(Reflect.ownKeys(expected));
    expect(made).toStrictEqual(expected);
    expect(made).not.toHaveProperty('polluted');
  });

  test('what the input throws becomes the cause of an InvalidType', () => {
    const cause = new RangeError('from the getter');
    const refuse = (): never => {
      throw cause;
    };
    const throwing = Object.keys(literal()).map((key) => Object.defineProperty(literal(), key, { get: refuse }));
    for (const input of [...throwing, new Proxy(literal(), { get: refuse })]) {
      expect(() => make(input)).toThrow(expect.objectContaining({ cause }));
      expect(() => make(input)).toThrow(
        new PersistenceInputError(
          'InvalidType',
          { field, expected: 'readable data', received: 'a value that throws when it is read' },
          'expected readable data, received a value that throws when it is read',
          { cause },
        ),
      );
    }
  });

  test('a revoked proxy is refused', () => {
    const { proxy, revoke } = Proxy.revocable(literal(), {});
    revoke();
    expect(() => make(proxy)).toThrow(
      new PersistenceInputError(
        'InvalidType',
        { field, expected: 'object', received: 'revoked proxy' },
        'expected object, received revoked proxy',
      ),
    );
  });
});

test('changing the bytes of a secret afterwards changes no finding', () => {
  const bytes = new Uint8Array(32).fill(1);
  const before = { ...findingLiteral(), secretHash: SecretHash.fromPersisted(bytes) } as never;
  const { findingId } = FindingRecord.create(before);
  bytes.fill(2);
  expect(FindingRecord.create(before).findingId).toBe(findingId);
});

function ledgerLiteral(): Fields {
  return {
    key: { tenantId: TenantId.filled(1), policyHash: PolicyHash.filled(2), ovidHash: OvidHash.filled(3) },
    status: 'Skipped',
    bytesScanned: 1n,
    findingsCount: 0,
    provenance: { runId: 1n, shardId: 2n, fenceEpoch: 3n, startedAt: 4n, finishedAt: 5n },
    errorCode: 'E',
  };
}

function findingLiteral(): Fields {
  return {
    tenantId: TenantId.filled(1),
    stableItemId: StableItemId.filled(2),
    ruleFingerprint: RuleFingerprint.filled(3),
    secretHash: SecretHash.fromPersisted(new Uint8Array(32).fill(4)),
  };
}

function occurrenceLiteral(): Fields {
  const { tenantId, findingId } = FindingRecord.create(findingLiteral() as never);
  return { tenantId, findingId, objectVersionId: ObjectVersionId.filled(5), byteOffset: 6n, byteLength: 7n };
}

function observationLiteral(): Fields {
  const { tenantId, occurrenceId } = OccurrenceRecord.create(occurrenceLiteral() as never);
  return {
    tenantId,
    occurrenceId,
    policyHash: PolicyHash.filled(2),
    ovidHash: OvidHash.filled(3),
    runId: 1n,
    shardId: 2n,
    fenceEpoch: 3n,
    seenAt: 4n,
    location: { display: 'd', url: 'u' },
  };
}

/** An object and all objects in it. */
function partsOf(value: object): object[] {
  const inside = Object.values(value).filter((part): part is object => typeof part === 'object' && part !== null);
  return [value, ...inside.flatMap(partsOf)];
}

/** A copy whose getters count, by path. */
function counting(value: Fields, path: string, reads: Map<string, number>): object {
  const copy = {};
  for (const [key, field] of Object.entries(value)) {
    const nested = typeof field === 'object' && field !== null && !(field instanceof SecretHash);
    const seen = nested ? counting(field as Fields, `${path}${key}.`, reads) : field;
    reads.set(path + key, 0);
    Object.defineProperty(copy, key, {
      enumerable: true,
      get: () => {
        reads.set(path + key, (reads.get(path + key) ?? 0) + 1);
        return seen;
      },
    });
  }
  return copy;
}
