import { describe, expect, test } from 'vitest';
import { PersistenceInputError } from '../../src/index.js';
import { capsuleOf, formatCapsule, parseCapsule, replay, scenario, shrink, type Capsule } from '../../src/sim/index.js';
import { InMemoryDoneLedger } from '../../src/index.js';
import { builders } from './support.js';

const capsule: Capsule = capsuleOf(
  await scenario(new InMemoryDoneLedger()).delayNext().upsert('a', builders().clean()).release('a').run(),
);

/** The capsule with something else at a path. */
function spoiled(path: string, value: unknown): unknown {
  const copy = JSON.parse(JSON.stringify(capsule)) as Record<string, unknown>;
  const names = path.split('.');
  const last = names.pop() as string;
  const parent = names.reduce((part, name) => part[name] as Record<string, unknown>, copy);
  parent[last] = value;
  return copy;
}

test.each([
  [
    'version',
    2,
    'OutOfRange',
    'this package reads version 1, received version 2: a newer gossip-inmemory has written it',
  ],
  ['version', 0, 'OutOfRange', 'this package reads version 1, received version 0: there was no such version'],
  ['version', '1', 'InvalidType', 'expected number, received string'],
  ['simulation', 'sink', 'InvalidType', 'expected done-ledger or findings or persistence, received string'],
  ['operations', {}, 'InvalidType', 'expected array, received object'],
  ['operations.0', 7, 'InvalidType', 'expected object, received number'],
  ['operations.0.store', 'ledgers', 'InvalidType', 'expected ledger or sink, received string'],
  [
    'operations.0.phase',
    'later',
    'InvalidType',
    'expected safety or liveness or convergence or script, received string',
  ],
  ['operations.0.count', -1, 'OutOfRange', '-1 is not an integer in 0 .. 9007199254740991'],
  ['operations.0.cuont', 1, 'InvalidType', 'expected one of count, received number'],
  ['operations.1.label', undefined, 'InvalidType', 'expected string, received undefined'],
  ['operations.1.records', undefined, 'InvalidType', 'expected a payload, received undefined'],
  [
    'operations.1.unatended',
    true,
    'InvalidType',
    'expected one of label, faults, unattended, scribbled, records, received boolean',
  ],
  [
    'operations.1.faults',
    ['failNextWrites'],
    'InvalidType',
    'expected failNextSubmissions or failNextCommits or delayNextWrites or loseNextAcks, received string',
    '[0]',
  ],
  ['operations.1.records.0.bytesScanned', 5, 'InvalidType', 'expected a decimal string, received number'],
  ['operations.1.records.0.bytesScanned', 'many', 'InvalidType', 'expected a decimal string, received string'],
  [
    'operations.1.records.0.bytesScanned',
    '18446744073709551616',
    'OutOfRange',
    '18446744073709551616 is not an integer in 0 .. 18446744073709551615',
  ],
  [
    'operations.1.records.0.key.ovidHash',
    'AB',
    'InvalidHex',
    'expected 64 lower-case hex digits, received 2 characters',
  ],
  [
    'operations.1.records.0.bytesScaned',
    '5',
    'InvalidType',
    'expected one of key, status, bytesScanned, findingsCount, provenance, received string',
  ],
  ['operations.1.records.0.status', { $what: 7 }, 'InvalidType', 'expected a known mark, received number', '.$what'],
  ['operations.2.write', true, 'InvalidType', 'expected string, received boolean'],
  ['origin', 'seed 7', 'InvalidType', 'expected object, received string'],
  [
    'violations',
    [{ invariant: 'I11' }],
    'InvalidType',
    expect.stringContaining('expected I1 or I2 or '),
    '[0].invariant',
  ],
])('a capsule is refused for %s: %o', (path, value, code, sentence, rest = '') => {
  const field = `capsule.${path.replaceAll(/\.(\d+)/g, '[$1]')}${rest}`;
  const source = spoiled(path, value);
  for (const parse of [() => parseCapsule(source), () => parseCapsule(JSON.stringify(source))])
    expect(parse).toThrow(expect.objectContaining({ code, field }));
  try {
    parseCapsule(source);
  } catch (error) {
    expect(PersistenceInputError.is(error)).toBe(true);
    expect((error as Error).message.replace(`${field}: `, '')).toEqual(sentence);
  }
});

test('an operation needs its store, and the simulation too', () => {
  const read = { type: 'ReadAll', store: 'sink' };
  expect(() => parseCapsule(spoiled('operations', [read]))).toThrow(
    'capsule.operations[0].store: expected ledger, received string',
  );
  expect(() => parseCapsule({ ...capsule, simulation: 'persistence', operations: [read] })).not.toThrow();
  const whole = { ...read, store: 'ledger', whole: true };
  expect(() => parseCapsule(spoiled('operations', [whole]))).toThrow(
    'capsule.operations[0].whole: expected no field, received boolean',
  );
  const get = { type: 'BatchGet', store: 'sink', keys: [] };
  expect(() => parseCapsule({ ...capsule, simulation: 'persistence', operations: [get] })).toThrow(
    'capsule.operations[0].store: expected ledger, received string',
  );
});

describe('what is no capsule at all is refused, and nothing is run', () => {
  test.each([
    ['text', 'not JSON', 'capsule: expected the JSON text of a capsule, received text that is not JSON'],
    ['null', 'null', 'capsule: expected object, received null'],
    ['a list', [], 'capsule: expected object, received array'],
    ['an empty object', {}, 'capsule.version: expected number, received undefined'],
  ])('%s', async (_, source, message) => {
    const refused = expect.objectContaining({ code: 'InvalidType', message });
    expect(() => parseCapsule(source)).toThrow(refused);
    await expect(replay(source)).rejects.toThrow(refused);
    await expect(shrink(source)).rejects.toThrow(refused);
  });

  test('what throws when it is read', () => {
    const source = new Proxy({}, { get: () => expect.fail('no') });
    expect(() => parseCapsule(source)).toThrow('capsule: expected readable data');
  });
});

test('what a file may say besides does not matter', () => {
  const source = JSON.parse(formatCapsule(capsule)) as object;
  expect(parseCapsule({ $schema: 'x', note: 'found on a Monday', ...source, violations: undefined })).toEqual(capsule);
});
