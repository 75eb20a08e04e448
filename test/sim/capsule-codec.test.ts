import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  DoneLedgerRecord,
  exposeBytes,
  FindingRecord,
  FindingsUpsertBatch,
  InMemoryDoneLedger,
  NormHash,
  SecretHash,
  TenantSecretKey,
  type DoneLedgerKey,
} from '../../src/index.js';
import { formatCapsule, parseCapsule, traceText, type SimOperation } from '../../src/sim/index.js';
import { decodeCapsule, encodeOperations } from '../../src/sim/capsule.js';
import { syntheticSecret } from '../../src/sim/synthetic-secret.js';
import { invalidLedgerRecord, ledgerKey, ledgerRecord } from '../support/arbitraries.js';
import { builders } from './support.js';

/** What a file makes of some operations. */
function throughJson(...operations: readonly SimOperation[]): SimOperation[] {
  const phased = operations.map((operation) => ({ operation, phase: 'script' as const }));
  const capsule = {
    version: 1,
    simulation: 'persistence',
    operations: encodeOperations(phased),
    violations: [],
  } as const;
  return decodeCapsule(formatCapsule(capsule)).operations.map(({ operation }) => operation);
}

const write = (records: unknown): SimOperation =>
  ({ type: 'BatchUpsert', store: 'ledger', label: 'w1', records }) as SimOperation;
const report = (batch: unknown): SimOperation =>
  ({ type: 'BatchUpsert', store: 'sink', label: 'f1', batch }) as SimOperation;

function recordsAfter(records: unknown): unknown {
  return (throughJson(write(records))[0] as { readonly records: unknown }).records;
}

const label = fc.stringMatching(/^[a-z]\d{1,3}$/);
const store = fc.constantFrom('ledger' as const, 'sink' as const);
const faults = fc.subarray(['failNextSubmissions', 'failNextCommits', 'delayNextWrites', 'loseNextAcks'] as const);
const options = fc.record(
  { faults, unattended: fc.boolean(), scribbled: fc.boolean() },
  { requiredKeys: [], noNullPrototype: true },
);
const key = ledgerKey.map((ids) => ({ ...ids }));

function plain<T>(fields: { [Field in keyof T]: fc.Arbitrary<T[Field]> }): fc.Arbitrary<T> {
  return fc.record(fields, { noNullPrototype: true });
}

const operation: fc.Arbitrary<SimOperation> = fc.oneof(
  fc
    .record({ label, options, records: fc.array(ledgerRecord(ledgerKey), { maxLength: 4 }) })
    .map(({ options, ...rest }) => ({ type: 'BatchUpsert', store: 'ledger', ...rest, ...options }) as const),
  fc.record({ label, options, rows: fc.integer({ min: 0, max: 3 }) }).map(({ label, options, rows }) => {
    const triples = Array.from({ length: rows }, () => synthetic());
    const batch: FindingsUpsertBatch = {
      findings: triples.flatMap(({ findings }) => findings),
      occurrences: triples.flatMap(({ occurrences }) => occurrences),
      observations: triples.flatMap(({ observations }) => observations),
    };
    return { type: 'BatchUpsert', store: 'sink', label, ...options, batch } as const;
  }),
  fc
    .record({ store, label, of: label, options })
    .map(({ options, ...rest }) => ({ type: 'Replay', ...rest, ...options }) as const),
  plain({ type: fc.constant('Wait' as const), store, write: label }),
  plain({
    type: fc.constant('BatchGet' as const),
    store: fc.constant('ledger' as const),
    keys: fc.array(key),
  }),
  ledgerKey.map(({ tenantId, policyHash }) => ({ type: 'ListDone', store: 'ledger', tenantId, policyHash }) as const),
  plain({
    type: fc.constantFrom('ReadAll', 'ReleaseOldest', 'ReleaseNewest', 'ResetFaults', 'Crash'),
    store,
  }) as fc.Arbitrary<SimOperation>,
  plain({ type: fc.constant('ReleaseSpecific' as const), store, write: fc.oneof(label, fc.nat()) }),
  plain({
    type: fc.constant('ReleaseAll' as const),
    store,
    order: fc.constantFrom('OldestFirst' as const, 'NewestFirst' as const),
  }),
  plain({
    type: fc.constantFrom('InjectSubmitFailure', 'InjectCommitFailure', 'InjectDelay', 'InjectAckLoss'),
    store,
    count: fc.nat(),
  }) as fc.Arbitrary<SimOperation>,
  plain({ type: fc.constant('SetAutoComplete' as const), store, on: fc.boolean() }),
);

/** A triple whose secret has a label. */
function synthetic(): FindingsUpsertBatch {
  const { tenantId, stableItemId } = builders().item();
  const ruleFingerprint = builders().finding().ruleFingerprint;
  const finding = FindingRecord.create({ tenantId, stableItemId, ruleFingerprint, secretHash: syntheticSecret('one') });
  const occurrence = builders().occurrence({ finding });
  return { findings: [finding], occurrences: [occurrence], observations: [builders().observation({ occurrence })] };
}

test('every operation comes back from a file as it was', () => {
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 5 }), (operations) => {
      expect(throughJson(...operations)).toStrictEqual(operations);
    }),
  );
});

describe('records', () => {
  test('of a constructor come back as such, so that a store shares them', () => {
    const record = builders().clean();
    const [back] = recordsAfter([record]) as [DoneLedgerRecord];
    expect(back).toStrictEqual(record);
    expect(Object.isFrozen(back)).toBe(true);
    const ledger = new InMemoryDoneLedger();
    return ledger.batchUpsert([back]).then(() => expect(ledger.snapshot()[0]).toBe(back));
  });

  test('made by hand come back as objects that nobody has checked', () => {
    const record = { ...builders().clean(), bytesScanned: 7n };
    const [back] = recordsAfter([record]) as [DoneLedgerRecord];
    expect(back).toStrictEqual(record);
    expect(Object.isFrozen(back)).toBe(false);
  });

  test('that a store refuses are refused for the same reason', () => {
    fc.assert(
      fc.property(invalidLedgerRecord, ({ record, code }) => {
        const [back] = recordsAfter([record]) as [DoneLedgerRecord];
        expect(back).toStrictEqual(record);
        expect(() => DoneLedgerRecord.validate(back)).toThrow(expect.objectContaining({ code }));
      }),
    );
  });

  test('whatever they hold instead of values, the values come back', () => {
    const anything = fc.anything({ withBigInt: true, withSparseArray: false, withNullPrototype: false, maxDepth: 3 });
    fc.assert(
      fc.property(anything, anything, (bytesScanned, extra) => {
        const record = { ...builders().clean(), bytesScanned, extra, $mark: extra };
        expect(recordsAfter([record, extra])).toStrictEqual([record, extra]);
      }),
    );
  });

  test.each([
    ['a number where a u64 should be', { bytesScanned: 5 }],
    ['a string of digits where a u64 should be', { bytesScanned: '5' }],
    ['a u64 where a number should be', { findingsCount: 5n }],
    ['a u64 out of range', { bytesScanned: 2n ** 64n }],
    ['a negative one', { bytesScanned: -1n }],
    ['undefined', { errorCode: undefined }],
    ['null', { provenance: null }],
    ['no number', { findingsCount: Number.NaN }],
    ['negative zero', { findingsCount: -0 }],
    ['an infinite number', { findingsCount: Number.NEGATIVE_INFINITY }],
    ['half a surrogate pair', { errorCode: '\ud800' }],
    ['a key that names a prototype', JSON.parse('{ "__proto__": { "polluted": true } }') as object],
    ['what looks like a mark', { status: { $bigint: '7' } }],
  ])('%s', (_, fields) => {
    const record = { ...builders().clean(), ...fields };
    expect(recordsAfter([record])).toStrictEqual([record]);
  });

  test.each([
    ['a function', () => 7, 'function'],
    ['a symbol', Symbol('x'), 'symbol'],
    ['bytes', new Uint8Array(3), 'object'],
  ])('%s keeps its kind', (_, value, kind) => {
    const [back] = recordsAfter([{ ...builders().clean(), status: value }]) as [DoneLedgerRecord];
    expect(typeof back.status).toBe(kind);
  });

  test('what throws when it is read throws again', () => {
    const record = {
      get key(): DoneLedgerKey {
        throw new Error('no');
      },
    };
    const [back] = recordsAfter([record]) as [DoneLedgerRecord];
    expect(() => back.key).toThrow('unreadable');
  });

  test('what contains itself ends somewhere', () => {
    const record: Record<string, unknown> = { ...builders().clean() };
    record['provenance'] = record;
    expect(recordsAfter([record])).toMatchObject([{ provenance: { provenance: { status: 'ScannedClean' } } }]);
  });

  test.each([['no list'], [null], [{ length: 1 }], [[null]], [[[]]]])('a payload that is none: %j', (records) => {
    expect(recordsAfter(records)).toStrictEqual(records);
  });

  test.each([
    null,
    'no batch',
    {},
    { findings: null },
    { findings: [], occurrences: [7], observations: [], extra: 7n },
  ])('a findings batch that is none: %o', (batch) => {
    expect(throughJson(report(batch))).toStrictEqual([report(batch)]);
  });
});

describe('secrets', () => {
  const real = (byte: number): SecretHash => {
    const key = TenantSecretKey.fromBytes(new Uint8Array(32).fill(1));
    return SecretHash.derive(key, NormHash.fromDigest(new Uint8Array(32).fill(byte)));
  };
  const finding = (secretHash: SecretHash): FindingRecord => builders().finding({ secretHash });
  const secretsOf = (operations: readonly SimOperation[]): readonly SecretHash[] =>
    operations.flatMap((each) => ('batch' in each ? each.batch.findings.map(({ secretHash }) => secretHash) : []));
  const found = (...secrets: readonly SecretHash[]): SimOperation =>
    report({ findings: secrets.map(finding), occurrences: [], observations: [] });

  test('of a simulation go by their labels', () => {
    const [encoded] = encodeOperations([{ operation: found(syntheticSecret('mine')), phase: 'script' }]);
    expect(JSON.stringify(encoded)).toContain('"secretHash":"mine"');
    expect(secretsOf(throughJson(found(syntheticSecret('mine'))))).toEqual([syntheticSecret('mine')]);
  });

  test('of the user get labels in the order in which they appear, and synthetic ones take their place', () => {
    const secrets = secretsOf(throughJson(found(real(1), real(2)), found(real(1), syntheticSecret('secret-7'))));
    expect(secrets).toEqual(['secret#1', 'secret#2', 'secret#1', 'secret-7'].map(syntheticSecret));
  });

  test('of the user leave no trace in the file, and ids as they are', () => {
    const [back] = throughJson(found(real(1)));
    const { findingId } = finding(real(1));
    expect(back).toMatchObject({ batch: { findings: [{ findingId }] } });
    const [encoded] = encodeOperations([{ operation: found(real(1)), phase: 'script' }]);
    const bytes = Buffer.from(exposeBytes(real(1)));
    for (const form of ['hex', 'base64'] as const)
      expect(JSON.stringify(encoded)).not.toContain(bytes.toString(form).slice(0, 8));
    expect(JSON.stringify(encoded)).not.toContain(real(1).tag);
  });

  test('that were numbered before are numbered again: a file stays the same', () => {
    const once = throughJson(found(real(3), real(4), real(3)));
    expect(secretsOf(throughJson(...once))).toEqual(secretsOf(once));
    expect(secretsOf(throughJson(found(real(5)), ...once))).toEqual(
      ['secret#1', 'secret#2', 'secret#3', 'secret#2'].map(syntheticSecret),
    );
  });

  test.each([
    ['text', 'hunter2'],
    ['bytes', new Uint8Array(32).fill(0x68)],
    ['a value of another kind', NormHash.fromDigest(new Uint8Array(32).fill(0x68))],
  ])('%s in the place of one is forgotten, and still refused', (_, secretHash) => {
    const batch = { findings: [{ ...builders().finding(), secretHash }], occurrences: [], observations: [] };
    const [encoded] = encodeOperations([{ operation: report(batch), phase: 'script' }]);
    expect(JSON.stringify(encoded)).not.toMatch(/hunter2|6868|104,104|aGho/i);
    const [back] = throughJson(report(batch)) as unknown as [{ readonly batch: unknown }];
    expect(() => FindingsUpsertBatch.parse(back.batch)).toThrow(
      expect.objectContaining({ code: 'InvalidType', field: 'findings[0].secretHash' }),
    );
  });
});

test('parseCapsule gives what a file has, in order', () => {
  const operations = encodeOperations([
    { operation: write([builders().clean()]), phase: 'script' },
    { operation: { type: 'ReadAll', store: 'ledger' }, phase: 'convergence' },
  ]);
  const text = formatCapsule({ version: 1, simulation: 'done-ledger', operations, violations: [] });
  expect(formatCapsule(parseCapsule(text))).toBe(text);
});

test('a trace is of a run that was recorded', () => {
  const unrecorded = { steps: [], operations: [{ type: 'ReadAll', store: 'ledger' } as const] };
  expect(() => traceText(unrecorded)).toThrow('report: expected a run with { record: true }, received array');
});
