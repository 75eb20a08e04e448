import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ConnectorInstanceIdHash,
  FindingId,
  ObjectVersionId,
  ObservationId,
  OccurrenceId,
  OvidHash,
  PersistenceInputError,
  PolicyHash,
  RuleFingerprint,
  StableItemId,
  TenantId,
} from '../../src/index.js';
import { bytes32 } from '../support/arbitraries.js';

/** A companion, free of the brand of its identity. */
interface Companion {
  fromBytes(bytes: unknown): string;
  fromHex(hex: unknown): string;
  toBytes(id: unknown): Uint8Array;
  filled(byte: unknown): string;
}

const COMPANIONS = Object.entries({
  ConnectorInstanceIdHash,
  FindingId,
  ObjectVersionId,
  ObservationId,
  OccurrenceId,
  OvidHash,
  PolicyHash,
  RuleFingerprint,
  StableItemId,
  TenantId,
} as unknown as Record<string, Companion>);

describe.each(COMPANIONS)('%s', (name, Id) => {
  test('is 64 lower-case hex digits of its bytes', () => {
    const bytes = Uint8Array.from({ length: 32 }, (_, index) => index * 8);
    expect(Id.fromBytes(bytes)).toBe('0008101820283038404850586068707880889098a0a8b0b8c0c8d0d8e0e8f0f8');
  });

  test('toBytes and fromBytes, fromHex and the identity are inverse', () => {
    fc.assert(
      fc.property(bytes32, (bytes) => {
        const id = Id.fromBytes(bytes);
        expect(Id.toBytes(id)).toEqual(bytes);
        expect(Id.fromHex(id)).toBe(id);
        expect(Id.fromHex(id.toUpperCase())).toBe(id);
      }),
    );
  });

  test('sorts by code unit as its bytes sort', () => {
    fc.assert(
      fc.property(bytes32, bytes32, (a, b) => {
        const [left, right] = [Id.fromBytes(a), Id.fromBytes(b)];
        expect(left < right ? -1 : left > right ? 1 : 0).toBe(Buffer.compare(a, b));
      }),
    );
  });

  test.each([
    [0, '00'],
    [7, '07'],
    [255, 'ff'],
  ])('filled(%i) is 32 times %s', (byte, hex) => {
    expect(Id.filled(byte)).toBe(hex.repeat(32));
  });

  test('toBytes gives a copy each time', () => {
    const id = Id.filled(1);
    Id.toBytes(id).fill(9);
    expect(Id.toBytes(id)).toEqual(new Uint8Array(32).fill(1));
  });

  test.each([0, 31, 33, 64])('fromBytes refuses %i bytes', (length) => {
    expect(() => Id.fromBytes(new Uint8Array(length))).toThrow(
      new PersistenceInputError(
        'OutOfRange',
        { field: `${name}.length`, min: 32, max: 32, actual: length },
        `expected 32 bytes, received ${length}`,
      ),
    );
  });

  test.each<[unknown, string]>([
    [undefined, 'undefined'],
    [null, 'null'],
    ['00'.repeat(32), 'string'],
    [32, 'number'],
    [Array.from({ length: 32 }, () => 0), 'array'],
    [new ArrayBuffer(32), 'object'],
    [new Uint8ClampedArray(32), 'object'],
    [new DataView(new ArrayBuffer(32)), 'object'],
    [{ length: 32 }, 'object'],
    [Object.create(Uint8Array.prototype), 'object'],
    [new Proxy(new Uint8Array(32), {}), 'object'],
  ])('fromBytes refuses %o, a Uint8Array it is not', (value, received) => {
    expect(() => Id.fromBytes(value)).toThrow(invalidType(name, 'Uint8Array', received));
  });

  test('fromHex refuses what is not a string', () => {
    expect(() => Id.fromHex(7n)).toThrow(invalidType(name, 'string', 'bigint'));
  });

  test.each([0, 63, 65])('fromHex refuses %i digits', (length) => {
    expect(() => Id.fromHex('a'.repeat(length))).toThrow(
      new PersistenceInputError(
        'InvalidHex',
        { field: name, expected: '64 hex digits', min: 64, max: 64, actual: length },
        `expected 64 hex digits, received ${length} characters`,
      ),
    );
  });

  test.each(['g', ' ', '\n', '\u00e9'])('fromHex refuses %j and says where it is', (character) => {
    expect(() => Id.fromHex(`AB${character}${'0'.repeat(61)}`)).toThrow(
      new PersistenceInputError(
        'InvalidHex',
        { field: name, expected: '64 hex digits', min: 64, max: 64, actual: 64, index: 2 },
        'expected 64 hex digits, character 2 is not one',
      ),
    );
  });

  test('fromHex refuses a lone surrogate and says where it is', () => {
    expect(() => Id.fromHex(`AB\ud800${'0'.repeat(61)}`)).toThrow(
      new PersistenceInputError('InvalidByte', { field: name, index: 2 }, 'lone surrogate at index 2'),
    );
  });

  test('toBytes refuses an identity that is not canonical', () => {
    expect(() => Id.toBytes(`0A${'0'.repeat(62)}`)).toThrow(
      new PersistenceInputError(
        'InvalidHex',
        { field: name, expected: '64 lower-case hex digits', min: 64, max: 64, actual: 64, index: 1 },
        'expected 64 lower-case hex digits, character 1 is not one',
      ),
    );
    expect(() => Id.toBytes(new Uint8Array(32))).toThrow(invalidType(name, '64 lower-case hex digits', 'object'));
  });

  test.each([-1, 256, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('filled refuses %d', (byte) => {
    expect(() => Id.filled(byte)).toThrow(
      new PersistenceInputError(
        'OutOfRange',
        { field: name, min: 0, max: 255, actual: byte },
        `${byte} is not an integer in 0 .. 255`,
      ),
    );
  });

  test.each<[unknown, string]>([
    ['7', 'string'],
    [7n, 'bigint'],
    [undefined, 'undefined'],
  ])('filled refuses %o, a number it is not', (byte, received) => {
    expect(() => Id.filled(byte)).toThrow(invalidType(name, 'number', received));
  });
});

test('a Buffer and an array of another realm are Uint8Arrays too', () => {
  expect(TenantId.fromBytes(Buffer.alloc(32, 5))).toBe(TenantId.filled(5));
  expect(TenantId.fromBytes(runInNewContext('new Uint8Array(32).fill(5)') as Uint8Array)).toBe(TenantId.filled(5));
});

test('a view shows its own 32 bytes, not those of its buffer', () => {
  const buffer = new Uint8Array(96).fill(1, 0, 32).fill(2, 32, 64).fill(3, 64);
  expect(TenantId.fromBytes(buffer.subarray(32, 64))).toBe(TenantId.filled(2));
});

test('an identity is a Map key by value', () => {
  expect(new Map([[TenantId.filled(1), 'found']]).get(TenantId.fromBytes(new Uint8Array(32).fill(1)))).toBe('found');
});

function invalidType(field: string, expected: string, received: string): PersistenceInputError {
  const sentence = `expected ${expected}, received ${received}`;
  return new PersistenceInputError('InvalidType', { field, expected, received }, sentence);
}
