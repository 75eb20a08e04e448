import { describe } from 'vitest';
import { inspect } from 'node:util';
import { expect, test } from '../../fixtures/vitest.js';
import {
  InMemoryFindingsSink,
  NormHash,
  RecordBuilders,
  SecretHash,
  TenantSecretKey,
  exposeBytes,
} from '../../src/index.js';

/** No byte repeated; base64 and base64url of it differ, and hex has letters. */
const BYTES = Uint8Array.from({ length: 32 }, (_, index) => 255 - 7 * index);
const SECRET = SecretHash.fromPersisted(BYTES);
const HEX = Buffer.from(BYTES).toString('hex');

/** What the matcher says of a value that shows the secret. */
function complaint(received: unknown, secret: SecretHash | Uint8Array = SECRET): string {
  try {
    expect(received).toBeRedacted(secret);
  } catch (error) {
    const { message } = error as Error;
    expect(message).not.toContain(HEX.slice(0, 8)); // the message never shows it
    return message.split('\n').at(-1) ?? '';
  }
  return 'passes';
}

const shifted = (by: number): Buffer => Buffer.concat([new Uint8Array(by), BYTES, new Uint8Array(2)]);

describe('finds every form', () => {
  test.each([
    ['hex', HEX, 'hex'],
    ['upper-case hex', HEX.toUpperCase().slice(0, 16), 'hex'],
    ['four bytes of hex', `id=${HEX.slice(20, 28)}.`, 'hex'],
    ['separated hex', HEX.match(/../g)!.join(':'), 'hex'],
    ['a hex dump', inspect(Buffer.from(BYTES)), 'hex'],
    ['hex literals', Array.from(BYTES, (byte) => `0x${byte.toString(16)}`).join(', '), 'hex'],
    ['a bigint', { id: BigInt(`0x${HEX}`) }, 'hex'],
    ['base64', shifted(0).toString('base64'), 'base64'],
    ['base64, one byte in', shifted(1).toString('base64'), 'base64'],
    ['base64, two bytes in', shifted(2).toString('base64'), 'base64'],
    ['base64 without padding', btoa(String.fromCharCode(...BYTES)).replaceAll('=', ''), 'base64'],
    ['base64 of a few bytes', Buffer.from(BYTES.subarray(5, 11)).toString('base64'), 'base64'],
    ['a decimal list', BYTES.join(','), 'decimal list'],
    ['a spaced decimal list', `bytes: ${BYTES.join(', ')}.`, 'decimal list'],
    ['four decimals', `[${BYTES.subarray(9, 13).join(' ')}]`, 'decimal list'],
    ['an inspected array', inspect(BYTES), 'decimal list'],
    ['JSON of bytes', JSON.stringify(BYTES), 'decimal list'],
    ['indented JSON', JSON.stringify([...BYTES], null, 2), 'decimal list'],
  ])('%s', (_, received, form) => {
    expect(complaint(received)).toMatch(new RegExp(`^The secret shows as ${form} at value`));
  });

  test('base64url, wherever it differs from base64', () => {
    const bytes = new Uint8Array([251, 255, 254, 251, 239, 190, 255, 254]);
    const base64url = Buffer.from(bytes).toString('base64url');
    expect(base64url).toMatch(/[-_].*[-_]/);
    expect(complaint(base64url, bytes)).toBe('The secret shows as base64url at value.');
    expect(complaint(`x${base64url}`, bytes)).toBe('The secret shows as base64url at value.');
  });

  test('a secret that is text, as that text', () => {
    const secret = new TextEncoder().encode('pässword-1234');
    expect(complaint('log in with pässword-1234', secret)).toBe('The secret shows as text at value.');
    expect(complaint({ message: 'word-1234' }, secret)).toBe('The secret shows as text at JSON.stringify(value).');
    expect(complaint('log in with p***', secret)).toBe('passes');
  });
});

class Account {
  readonly #token = HEX;
  constructor() {
    Object.defineProperty(this, 'length', { value: this.#token.length });
  }
}

class Teller {
  toString(): string {
    return HEX;
  }
}

const circular: Record<string, unknown> = {};
circular['self'] = circular;

describe('finds it everywhere', () => {
  const hidden = Object.defineProperty({}, 'token', { value: HEX });
  const getter = Object.defineProperty({}, 'token', { get: () => HEX });
  test.each([
    ['in a nested object', { a: { b: [HEX] } }, 'JSON.stringify(value)'],
    ['in a nested object that JSON cannot show', { ...circular, a: { b: [HEX] } }, 'JSON.stringify(value.a)'],
    ['in bytes', { id: BYTES }, 'JSON.stringify(value)'],
    ['in a buffer', { id: BYTES.buffer }, 'value.id'],
    ['in a part of a buffer', new DataView(BYTES.buffer, 3, 9), 'value'],
    ['in a list of numbers', [...BYTES], 'String(value)'],
    ['in the values of a Map', new Map([['id', HEX]]), 'String(value[0])'],
    ['in the keys of a Map', new Map([[HEX, 1]]), 'String(value[0])'],
    ['in a Set of bytes', new Set([BYTES]), 'String(value[0])'],
    ['in an error', new Error(`no ${HEX}`), 'String(value)'],
    ['in the cause of an error', new Error('no', { cause: new Error(HEX) }), 'String(value.cause)'],
    ['in one of several errors', new AggregateError([new Error(HEX)]), 'String(value.errors)'],
    ['under a symbol', { [Symbol('token')]: HEX }, 'value.Symbol(token)'],
    ['in a property that does not enumerate', hidden, 'value.token'],
    ['behind a getter', getter, 'value.token'],
    ['in a symbol', Symbol(HEX), 'value'],
    ['in a property of a function', Object.assign(() => 1, { token: HEX }), 'value.token'],
    ['in what it turns into as a string', new Teller(), 'String(value)'],
    ['in what it turns into as JSON', { toJSON: () => ({ token: HEX }) }, 'JSON.stringify(value)'],
  ])('%s', (_, received, path) => {
    expect(complaint(received)).toMatch(/^The secret shows as (hex|decimal list) at /);
    expect(complaint(received).split(' at ')[1]).toBe(`${path}.`);
  });

  test.each([
    ['a key', { ...circular, [HEX]: 1 }],
    ['a hidden key', Object.defineProperty({}, HEX, { value: HEX })],
    ['a symbol as a key', { [Symbol(HEX)]: HEX }],
  ])('in %s, which the path does not show', (_, received) => {
    expect(complaint(received)).toBe('The secret shows as hex at a key of value.');
  });
});

describe('does not find it', () => {
  test('in private fields and closures', () => {
    expect(new Account()).toBeRedacted(SECRET);
    expect({ get: () => SECRET, expose: () => exposeBytes(SECRET) }).toBeRedacted(SECRET);
  });

  test('in our values and stores, however they are shown', async ({ sink, ledger, timeline }) => {
    const key = TenantSecretKey.fromBytes(BYTES);
    const norm = NormHash.fromDigest(BYTES);
    const records = new RecordBuilders();
    const batch = records.triple({ finding: { secretHash: SECRET } });
    await sink.upsertBatch(batch);
    await ledger.batchUpsert([records.scanned()]);
    const all = [
      key,
      norm,
      SECRET,
      batch,
      sink,
      new InMemoryFindingsSink(),
      sink.findingsSnapshot(),
      timeline.events(),
    ];
    for (const value of [
      ...all,
      inspect(all, { depth: Infinity, showHidden: true }),
      `${SECRET}`,
      JSON.stringify(batch.findings),
    ])
      for (const secret of [key, norm, SECRET, BYTES]) expect(value).toBeRedacted(secret);
  });

  test('in a value whose own code throws', () => {
    const touchy = {
      get token(): string {
        throw new Error('hands off');
      },
      toString(): string {
        throw new Error('hands off');
      },
    };
    expect(touchy).toBeRedacted(SECRET);
  });

  test.each([
    ['fewer bytes than four', HEX.slice(0, 6)],
    ['other bytes', Buffer.from(BYTES).reverse().toString('hex')],
    ['numbers of which these are parts', `1${BYTES.subarray(0, 3).join(',')},1${BYTES[3]}`],
    ['a number that ends otherwise', `${BYTES.subarray(0, 4).join(',')}1`],
    ['decimals of a version', BYTES.subarray(0, 4).join('.')],
  ])('in %s', (_, received) => {
    expect(received).toBeRedacted(SECRET);
  });
});

test('the failure gives the runner no values to show', () => {
  try {
    expect({ token: HEX }).toBeRedacted(SECRET);
  } catch (error) {
    expect(error).toMatchObject({ actual: undefined, expected: undefined });
    return;
  }
  expect.unreachable();
});

test('works as an asymmetric matcher', () => {
  expect({ log: 'nothing' }).toEqual({ log: expect.toBeRedacted(SECRET) });
  expect({ log: HEX }).toEqual({ log: expect.not.toBeRedacted(SECRET) });
});
