// What a user reads when a test hangs or fails, in each Vitest that we support.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('failing', import.meta.url));
const VITEST = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');

/** The messages of each test by its title, without the runner's own and the columns; twice each, as it is retried. */
const messages = new Map<string, string[]>();
const pages: string[] = [];

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'gossip-inmemory-'));
  const report = join(folder, 'report.json');
  const args = ['run', '--root', ROOT, '--retry=1', '--reporter=json', `--outputFile=${report}`];
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST')));
  await new Promise((resolve) => {
    execFile(process.execPath, [VITEST, ...args], { cwd: ROOT, env: { ...env, NO_COLOR: '1' } }, resolve);
  });
  const { testResults } = JSON.parse(await readFile(report, 'utf8'));
  for (const { title, failureMessages } of testResults[0].assertionResults) {
    messages.set(title, failureMessages.map(readable));
  }
  await rm(folder, { recursive: true });
}, 60_000);

function readable(stack: string): string {
  return stack
    .replace(/\n {4}at [^]*/, '')
    .replaceAll(/\/\S+\/(failing\.fixture\.ts:\d+):\d+/g, '$1')
    .replace(/^\w*Error: (Test|Hook) timed out in 60ms\.\n.*Timeout"\./, '$1 timed out')
    .replace(/The whole timeline: (\S+)$/, (_, page: string) => {
      pages.push(join(ROOT, page));
      return 'The whole timeline: PAGE';
    });
}

const lines = (...texts: string[]): string => texts.join('\n');

const cases: [title: string, message: string][] = [
  [
    'a handle',
    lines(
      'Test timed out',
      '',
      'It waits for the stores in 1 place:',
      '',
      'findings write #1 (3 rows) is awaited at failing.fixture.ts:6.',
      '   It was submitted at failing.fixture.ts:5.',
      '   It is held back by withDelayedWrites(), called at failing.fixture.ts:4.',
      '   Release it before you await what needs it: delayed.releaseNext() or delayed.releaseAll().',
      '',
      'What the stores did:',
      '   1. findings autoComplete off, at failing.fixture.ts:4',
      '   2. findings #1 accepted, 3 rows, at failing.fixture.ts:5',
      '   3. findings #1 delayed, 3 rows (autoComplete is off), at failing.fixture.ts:5',
      '',
      'The whole timeline: PAGE',
    ),
  ],
  [
    'a matcher under fake timers',
    lines(
      'Test timed out',
      '',
      'It waits for the stores in 1 place:',
      '',
      'findings write #1 (3 rows) is awaited at failing.fixture.ts:13.',
      '   It was submitted at failing.fixture.ts:12.',
      '   It is held back by delayNextWrites(1), called at failing.fixture.ts:11.',
      '   Release it before you await what needs it: sink.releaseNext() or sink.releaseAll().',
      '',
      'What the stores did:',
      '   1. findings armed: delayNextWrites(1), 1 to strike, at failing.fixture.ts:11',
      '   2. findings #1 accepted, 3 rows, at failing.fixture.ts:12',
      '   3. findings #1 struck by delayNextWrites, 0 left',
      '   4. findings #1 delayed, 3 rows (delayNextWrites), at failing.fixture.ts:12',
      '',
      'The whole timeline: PAGE',
    ),
  ],
  [
    'a write that never comes',
    lines(
      'Test timed out',
      '',
      'It waits for the stores in 1 place:',
      '',
      'delayed.submitted(1) is awaited at failing.fixture.ts:19.',
      '   Submitted to done-ledger: 0 of 1. Missing: 1.',
      '   The scope was opened at failing.fixture.ts:18.',
      '   Nothing has been written to done-ledger: the code under test has not come that far, has ended, or writes to a store of its own.',
      '',
      'What the stores did:',
      '   1. done-ledger autoComplete off, at failing.fixture.ts:18',
      '',
      'The whole timeline: PAGE',
    ),
  ],
  ...[1, 2].map((number): [string, string] => [
    `of test ${number}`,
    lines(
      'Hook timed out',
      '',
      'It waits for the stores in 1 place:',
      '',
      'ledger.whenPending(1) is awaited at failing.fixture.ts:24.',
      '   Pending: 0 of 1. Missing: 1.',
      '   Nothing has been written to done-ledger: the code under test has not come that far, has ended, or writes to a store of its own.',
    ),
  ]),
  [
    'a failure',
    lines(
      'AssertionError: expected 1 to be 2 // Object.is equality',
      '',
      'What the stores did:',
      '   1. done-ledger #1 accepted, 1 row, at failing.fixture.ts:32',
      '   2. done-ledger #1 committed',
      '',
      'The whole timeline: PAGE',
    ),
  ],
  [
    'a leftover',
    lines(
      'GossipAuditError: the test passed, but left 1 thing behind in its stores',
      '',
      'done-ledger: loseNextAcks, armed at failing.fixture.ts:37, has not struck: 1 left.',
      "   Make the write it was meant for, arm fewer, or acknowledge it with resetFaults(); if it is meant, gossip.allow('unused-faults').",
      '',
      'What the stores did:',
      '   1. done-ledger armed: loseNextAcks(1), 1 to strike, at failing.fixture.ts:37',
      '',
      'The whole timeline: PAGE',
    ),
  ],
];

test.each(cases)('%s', (title, message) => {
  expect(messages.get(title)).toEqual([message, message]);
});

test('the pages are there, the same for both attempts', () => {
  expect(pages).toHaveLength(10);
  expect(new Set(pages).size).toBe(5);
  expect(pages.filter((page) => !existsSync(page))).toEqual([]);
});
