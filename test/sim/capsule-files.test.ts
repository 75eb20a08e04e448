import { describe, expect, test } from 'vitest';
import {
  capsuleFileName,
  formatCapsule,
  keepCapsules,
  mergeCapsules,
  readCapsules,
  type Capsule,
  type CapsuleFolder,
} from '../../src/sim/index.js';

/** A failure of so many operations. */
function failure(signature: string, operations = 3): Capsule {
  const [invariant, store] = signature.split(' ') as ['I2', 'ledger'];
  return {
    version: 1,
    simulation: 'persistence',
    operations: Array.from({ length: operations }, () => ({ type: 'ReadAll', store: 'ledger' }) as const),
    violations: [{ invariant, store, step: operations, signature, message: 'x' }],
  };
}

class Folder implements CapsuleFolder {
  readonly files: Map<string, string>;
  constructor(files: Record<string, string> = {}) {
    this.files = new Map(Object.entries(files));
  }
  list = async () => [...this.files.keys()];
  read = async (file: string) => this.files.get(file)!;
  write = async (file: string, text: string) => void this.files.set(file, text);
}

describe('the name of a file', () => {
  test.each([
    ['I2 ledger', 'i2-ledger.json'],
    ['I7 ledger bytesScanned findingsCount', 'i7-ledger-bytesscanned-findingscount.json'],
    ['P sink operation id', 'p-sink-operation-id.json'],
    ['P ledger faults()', 'p-ledger-faults.json'],
  ])('of %s', (signature, name) => {
    expect(capsuleFileName(failure(signature))).toBe(name);
  });

  test("is not too long for a file system, and still the signature's own", () => {
    const fields = 'fenceEpoch location observationId occurrenceId ovidHash policyHash runId seenAt shardId';
    const [one, two] = [
      capsuleFileName(failure(`F3 sink ${fields}`)),
      capsuleFileName(failure(`F3 sink ${fields} tenantId`)),
    ];
    expect(one).toBe('f3-sink-fenceepoch-location-observationid-occurrenceid-ovidhash-policyh-19850b08.json');
    expect(two).not.toBe(one);
    expect(two).toHaveLength(one.length);
  });

  test('of a run that did not fail says so', () => {
    expect(capsuleFileName({ simulation: 'done-ledger', violations: [] })).toBe('no-violation-done-ledger.json');
  });
});

describe('what was found is kept', () => {
  test('once for each signature, the shortest run', () => {
    const found = [failure('I2 ledger', 5), failure('I3 sink'), failure('I2 ledger', 2), failure('I2 ledger', 4)];
    expect(mergeCapsules(new Map(), found)).toEqual(
      new Map([
        ['i2-ledger.json', found[2]],
        ['i3-sink.json', found[1]],
      ]),
    );
  });

  test('only if it is shorter than what is stored, and in the same file, whatever that is called', () => {
    const stored = new Map([['our-outage.json', failure('I2 ledger', 3)]]);
    expect(mergeCapsules(stored, [failure('I2 ledger', 3)])).toEqual(new Map());
    expect(mergeCapsules(stored, [failure('I2 ledger', 2)])).toEqual(
      new Map([['our-outage.json', failure('I2 ledger', 2)]]),
    );
  });

  test('with simpler values, if it is as long', () => {
    const long = failure('I2 ledger');
    const { operations, ...rest } = long;
    const simple = { ...rest, operations: operations.with(0, { type: 'Crash', store: 'ledger' }) };
    expect(mergeCapsules(new Map([['a.json', long]]), [simple])).toEqual(new Map([['a.json', simple]]));
    expect(mergeCapsules(new Map([['a.json', simple]]), [long])).toEqual(new Map());
  });

  test('beside another whose signature looks alike', () => {
    const stored = new Map([['p-sink-operation-id.json', failure('P sink operation-id')]]);
    expect([...mergeCapsules(stored, [failure('P sink operation id')]).keys()]).toEqual(['p-sink-operation-id-2.json']);
  });

  test('in a folder, from which the next run reads it', async () => {
    const folder = new Folder({ 'notes.txt': 'not ours' });
    expect(await keepCapsules(folder, [failure('I3 sink'), failure('I2 ledger')])).toEqual([
      'i3-sink.json',
      'i2-ledger.json',
    ]);
    expect(folder.files.get('i2-ledger.json')).toBe(formatCapsule(failure('I2 ledger')));
    expect([...(await readCapsules(folder))]).toEqual([
      ['i2-ledger.json', failure('I2 ledger')],
      ['i3-sink.json', failure('I3 sink')],
    ]);
    expect(await keepCapsules(folder, [failure('I3 sink')])).toEqual([]);
  });

  test('a file that is no capsule is named', async () => {
    const folder = new Folder({ 'a.json': formatCapsule(failure('I2 ledger')), 'b.json': '{ "version": 7 }' });
    await expect(readCapsules(folder)).rejects.toThrow(
      expect.objectContaining({
        code: 'OutOfRange',
        message:
          'b.json: capsule.version: this package reads version 1, received version 7: a newer gossip-inmemory has written it',
      }),
    );
  });
});
