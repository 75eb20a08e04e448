import { readFile, readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { FOLDER, apiReference } from '../../tools/api-reference.mjs';

// docs/api/ is made out of the docstrings. After a change there: node tools/api-reference.mjs

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

let pages: ReadonlyMap<string, string>;
beforeAll(async () => {
  pages = await apiReference();
}, 120_000);

test('docs/api has a page for each entry of the package, and an index', async () => {
  const { exports } = JSON.parse(await readFile(`${ROOT}package.json`, 'utf8')) as { exports: Record<string, unknown> };
  const entries = Object.keys(exports).filter((path) => path !== './package.json');
  const names = entries.map((path) => (path === '.' ? 'gossip-inmemory.md' : `${path.slice(2)}.md`));
  expect((await readdir(FOLDER)).sort()).toEqual(['README.md', ...names].sort());
});

test('the pages are what the docstrings say: if not, run node tools/api-reference.mjs', async () => {
  for (const [name, page] of pages) expect(await readFile(`${FOLDER}/${name}`, 'utf8'), name).toBe(page);
});

test('every link leads to a heading', () => {
  const headings = new Set(
    [...pages].flatMap(([name, page]) =>
      [...page.matchAll(/^#+ `?([^`\n]+)`?$/gm)].map(([, heading]) => `${name}#${heading!.toLowerCase()}`),
    ),
  );
  for (const [name, page] of pages) {
    for (const [, target, anchor] of page.matchAll(/\[`[^`\n]+`\]\(([\w.-]*)(?:#([\w-]+))?\)/g)) {
      if (anchor === undefined) expect([...pages.keys()]).toContain(target);
      else expect(headings).toContain(`${target || name}#${anchor}`);
    }
  }
});

test('nothing that is hidden shows, and nothing of this machine', () => {
  for (const [, page] of pages)
    expect(page).not.toMatch(/@internal|^ +(#|private )|import\("|\{@link|\(specification/m);
  for (const [, page] of pages) expect(page).not.toContain(ROOT);
});
