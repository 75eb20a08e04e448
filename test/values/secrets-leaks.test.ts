import assert from 'node:assert';
import { Console } from 'node:console';
import { Writable } from 'node:stream';
import { format as utilFormat, inspect, stripVTControlCharacters } from 'node:util';
import { serialize } from 'node:v8';
import { MessageChannel } from 'node:worker_threads';
import { format as prettyFormat, plugins } from '@vitest/pretty-format';
import { processError } from '@vitest/utils/error';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import {
  FindingId,
  FindingRecord,
  InMemoryFindingsSink,
  NormHash,
  RuleFingerprint,
  SecretHash,
  StableItemId,
  TenantId,
  TenantSecretKey,
} from '../../src/index.js';

const BYTES = Uint8Array.from({ length: 32 }, (_, index) => (11 + index * 37) % 256); // none of them repeated
const OTHER = Uint8Array.from({ length: 32 }, (_, index) => (158 + index * 91) % 256);
const EVERYTHING = { depth: Number.POSITIVE_INFINITY, showHidden: true, customInspect: false, getters: true };

type Channel = (shown: unknown, other: unknown) => string | Promise<string>;

const LANGUAGE: Record<string, Channel> = {
  'String()': (shown) => String(shown),
  'a template literal': (shown) => `it is ${shown as string}`,
  'toLocaleString()': (shown) => (shown as { toLocaleString(): string }).toLocaleString(),
  'an error message': (shown) => inspect(new Error(`failed on ${shown as string}`)),
  'JSON.stringify': (shown) => JSON.stringify(shown instanceof Map || shown instanceof Set ? [...shown] : shown),
  'Object.entries': (shown) => inspect(Object.entries(shown as object), EVERYTHING),
  'Reflect.ownKeys': (shown) =>
    inspect(
      Reflect.ownKeys(shown as object).map((key) => valueAt(shown, key)),
      EVERYTHING,
    ),
  'property descriptors': (shown) => inspect(Object.getOwnPropertyDescriptors(shown), EVERYTHING),
  'a spread': (shown) => inspect({ ...(shown as object) }, EVERYTHING),
};

const NODE: Record<string, Channel> = {
  inspect: (shown) => inspect(shown),
  'inspect, any depth': (shown) => inspect(shown, { depth: Number.POSITIVE_INFINITY }),
  'inspect, showHidden': (shown) => inspect(shown, { ...EVERYTHING, customInspect: true }),
  'inspect without customInspect': (shown) => inspect(shown, { ...EVERYTHING, showHidden: false }),
  'inspect without customInspect, showHidden': (shown) => inspect(shown, EVERYTHING),
  'util.format': (shown) => ['%s', '%o', '%O', '%j'].map((directive) => utilFormat(directive, shown)).join('\n'),
  console: (shown) =>
    printed((out) => {
      for (const method of ['log', 'info', 'debug', 'warn', 'error', 'trace', 'dirxml', 'group'] as const) {
        out[method]('%s and', shown, shown);
      }
      out.table([shown]);
      out.assert(false, shown as string);
      out.dir(shown, EVERYTHING);
    }),
  structuredClone: (shown) => refusedOr(() => inspect(structuredClone(shown), EVERYTHING)),
  'v8.serialize': (shown) => refusedOr(() => serialize(shown).toString('hex')),
  postMessage: async (shown) => {
    const { port1, port2 } = new MessageChannel();
    try {
      const received = new Promise((resolve) => port2.once('message', resolve));
      port1.postMessage(shown);
      return inspect(await received, EVERYTHING);
    } finally {
      port1.close();
    }
  },
  assert: (shown, other) => failure(() => assert.deepStrictEqual({ shown }, { shown: other })),
};

const RUNNER: Record<string, Channel> = {
  'a snapshot': (shown) => snapshot(shown, {}),
  'a snapshot without toJSON': (shown) => snapshot(shown, { callToJSON: false }),
  'a minimal snapshot': (shown) => snapshot(shown, { min: true }),
  'fast-check': (shown) => fc.stringify(shown) + failure(() => fc.assert(fc.property(fc.constant(shown), () => false))),
  toBe: (shown, other) => failure(() => expect(shown).toBe(other)),
  toEqual: (shown, other) => failure(() => expect(shown).toEqual(other)),
  toStrictEqual: (shown, other) => failure(() => expect([shown]).toStrictEqual([other])),
  'toEqual another thing': (shown) => failure(() => expect(shown).toEqual('other')),
  'not.toEqual': (shown) => failure(() => expect(shown).not.toEqual(shown)),
  toBeNull: (shown) => failure(() => expect(shown).toBeNull()),
  toMatchObject: (shown, other) => failure(() => expect({ shown }).toMatchObject({ shown: other })),
  toHaveProperty: (shown, other) => failure(() => expect({ shown }).toHaveProperty('shown', other)),
  toContainEqual: (shown, other) => failure(() => expect([shown]).toContainEqual(other)),
  toHaveBeenCalledWith: (shown, other) =>
    failure(() => {
      const spy = vi.fn();
      spy(shown);
      expect(spy).toHaveBeenCalledWith(other);
    }),
  'a thrown value': (shown) => failure(() => raise(shown)),
};

const CHANNELS = Object.entries({ ...LANGUAGE, ...NODE, ...RUNNER });

class Holder {
  readonly held: unknown;
  constructor(held: unknown) {
    this.held = held;
  }
}

const NESTINGS: Record<string, (secret: SecretHash | TenantSecretKey | NormHash) => unknown> = {
  alone: (secret) => secret,
  'in an array': (secret) => [[secret]],
  'in an object': (secret) => ({ a: { b: { c: { d: { e: secret } } } } }),
  'in an instance': (secret) => new Holder(secret),
  'in a Map': (secret) => new Map([['key', secret]]),
  'as a Map key': (secret) => new Map([[secret, 'value']]),
  'in a Set': (secret) => new Set([secret]),
  'as the cause of an Error': (secret) => new Error('failed', { cause: secret }),
  'as a property of an Error': (secret) => Object.assign(new Error('failed'), { secret }),
  'in a record': (secret) => (secret instanceof SecretHash ? findingOf(secret) : { secret }),
};

describe.each(CHANNELS)('%s shows no form of the bytes', (_, channel) => {
  test.each(Object.entries(NESTINGS))('%s', async (_where, nest) => {
    for (const make of [SecretHash.fromPersisted, NormHash.fromDigest, TenantSecretKey.fromBytes]) {
      const text = await channel(nest(make(BYTES)), nest(make(OTHER)));
      expect([formsIn(text, BYTES), formsIn(text, OTHER)]).toEqual([[], []]);
    }
  });

  test('(but would show a leak)', async () => {
    const text = await channel(new Leaky(BYTES), new Leaky(OTHER));
    expect(formsIn(text, BYTES)).not.toEqual([]);
  });
});

describe('our own messages show no form of the bytes', () => {
  const hex = Buffer.from(BYTES).toString('hex');
  const wrong = (value: unknown): never => value as never;
  const finding = findingOf(SecretHash.fromPersisted(BYTES));

  test.each<[string, () => unknown]>([
    ['bytes for a secret', () => FindingRecord.create({ ...finding, secretHash: wrong(BYTES) })],
    ['hex for a secret', () => FindingRecord.create({ ...finding, secretHash: wrong(hex) })],
    [
      'a digest for a secret',
      () => FindingRecord.create({ ...finding, secretHash: wrong(NormHash.fromDigest(BYTES)) }),
    ],
    ['a secret for a tenant', () => FindingRecord.create({ ...finding, tenantId: wrong(finding.secretHash) })],
    ['upper-case hex for a tenant', () => FindingRecord.create({ ...finding, tenantId: wrong(hex.toUpperCase()) })],
    ['bytes for a tenant', () => FindingRecord.create({ ...finding, tenantId: wrong(BYTES) })],
    ['hex and more as hex', () => TenantId.fromHex(`${hex}00`)],
    ['too many bytes', () => SecretHash.fromPersisted(Uint8Array.of(...BYTES, 0))],
    ['the wrong id', () => FindingRecord.fromPersisted({ ...finding, findingId: FindingId.filled(1) })],
  ])('%s', (_, run) => {
    expect(formsIn(failure(run), BYTES)).toEqual([]);
  });

  test('a conflict of two findings', async () => {
    const sink = new InMemoryFindingsSink();
    const other = { ...finding, secretHash: SecretHash.fromPersisted(OTHER) };
    const batch = { findings: [finding, other], occurrences: [], observations: [] };
    const error: unknown = await (await sink.upsertBatch(batch)).wait().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'FindingConflict' });
    expect(
      formsIn(
        failure(() => raise(error)),
        BYTES,
      ),
    ).toEqual([]);
  });
});

describe('the detector finds', () => {
  const hex = Buffer.from(BYTES).toString('hex');
  test.each<[form: string, text: string]>([
    ['hex', `x${hex.slice(10, 18)}x`],
    ['hex', hex.toUpperCase().slice(56)],
    ['hex', inspect(Buffer.from(BYTES))],
    ['base64', Buffer.from(BYTES).toString('base64')],
    ['base64', Buffer.from(BYTES.subarray(1, 8)).toString('base64')],
    ['base64url', Buffer.from(BYTES).toString('base64url')],
    ['decimal', String(BYTES)],
    ['decimal', JSON.stringify(BYTES)],
    ['decimal', inspect(BYTES, { colors: true })],
    ['decimal', prettyFormat(BYTES.subarray(28))],
  ])('%s in %j', (form, text) => {
    expect(formsIn(text, BYTES)).toContain(form);
    expect(formsIn(text, OTHER)).toEqual([]);
  });
});

/** Which forms of the bytes a text holds: hex and decimal of 4 bytes in a row or more, base64 of 6. */
function formsIn(text: string, bytes: Uint8Array): string[] {
  const plain = stripVTControlCharacters(text);
  const digits = plain.toLowerCase().replaceAll(/0x|\\x|[\s:,]/g, '');
  const numbers = `,${(plain.replaceAll(/"?\b\d+"?\s*(?::|=>)/g, '').match(/\d+/g) ?? []).join()},`;
  const windows = (size: number): Buffer[] =>
    Array.from({ length: bytes.length - size + 1 }, (_, start) => Buffer.from(bytes.subarray(start, start + size)));
  return Object.entries({
    hex: windows(4).some((window) => digits.includes(window.toString('hex'))),
    base64: windows(6).some((window) => plain.includes(window.toString('base64'))),
    base64url: windows(6).some((window) => plain.includes(window.toString('base64url'))),
    decimal: windows(4).some((window) => numbers.includes(`,${[...window].join()},`)),
  }).flatMap(([form, found]) => (found ? [form] : []));
}

/** What a sensitive value must not be; leaks wherever one can. */
class Leaky {
  readonly bytes: Uint8Array;
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
  toString(): string {
    return Buffer.from(this.bytes).toString('hex');
  }
  toJSON(): string {
    return Buffer.from(this.bytes).toString('base64');
  }
}

function findingOf(secretHash: SecretHash): FindingRecord {
  return FindingRecord.create({
    tenantId: TenantId.filled(1),
    stableItemId: StableItemId.filled(2),
    ruleFingerprint: RuleFingerprint.filled(3),
    secretHash,
  });
}

function snapshot(value: unknown, options: Parameters<typeof prettyFormat>[1]): string {
  return prettyFormat(value, { plugins: Object.values(plugins), printBasicPrototype: false, ...options });
}

/** All that a runner shows of a failure: message, diff, both sides, and the error itself. */
function failure(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return [inspect(error, { depth: Number.POSITIVE_INFINITY }), inspect(processError(error), EVERYTHING)].join('\n');
  }
  throw new Error('nothing failed');
}

function valueAt(object: unknown, key: PropertyKey): unknown {
  return (object as Record<PropertyKey, unknown>)[key];
}

function raise(value: unknown): never {
  throw value;
}

function refusedOr(run: () => string): string {
  try {
    return run();
  } catch (error) {
    return inspect(error, EVERYTHING);
  }
}

function printed(print: (out: Console) => void): string {
  let text = '';
  const stdout = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  print(new Console({ stdout }));
  return text;
}
