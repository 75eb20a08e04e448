import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

// docs/reading-a-failure.md shows what an engineer is told of each kind of failure. The texts are those that the runners
// print for test/consumer/failing, which CI compares (tools/failures.mjs). After a change there: npx vitest run test/docs -u

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const SUITES = `${ROOT}test/consumer/failing`;

/** What a failure means, and what to do, by the name of the test that fails so. */
const KINDS: Readonly<Record<string, string>> = {
  'wrong counts':
    'The named counts are compared, and nothing else. The history says which writes there were: a write that is delayed and not committed does not count.',
  'wrong row':
    'No row matches. The closest one is shown, cut down to the fields that you asked for, so that what differs is what you see.',
  'a row that should not be there': 'Under `.not` only what was not expected is shown.',
  'divergence from the oracle':
    'A store shows other rows than the model works out from what was committed: field by field, with the writes that touched the row. With the stores of this package that is a bug of ours; behind a wrapper of yours it is one of yours.',
  orphan:
    'A child was written before its parent. Received is the code to assert with `toFailCommit` where that is what the test is about.',
  'redaction leak': 'It says where the secret shows, and in which form, and never shows it.',
  'forgotten release':
    'The test passed, and left a write pending: whoever waits for it waits for ever. The line is the one that submitted it.',
  'unused fault':
    'A fault was armed and never struck: the code under test made fewer writes than you believe. That is often the bug itself.',
  'swallowed failure': 'A commit failed, and nobody looked. The code under test has lost a write without noticing.',
  'several things left behind': 'All of it in one error, pending writes first.',
  'a write that nobody releases':
    'The timeout of the runner says what was awaited, and what would have released it. The wait itself is never rejected: a worker that retries would swallow that.',
  'a write that never comes':
    'The commonest hang of all: a scope waits for a write that the code under test does not make, or made before the scope was opened.',
  'several writes, through a matcher and a worker that retries': 'All that hangs, oldest first.',
  'something else than a store':
    'Nothing is awaited of the stores. What they did last says how far the code under test has come.',
  'a matcher that cannot judge':
    'A mistake in the test, with and without `.not`: nonsense never passes. Nothing was judged.',
  'a matcher that nobody awaited': 'A matcher that waits has shown nothing until it has settled: await it.',
  'a failure of its own, and a write still pending':
    'A test that has failed already is not audited on top of that. What its stores did is shown beneath.',
  'a failure of its own, and another in leaving a scope':
    'JavaScript wraps two errors into one without a message; here it has both.',
  'an error of input': 'A value that no contract allows: the field, what was expected, what was received.',
};

const CHAPTERS: Readonly<Record<string, readonly string[]>> = {
  'An assertion fails': [
    'wrong counts',
    'wrong row',
    'a row that should not be there',
    'divergence from the oracle',
    'orphan',
    'redaction leak',
  ],
  'The test passed, and left something behind': [
    'forgotten release',
    'unused fault',
    'swallowed failure',
    'several things left behind',
  ],
  'The test hangs': [
    'a write that nobody releases',
    'a write that never comes',
    'several writes, through a matcher and a worker that retries',
    'something else than a store',
  ],
  'The test itself is wrong': ['a matcher that cannot judge', 'a matcher that nobody awaited', 'an error of input'],
  'Two failures at once': [
    'a failure of its own, and a write still pending',
    'a failure of its own, and another in leaving a scope',
  ],
};

const INTRODUCTION = `# Reading a failure

What you are told when a test goes red, kind by kind: the test, and the whole text. All of it was printed by a real run; the
texts are the same under Vitest 3.2, 4 and 5 and under Jest 29 and 30, around which each runner puts its own frame.

Every failure has the same parts: one sentence that says what is the case; what was expected and received; then the evidence, which
is what the stores did, numbered, with the lines of your code. A page with the whole timeline is written beside, and its
path is the last line. Nothing is printed for tests that pass.
`;

test('docs/reading-a-failure.md shows every failure as it is told', async () => {
  const told = toldByTest(await readFile(`${SUITES}/told.txt`, 'utf8'));
  const code = await codeByTest();
  expect(Object.values(CHAPTERS).flat().sort()).toEqual(Object.keys(KINDS).sort());
  expect(Object.keys(KINDS).sort(), 'every failure that is kept').toEqual([...told.keys()].sort());
  const chapters = Object.entries(CHAPTERS).map(([heading, names]) => {
    const sections = names.map((name) => sectionOf(name, code.get(name) ?? '', told.get(name) ?? ''));
    return `## ${heading}\n\n${sections.join('\n')}`;
  });
  const page = [INTRODUCTION, ...chapters].join('\n');
  await expect(page).toMatchFileSnapshot(`${ROOT}docs/reading-a-failure.md`);
});

function sectionOf(name: string, code: string, told: string): string {
  const heading = `${name[0]!.toUpperCase()}${name.slice(1)}`;
  return `### ${heading}\n\n${KINDS[name]}\n\n\`\`\`js\n${code}\n\`\`\`\n\n\`\`\`text\n${told}\n\`\`\`\n`;
}

function toldByTest(text: string): ReadonlyMap<string, string> {
  const parts = text.split(/^=== (.*): failed\n/m).slice(1);
  const entries: [string, string][] = [];
  for (let index = 0; index < parts.length; index += 2) entries.push([parts[index]!, parts[index + 1]!.trim()]);
  return new Map(entries);
}

/** The tests of the suites by their names, as they are written there. */
async function codeByTest(): Promise<ReadonlyMap<string, string>> {
  const texts = await Promise.all(['failures', 'hanging'].map((name) => readFile(`${SUITES}/${name}.test.ts`, 'utf8')));
  const tests = texts.flatMap((text) => [...text.matchAll(/^test\(\n? *'([^']+)',[^]*?^\}?\);$/gm)]);
  return new Map(tests.map(([code, name]) => [name!, code]));
}
