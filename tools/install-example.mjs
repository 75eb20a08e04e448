// An example, installed as a user would install it: outside of this repository, with the packed package.
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { node, npm, outputOf, ROOT } from './process.mjs';

/** Copies an example into a folder, makes it depend on the tarball, installs and type-checks it; where it is then. */
export async function installExample(name, folder, tarball) {
  const source = join(ROOT, 'examples', name);
  const app = join(folder, name);
  // What somebody installed inside the example stays behind.
  const filter = (path) => !relative(source, path).split(sep).includes('node_modules');
  await cp(source, app, { recursive: true, filter });
  await dependOn(tarball, join(app, 'package.json'));
  await npm(['install', '--no-audit', '--no-fund'], app);
  await outputOf(node(['node_modules/typescript/bin/tsc'], { cwd: app }));
  return app;
}

/** Points the dependency on this package at its tarball, and changes nothing else. */
async function dependOn(tarball, file) {
  const manifest = JSON.parse(await readFile(file, 'utf8'));
  manifest.dependencies['gossip-inmemory'] = `file:${tarball}`;
  await writeFile(file, `${JSON.stringify(manifest, null, 2)}\n`);
}
