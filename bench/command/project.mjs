// A project as a user has it: the built package in node_modules, where the runner takes it as it is.
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../../tools/process.mjs';

/** Makes a project of test files, given by name, inside this repository, whose Vitest it uses; `work` is told where. */
export async function withProject(files, work) {
  await mkdir(join(ROOT, '.tmp'), { recursive: true });
  const root = await mkdtemp(join(ROOT, '.tmp/bench-'));
  try {
    const packageFolder = join(root, 'node_modules/gossip-inmemory');
    await cp(join(ROOT, 'dist'), join(packageFolder, 'dist'), { recursive: true });
    await cp(join(ROOT, 'package.json'), join(packageFolder, 'package.json'));
    await writeFile(join(root, 'package.json'), '{ "private": true }\n'); // without one it is part of this package itself
    for (const [name, text] of Object.entries(files)) {
      await mkdir(join(root, name, '..'), { recursive: true });
      await writeFile(join(root, name), text);
    }
    return await work(root);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}
