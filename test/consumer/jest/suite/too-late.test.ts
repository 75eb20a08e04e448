import { expect, jest, test } from '@jest/globals';

test('loaded for the first time inside of a test, the entry says that it is too late', async () => {
  // As if neither the configuration nor a line at the top of this file had loaded it.
  const shared = globalThis as { [key: symbol]: unknown };
  const key = Symbol.for('gossip-inmemory.jest@1');
  const runs = shared[key];
  jest.resetModules();
  try {
    Reflect.deleteProperty(shared, key);
    await expect(import('gossip-inmemory/jest')).rejects.toMatchObject({
      name: 'GossipUsageError',
      code: 'TooLate',
      message:
        'gossip-inmemory/jest was loaded for the first time inside of a test or a describe block. ' +
        'Load it at the top of the file, or in a file of setupFilesAfterEnv.',
    });
  } finally {
    shared[key] = runs;
  }
});
