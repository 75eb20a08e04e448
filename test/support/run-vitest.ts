import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the suites that are run in a process of their own. */
export const PROJECTS = fileURLToPath(new URL('../fixtures/projects', import.meta.url));

const VITEST = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');

/** How a run ended, and what it printed. */
export interface VitestRun {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs Vitest on some of the fixture suites. Resolves when it has ended, however it has. */
export function runVitest(...args: readonly string[]): Promise<VitestRun> {
  return runVitestWith({ NO_COLOR: '1', CI: '1' }, ...args);
}

/** The same, where these variables of the environment are set. */
export function runVitestWith(settings: Record<string, string>, ...args: readonly string[]): Promise<VitestRun> {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(VITEST|NODE_ENV|TEST$|FORCE_COLOR|NO_COLOR|CI$|GITHUB_)/.test(name),
    ),
  );
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [VITEST, 'run', '--root', PROJECTS, '--config', join(PROJECTS, 'vitest.config.ts'), ...args],
      { cwd: PROJECTS, env: { ...env, ...settings }, maxBuffer: 1e8 },
      (error, stdout, stderr) => resolve({ exitCode: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}

export interface TestResult {
  readonly status: 'passed' | 'failed' | 'skipped';
  /** One per error, as the reporter tells it: its stack. */
  readonly failures: readonly string[];
}

/**
 * Runs a fixture suite; its results by the title of the test. `shown` is how their errors are shown: by default without
 * timelines, and without what depends on the place of the repository.
 */
export async function resultsOf(
  suite: string,
  shown = (text: string): string => withoutTimeline(normalised(text)),
): Promise<ReadonlyMap<string, TestResult>> {
  const folder = await mkdtemp(join(tmpdir(), 'gossip-inmemory-'));
  try {
    const outputFile = join(folder, 'report.json');
    const { stderr } = await runVitest(suite, '--reporter=json', `--outputFile=${outputFile}`);
    if (stderr !== '') throw new Error(stderr);
    const { testResults } = JSON.parse(await readFile(outputFile, 'utf8')) as { testResults: readonly FileResult[] };
    const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
    return new Map(
      tests.map(({ title, status, failureMessages }) => [title, { status, failures: failureMessages.map(shown) }]),
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}

interface FileResult {
  readonly assertionResults: readonly {
    readonly title: string;
    readonly status: TestResult['status'];
    readonly failureMessages: readonly string[];
  }[];
}

/** Takes out of a text what depends on the place of the repository, and the columns. */
export function normalised(text: string): string {
  return text
    .replaceAll(`file://${PROJECTS}/`, '')
    .replaceAll(`${PROJECTS}/`, '')
    .replaceAll(/(\.ts:\d+):\d+/g, '$1');
}

/** Takes out of a text what the fixtures add to the error of a test that fails. */
export function withoutTimeline(text: string): string {
  return text.replace(/(\n\nWhat the stores did[^:]*:(\n {0,3}\d+\. .*)*)?\n\nThe whole timeline: \S+/, '');
}
