import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CHECKS, describeConformance, type RunnerFunctions } from '../../src/conformance/index.js';
import { bareSubject, plainBackend, PLAIN_SUPPORTS } from './plain-backend.js';

const run = promisify(execFile);
const here = (path: string): string => new URL(path, import.meta.url).pathname;
const SOME = CHECKS.filter(({ id }) => ['LEDGER-UPSERT-01', 'LEDGER-MERGE-02', 'LEDGER-LIST-01'].includes(id));

// In Vitest: each of these is a test of this file.
describeConformance('plain backend', { create: () => plainBackend(), supports: PLAIN_SUPPORTS }, { describe, test });

describe('describeConformance', () => {
  /** A runner that runs nothing: it notes what it is given. */
  function noted() {
    const names: string[] = [];
    const given = {
      describe(name: string, body: () => void) {
        names.push(name);
        body();
      },
    };
    const skip = (name: string) => names.push(`skip ${name}`);
    const runner: RunnerFunctions = {
      ...given,
      test: Object.assign((name: string) => names.push(`test ${name}`), { skip }),
    };
    return { names, runner };
  }

  test('says in the name of a skipped test what the backend lacks', () => {
    const { names, runner } = noted();
    describeConformance('bare', bareSubject(), runner, { checks: SOME });
    expect(names).toEqual([
      'bare conforms',
      'test LEDGER-UPSERT-01 idempotent upsert',
      'test LEDGER-MERGE-02 scan, then fail',
      'skip LEDGER-LIST-01 terminal listing (needs listDoneHashes)',
    ]);
  });

  test('makes tests of what could not run if every MUST is required, and of no SHOULD', () => {
    const { names, runner } = noted();
    const optional = { ...SOME[2]!, id: 'SHOULD-01', level: 'SHOULD' } as const;
    describeConformance('bare', bareSubject(), runner, { checks: [...SOME.slice(2), optional], require: 'all-MUST' });
    expect(names.slice(1)).toEqual([
      'test LEDGER-LIST-01 terminal listing',
      'skip SHOULD-01 terminal listing (needs listDoneHashes)',
    ]);
  });

  test('says so if there is no runner', () => {
    expect(() => describeConformance('plain', bareSubject())).toThrow(
      'describeConformance() needs describe and test: run it under a runner that has them as globals, or pass { describe, test }.',
    );
  });
});

describe('under node:test', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'conformance-'));
    const common = { bundle: true, format: 'esm', platform: 'node', target: 'node20', logLevel: 'error' } as const;
    const contents = `export * from ${JSON.stringify(here('../../src/conformance/index.ts'))};
      export * from ${JSON.stringify(here('./plain-backend.ts'))};`;
    await build({ ...common, stdin: { contents, resolveDir: folder, loader: 'ts' }, outfile: join(folder, 'kit.mjs') });
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** What a file of tests prints, and how its process ends. */
  async function outcomeOf(name: string, body: string): Promise<{ readonly code: number; readonly stdout: string }> {
    const file = join(folder, `${name}.test.mjs`);
    const head = `import { describe, test } from 'node:test';
      import { CHECKS, describeConformance, plainBackend, PLAIN_SUPPORTS, PlainLedger } from './kit.mjs';
      const checks = CHECKS.filter(({ id }) => ${JSON.stringify(SOME.map(({ id }) => id))}.includes(id));\n`;
    await writeFile(file, head + body);
    const env = { ...process.env, NODE_OPTIONS: '', NODE_TEST_CONTEXT: undefined };
    try {
      return { code: 0, ...(await run(process.execPath, ['--test', '--test-reporter=tap', file], { env })) };
    } catch (error) {
      return error as { code: number; stdout: string };
    }
  }

  test('a correct backend passes, with one test per check', async () => {
    const { code, stdout } = await outcomeOf(
      'good',
      `describeConformance('plain', { create: () => plainBackend(), supports: PLAIN_SUPPORTS }, { describe, test }, { checks });`,
    );
    expect(stdout).toMatch(/ok 1 - LEDGER-UPSERT-01 idempotent upsert/);
    expect([code, /^# pass (\d+)$/m.exec(stdout)?.[1]]).toEqual([0, '3']);
  });

  test('a broken one fails, and says what it did', async () => {
    const { code, stdout } = await outcomeOf(
      'bad',
      `class LastWriteWins extends PlainLedger { merge(old, row) { return row; } }
       const create = () => plainBackend({ ledger: LastWriteWins });
       describeConformance('plain', { create, supports: {} }, { describe, test }, { checks });`,
    );
    expect(code).toBe(1);
    expect(stdout).toMatch(/not ok \d - LEDGER-MERGE-02 scan, then fail/);
    expect(stdout).toContain('Why: A failure that arrives late must not undo a scan');
    expect(stdout).toMatch(/ok \d - LEDGER-LIST-01 terminal listing \(needs listDoneHashes\) # SKIP/);
  });

  test('it has to be given what that has no globals for', async () => {
    const { code, stdout } = await outcomeOf('none', `describeConformance('plain', { create: () => plainBackend() });`);
    expect(code).toBe(1);
    expect(stdout).toContain('describeConformance() needs describe and test');
  });
});
