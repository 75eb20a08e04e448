// Makes docs/api/ out of the docstrings: a page for each entry of package.json. `node tools/api-reference.mjs` writes the
// pages; test/docs/api-reference.test.ts fails when they are stale.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Declarations } from './api/declarations.mjs';
import { entriesOf } from './api/entries.mjs';
import { pagesOf } from './api/pages.mjs';
import { ROOT } from './process.mjs';

/** The folder of the pages. */
export const FOLDER = join(ROOT, 'docs/api');

/** The pages as they should be: Markdown by file name. */
export async function apiReference() {
  const manifest = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
  return pagesOf(entriesOf(manifest), new Declarations());
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await rm(FOLDER, { recursive: true, force: true });
  await mkdir(FOLDER, { recursive: true });
  for (const [file, text] of await apiReference()) await writeFile(join(FOLDER, file), text);
}
