import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { node, npm, outputOf, ROOT } from './process.mjs';

/** What dist/ is made of. */
const SOURCES = [
  'src',
  'matchers',
  'fixtures',
  'tsup.config.ts',
  'tsconfig.json',
  'tsconfig.build.json',
  'tools/build.mjs',
];

/** The last file that a build writes. */
const BUILT = 'dist/cjs/package.json';

/** Packs the package, built first if it has to be, into a folder; the path of the tarball. */
export async function pack(folder) {
  await build();
  const [{ filename }] = JSON.parse(
    await npm(['pack', '--json', '--ignore-scripts', '--pack-destination', folder], ROOT),
  );
  return join(folder, filename);
}

/** Builds dist/, unless it is newer than everything it is made of. */
export async function build() {
  if ((await newest([BUILT])) < (await newest(SOURCES))) await outputOf(node(['tools/build.mjs']));
}

/** When the latest of some files, or of the files in some folders, was written; 0 if there is none. */
async function newest(paths) {
  const times = await Promise.all(
    paths.map(async (path) => {
      const found = await stat(join(ROOT, path)).catch(() => undefined);
      if (!found?.isDirectory()) return found?.mtimeMs ?? 0;
      const inside = await readdir(join(ROOT, path));
      return Math.max(found.mtimeMs, await newest(inside.map((name) => join(path, name))));
    }),
  );
  return Math.max(0, ...times);
}
