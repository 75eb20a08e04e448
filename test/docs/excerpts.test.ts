import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { withExcerpts } from './excerpts.js';

// The code on the pages of docs/ is cut from the examples, which CI runs. After a change there:
// npx vitest run test/docs -u

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const pages = ['simulation.md', 'your-own-store.md'];

test.each(pages)('the excerpts in docs/%s are what the examples have', async (name) => {
  const page = await readFile(`${ROOT}docs/${name}`, 'utf8');
  expect(page).toContain('<!-- excerpt ');
  await expect(withExcerpts(page, ROOT)).toMatchFileSnapshot(`${ROOT}docs/${name}`);
});
