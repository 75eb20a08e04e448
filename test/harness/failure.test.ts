import { describe, expect, test } from 'vitest';
import { GossipSession, type GossipOptions } from '../../src/index.js';
import { pageName } from '../../src/harness/page-name.js';
import { withSourceLines } from '../support/source-lines.js';

async function failed(options?: GossipOptions, writes = 1) {
  const session = new GossipSession(options);
  for (let n = 0; n < writes; n++) await session.ledger.batchUpsert([]);
  const explained = (message: string, page?: string) => withSourceLines(session.explainFailure(message, page));
  return { session, explained };
}

describe('what is added to the error of a test that fails', () => {
  test('is what the stores did, and where the page is', async () => {
    const { explained } = await failed();
    expect(explained('expected 1 to be 2', 'a/b.html')?.split('\n')).toEqual([
      'What the stores did:',
      '   1. done-ledger #1 accepted, 0 rows, at <for (let n = 0; n < writes; n++) await session.ledger.batchUpsert([]);>',
      '   2. done-ledger #1 committed',
      '',
      'The whole timeline: a/b.html',
    ]);
  });

  test('is fifteen lines at most', async () => {
    const { explained } = await failed({}, 50);
    const lines = explained('expected 1 to be 2', 'a/b.html')?.split('\n');
    expect(lines).toHaveLength(15);
    expect(lines?.[0]).toBe('What the stores did, the last 12 of 100 events:');
    expect(lines?.[12]).toBe(' 100. done-ledger #50 committed');
  });

  test('has no page where none could be written', async () => {
    const { explained } = await failed();
    expect(explained('expected 1 to be 2')).not.toContain('The whole timeline');
  });

  test.each([
    ['History', (session: GossipSession) => session.explainFailure('')!.replace('What the stores did', 'History')],
    ['History', () => 'Expected: 1\nReceived: 2\n\nHistory, the last 12 of 30 events:\n  19. findings #4 committed'],
    ['What the stores did', (session: GossipSession) => `Test timed out\n\n${session.explainFailure('')}`],
  ])('does not list events twice (%s)', async (_, messageIn) => {
    const { session, explained } = await failed();
    const message = messageIn(session);
    expect(explained(message, 'a/b.html')).toBe('The whole timeline: a/b.html');
    expect(explained(message)).toBeUndefined();
  });

  test.each([
    'History: no write has touched such a row.',
    'History: unknown, as no timeline follows this store.',
    'The History:\n   1. of Rome',
  ])('is not put off by %j', async (message) => {
    const { explained } = await failed();
    expect(explained(message)).toContain('What the stores did:\n   1. ');
  });

  test('is nothing where the stores did nothing, or nobody wants it', async () => {
    expect((await failed({}, 0)).explained('expected 1 to be 2', 'a/b.html')).toBeUndefined();
    expect((await failed({ failureTimeline: false })).explained('expected 1 to be 2', 'a/b.html')).toBeUndefined();
    expect((await failed({ failureTimeline: true })).explained('expected 1 to be 2')).toBeDefined();
  });
});

describe('the name of a page', () => {
  const one = { file: '/home/you/worker.test.ts', fullName: 'a worker > retries "twice"', id: '17_0' };

  test('is readable, and the same every time', () => {
    expect(pageName(one)).toBe(pageName({ ...one }));
    expect(pageName(one)).toMatch(/^gossip-worker-test-ts-a-worker-retries-twice-[0-9a-f]{24}\.html$/);
  });

  test.each([
    ['file', { file: '/home/you/other/worker.test.ts' }],
    ['name', { fullName: 'a worker > retries _twice_' }],
    ['place in its file', { id: '17_1' }],
  ])('is another one for a test with another %s', (_, other) => {
    expect(pageName({ ...one, ...other })).not.toBe(pageName(one));
  });

  test('is short and plain, whatever the test is called', () => {
    const fullName = 'über-lang/..\\:*?"<>|\u0000💥 '.repeat(50);
    const name = pageName({ file: 'C:\\you\\x.test.ts', fullName, id: '-1_2' });
    expect(name).toMatch(/^gossip-x-test-ts-ber-lang-[a-z-]+-[0-9a-f]{24}\.html$/);
    expect(name.length).toBeLessThan(120);
  });
});
