import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as gossip from '../../src/index.js';
import {
  DefinedStore,
  InMemoryDoneLedger,
  InMemoryFindingsSink,
  SecretHash,
  TenantId,
  TenantSecretKey,
  coreOf,
  defineStore,
  exposeBytes,
} from '../../src/index.js';
import { arguments3, attempt, hostile, outcomeOfCall, type Call } from '../support/rows.js';

const STATICS = ['fromBytes', 'fromDigest', 'fromPersisted', 'derive', 'equals'];

/** Every function that the companions of values and records offer, found by looking. */
const COMPANIONS: readonly (readonly [string, Call])[] = Object.entries(gossip).flatMap(([name, companion]) =>
  (typeof companion === 'object' ? Object.keys(companion) : STATICS).flatMap((method) => {
    const call = (companion as unknown as Record<string, unknown>)[method];
    return typeof call === 'function' && name !== 'ReadyCommitHandle'
      ? [[`${name}.${method}`, call.bind(companion) as Call] as const]
      : [];
  }),
);

/** Whether what a companion answers is what it may answer: an id, a code, a status, a rank, a u64, bytes, a row. */
function valid(result: unknown): boolean {
  if (typeof result === 'string') return /^[\w \-.:/]{1,128}$/.test(result);
  if (typeof result === 'number') return [1, 2, 3, 10, 11].includes(result);
  if (typeof result === 'bigint') return result >= 0n && result < 2n ** 64n;
  if (result instanceof Uint8Array) return result.length === 32;
  return result === undefined || typeof result === 'boolean' || Object.isFrozen(result);
}

describe('a companion answers validly or refuses with an input error, whatever it is given', () => {
  test('(all are found)', () => {
    expect(COMPANIONS.length).toBeGreaterThan(60);
    expect(COMPANIONS.map(([name]) => name)).toContain('TenantSecretKey.equals');
  });

  test.each([...COMPANIONS, ['exposeBytes', exposeBytes]] as [string, Call][])('%s', (_, call) => {
    fc.assert(
      fc.property(arguments3, (args) => {
        const answer = attempt(call, args);
        if (answer !== undefined && !valid(answer.result)) throw new Error('an answer that is none');
      }),
      { numRuns: 100 },
    );
  });
});

test('coreOf never throws', () => {
  fc.assert(fc.property(hostile, ({ make }) => void coreOf(make())));
});

test.each<[string, Call]>([
  ['new InMemoryDoneLedger', (options) => new InMemoryDoneLedger(options)],
  ['new InMemoryFindingsSink', (options) => new InMemoryFindingsSink(options)],
  ['defineStore', (backend, options) => defineStore(backend, options)],
  ['new DefinedStore', (backend, options) => new DefinedStore(backend, options)],
])('%s makes a store or refuses', (_, make) => {
  fc.assert(
    fc.property(arguments3, (args) => {
      const answer = attempt(make, args);
      if (answer !== undefined) expect(coreOf(answer.result)).toBeDefined();
    }),
    { numRuns: 300 },
  );
});

describe('and in particular', () => {
  test('bytes whose buffer was transferred away are refused', () => {
    const bytes = new Uint8Array(32);
    structuredClone(bytes, { transfer: [bytes.buffer] });
    for (const read of [TenantId.fromBytes, gossip.ObjectVersionId.fromVersionBytes, TenantSecretKey.fromBytes]) {
      expect(outcomeOfCall(() => read(bytes))).toMatch(/^(InvalidType|OutOfRange|Empty) /);
    }
  });

  test('proxies in place of keys and digests are refused', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const key = TenantSecretKey.fromBytes(new Uint8Array(32));
    expect(outcomeOfCall(() => TenantSecretKey.equals(key, proxy as never))).toBe('InvalidType TenantSecretKey');
    expect(outcomeOfCall(() => SecretHash.derive(proxy as never, proxy as never))).toBe('InvalidType key');
    expect(outcomeOfCall(() => SecretHash.derive(key, proxy as never))).toBe('InvalidType norm');
  });
});
