import { expect, test } from 'vitest';
import {
  ConnectorInstanceIdHash,
  FindingId,
  ObjectVersionId,
  OvidHash,
  RuleFingerprint,
  SecretHash,
  StableItemId,
  TenantId,
  VersionId,
} from '../../src/index.js';
import golden from '../golden-vectors.json' with { type: 'json' };

interface Vector {
  readonly type: string;
  readonly input: {
    readonly text?: string;
    readonly connector?: string;
    readonly instanceText?: string;
    readonly locatorText?: string;
    readonly fill?: Readonly<Record<string, string | undefined>>;
    readonly strength?: string;
  };
  readonly hex: string;
}

const vectors: readonly Vector[] = golden.vectors;

const DERIVATIONS: Readonly<Record<string, (input: Vector['input']) => string>> = {
  ConnectorInstanceIdHash: ({ text }) => ConnectorInstanceIdHash.fromInstanceId(given(text)),
  StableItemId: ({ connector, instanceText, locatorText }) =>
    StableItemId.derive({
      connector: given(connector),
      instance: ConnectorInstanceIdHash.fromInstanceId(given(instanceText)),
      locator: given(locatorText),
    }),
  ObjectVersionId: ({ text }) => ObjectVersionId.fromVersionBytes(given(text)),
  FindingId: ({ fill }) =>
    FindingId.derive({
      tenantId: TenantId.filled(byte(fill?.['tenant'])),
      stableItemId: StableItemId.filled(byte(fill?.['item'])),
      ruleFingerprint: RuleFingerprint.filled(byte(fill?.['rule'])),
      secretHash: SecretHash.fromPersisted(new Uint8Array(32).fill(byte(fill?.['secret']))),
    }),
  OvidHash: ({ fill, strength }) => {
    const version = ObjectVersionId.filled(byte(fill?.['version']));
    return OvidHash.derive({
      stableItemId: StableItemId.filled(byte(fill?.['item'])),
      version: strength === 'weak' ? VersionId.weak(version) : VersionId.strong(version),
    });
  },
};

test.each(vectors)('$type is $hex', ({ type, input, hex }) => {
  expect(DERIVATIONS[type]?.(input)).toBe(hex);
});

test('every derivation here has a vector', () => {
  expect(new Set(vectors.map(({ type }) => type))).toEqual(new Set(Object.keys(DERIVATIONS)));
});

function byte(hex: string | undefined): number {
  return Number.parseInt(given(hex), 16);
}

function given<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the vector lacks an input');
  return value;
}
