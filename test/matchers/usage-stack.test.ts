import { expect, test } from '../../fixtures/vitest.js';
import { InMemoryDoneLedger } from '../../src/index.js';

/** The frame that a runner shows: the first that is not its own. */
function shownFrame(error: unknown): string | undefined {
  const frames = (error as Error).stack?.split('\n').filter((line) => line.startsWith('    at '));
  return frames?.find((frame) => !frame.includes('node_modules'));
}

test('a usage error points at the line that called the matcher', () => {
  try {
    expect(new InMemoryDoneLedger()).toHaveDurableCounts({ rows: 1 } as never);
  } catch (error) {
    expect(shownFrame(error)).toMatch(/usage-stack\.test\.ts:12:\d+\)?$/);
    return;
  }
  expect.unreachable();
});

test('so does one of a matcher that waits, as long as it has not waited', async () => {
  const error: unknown = await expect(1 as never)
    .toRejectWithCode('AckLost')
    .catch((reason: unknown) => reason);
  expect(shownFrame(error)).toMatch(/usage-stack\.test\.ts:22:\d+\)?$/);
});
