import { describe, expect, test } from 'vitest';
import { CHECKS, runConformance, type CheckResult } from '../../src/conformance/index.js';
import { BROKEN } from './broken/index.js';
import { IdleClock } from './clock.js';
import { bareSubject, lastingSubject, plainBackend, PLAIN_SUPPORTS } from './plain-backend.js';

const plain = { create: () => plainBackend(), supports: PLAIN_SUPPORTS };
const [lastWriteWins] = BROKEN['ledger: merges']!;
const SOME = CHECKS.filter(({ id }) =>
  ['LEDGER-UPSERT-01', 'LEDGER-MERGE-02', 'LEDGER-GET-01', 'LEDGER-GET-09'].includes(id),
);
const options = { checks: SOME, run: 'some', clock: new IdleClock() };

describe('a run', () => {
  test('goes on after a failure, unless it is to bail', async () => {
    const outcomes = (results: readonly CheckResult[]) => results.map(({ check, outcome }) => `${check.id} ${outcome}`);
    const all = await runConformance(lastWriteWins!, options);
    expect(outcomes(all.results)).toEqual([
      'LEDGER-UPSERT-01 pass',
      'LEDGER-MERGE-02 fail',
      'LEDGER-GET-01 pass',
      'LEDGER-GET-09 not-run',
    ]);
    const some = await runConformance(lastWriteWins!, { ...options, bail: true });
    expect(outcomes(some.results)).toEqual([
      'LEDGER-UPSERT-01 pass',
      'LEDGER-MERGE-02 fail',
      'LEDGER-GET-01 not-run',
      'LEDGER-GET-09 not-run',
    ]);
    expect(some.toString()).toContain('an earlier check failed, and the run was to stop there');
    expect([all.ok, some.ok]).toEqual([false, false]);
  });

  test('tells of each result as it comes', async () => {
    const told: string[] = [];
    await runConformance(plain, {
      ...options,
      onProgress: ({ check, outcome }, done, total) => told.push(`${done}/${total} ${check.id} ${outcome}`),
    });
    expect(told).toEqual([
      '1/4 LEDGER-UPSERT-01 pass',
      '2/4 LEDGER-MERGE-02 pass',
      '3/4 LEDGER-GET-01 pass',
      '4/4 LEDGER-GET-09 not-run',
    ]);
  });

  test('can demand that every MUST ran', async () => {
    const report = await runConformance(bareSubject(), { checks: CHECKS, require: 'all-MUST' });
    const left = CHECKS.filter(({ level, needs }) => level === 'MUST' && needs.length > 0);
    expect(report.failures().map(({ check }) => check)).toEqual(left);
    expect(report.failures()[0]?.message).toBe(
      `It did not run, and every MUST was to run: the backend does not declare that it supports ${left[0]!.needs.join(', ')}.`,
    );
    expect((await runConformance(bareSubject(), { checks: CHECKS })).ok).toBe(true);
  });

  test('has the same identities again if it has the same name, and others if not', async () => {
    const operations = async (run?: string) => {
      const report = await runConformance(lastWriteWins!, { ...options, checks: SOME.slice(1, 2), run });
      return [report.run, report.failures()[0]?.operations] as const;
    };
    expect(await operations('again')).toEqual(await operations('again'));
    expect((await operations())[0]).not.toEqual((await operations())[0]);
  });

  test('does not disturb another on the same data', async () => {
    const lasting = lastingSubject({ ...PLAIN_SUPPORTS, strict: true });
    const reports = await Promise.all([runConformance(lasting), runConformance(lasting)]);
    for (const report of reports) expect(report.failures().map(String), report.toString()).toEqual([]);
  });
});

describe('a report', () => {
  test('as text says what came, what should have, why, and after what', async () => {
    const report = await runConformance(lastWriteWins!, options);
    expect(report.toString()).toMatchInlineSnapshot(`
      "FAIL LEDGER-MERGE-02 (MUST) scan, then fail
        The row is not what it must be. It differs in status, errorCode, findingsCount, provenance.runId, provenance.startedAt, provenance.finishedAt.
        Expected: { key: { tenantId: tenant A, policyHash: policy A, ovidHash: ovid 1 }, status: "ScannedWithFindings", bytesScanned: 100n, findingsCount: 2, provenance: { runId: 1n, shardId: 1n, fenceEpoch: 1n, startedAt: 10n, finishedAt: 20n } }
        Received: { key: { tenantId: tenant A, policyHash: policy A, ovidHash: ovid 1 }, status: "FailedPermanent", errorCode: "CORRUPT", bytesScanned: 100n, findingsCount: 0, provenance: { runId: 2n, shardId: 1n, fenceEpoch: 1n, startedAt: 30n, finishedAt: 40n } }
        Why: A failure that arrives late must not undo a scan, as writes of parallel workers complete in any order.
        Operations:
          1. batchUpsert([{ ovid 1 of tenant A, policy A: ScannedWithFindings, 100 bytes, 2 findings, run 1, shard 1, fence 1, 10..20 }]) -> handle 1
          2. wait() of handle 1 of batchUpsert -> { recordCount: 1, scannedCount: 1, findingsCount: 2 }
          3. batchUpsert([{ ovid 1 of tenant A, policy A: FailedPermanent, error code "CORRUPT", 100 bytes, 0 findings, run 2, shard 1, fence 1, 30..40 }]) -> handle 2
          4. wait() of handle 2 of batchUpsert -> { recordCount: 1, scannedCount: 0, findingsCount: 0 }
          5. batchGet(tenant A, policy A, [ovid 1]) -> [{ ovid 1 of tenant A, policy A: FailedPermanent, error code "CORRUPT", 100 bytes, 0 findings, run 2, shard 1, fence 1, 30..40 }]

      NOT-RUN LEDGER-GET-09 (MUST) malformed identities are refused
        the backend does not declare that it supports strict

      2 passed, 1 failed, 1 not run (run some)"
    `);
  });

  test('as JSON is the same for programs', async () => {
    const report = await runConformance(lastWriteWins!, options);
    const read = JSON.parse(JSON.stringify(report)) as { results: Record<string, unknown>[] };
    expect(read).toMatchObject({ run: 'some', pass: 2, fail: 1, 'not-run': 1 });
    expect(read.results.map(({ outcome }) => outcome)).toEqual(['pass', 'fail', 'pass', 'not-run']);
    expect(read.results[1]).toMatchObject({
      id: 'LEDGER-MERGE-02',
      level: 'MUST',
      contract: 'done-ledger',
      operations: expect.any(Array) as unknown,
    });
    expect(read.results[3]).toMatchObject({ why: expect.stringContaining('strict') as unknown });
  });

  test('as JUnit is well-formed, whatever a backend answers', async () => {
    const hostile = `<a b="c">&amp; ]]> \u0000\u001b[31m \ud800 \ufffe 'x'`;
    const create = () => Object.assign(plainBackend(), { dispose: () => Promise.reject(new Error(hostile)) });
    const xml = (await runConformance({ create, supports: PLAIN_SUPPORTS }, options)).toJUnit('a "suite" & more');
    expect(elementsOf(xml)).toEqual([
      'testsuite',
      ...SOME.flatMap(({ id }) => ['testcase', id === 'LEDGER-GET-09' ? 'skipped' : 'failure']),
    ]);
    expect(xml).toMatch(
      /^<\?xml version="1.0" encoding="UTF-8"\?>\n<testsuite name="a &quot;suite&quot; &amp; more" tests="4" failures="3" skipped="1">/,
    );
    expect(xml.isWellFormed()).toBe(true);
    expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/);
  });
});

/** The names of the elements of a document without comments and the like, in order; throws if it is not well-formed. */
function elementsOf(xml: string): readonly string[] {
  const names: string[] = [];
  const open: string[] = [];
  const body = xml.replace(/^<\?xml [^?]*\?>\n/, '');
  const token =
    /<(\/?)([a-z]+)((?: [a-z]+="[^"<&]*(?:&(?:amp|lt|gt|quot);[^"<&]*)*")*)(\/?)>|[^<&]+|&(?:amp|lt|gt|quot);/gy;
  for (let match = token.exec(body); match !== null; match = token.exec(body)) {
    const [, closing, name, , empty] = match;
    if (name === undefined) continue;
    if (closing === '/') expect(open.pop()).toBe(name);
    else names.push(name);
    if (closing === '' && empty === '') open.push(name);
    if (token.lastIndex === body.length) break;
  }
  expect([open, body.trimEnd().endsWith('</testsuite>')]).toEqual([[], true]);
  return names;
}
