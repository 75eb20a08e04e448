// Counts, from the reports that runners write themselves.
import { readFile } from 'node:fs/promises';

/**
 * @typedef {object} Count
 * @property {number} passed
 * @property {number} failed
 * @property {number} [skipped] Tests that could not be run here.
 * @property {string} [output] What to show of it if it failed.
 */

/** A step that is one test: it passed if its command did. */
export async function one(running) {
  const { code, output } = await running;
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, output };
}

/**
 * A step whose tests a runner counts, in a JSON report like Vitest's or in a plain `{ passed, failed }`. A runner that
 * fails for another reason than a test, or runs none, counts as one failed test.
 */
export async function counted(running, reportFile) {
  const { code, output } = await running;
  const report = await readFile(reportFile, 'utf8').then(JSON.parse, () => ({}));
  const passed = report.numPassedTests ?? report.passed ?? 0;
  const failed = report.numFailedTests ?? report.failed ?? 0;
  const skipped = report.numPendingTests ?? 0;
  const sound = failed > 0 || (code === 0 && passed > 0);
  return { passed, failed: failed + (sound ? 0 : 1), skipped, output: [output, ...(report.failures ?? [])].join('\n') };
}

/** Several counts in one. */
export function sum(counts) {
  return {
    passed: counts.reduce((total, { passed }) => total + passed, 0),
    failed: counts.reduce((total, { failed }) => total + failed, 0),
    skipped: counts.reduce((total, { skipped = 0 }) => total + skipped, 0),
    output: counts
      .filter(({ failed }) => failed > 0)
      .map(({ output }) => output)
      .join('\n'),
  };
}
