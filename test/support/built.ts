import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { build } from '../../tools/pack.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const LOCK = join(ROOT, '.tmp/build.lock');

/** In milliseconds: whoever holds the lock for longer has died. */
const TOO_LONG = 300_000;

/** What a process is started with that runs the command line as it is built. */
export const CLI = join(ROOT, 'dist/esm/src/cli/main.js');

/** The simulation's entry as it is built, in either format. */
export const BUILT_SIM = { esm: join(ROOT, 'dist/esm/src/sim/index.js'), cjs: join(ROOT, 'dist/cjs/src/sim/index.js') };

/** Builds the package, unless it is built already. Threads and processes need files, and test files that run side by side one build. */
export async function built(): Promise<void> {
  await mkdir(join(ROOT, '.tmp'), { recursive: true });
  while (!(await locked())) await setTimeout(100);
  try {
    await build();
  } finally {
    await rm(LOCK, { recursive: true });
  }
}

async function locked(): Promise<boolean> {
  try {
    await mkdir(LOCK);
    return true;
  } catch {
    const held = await stat(LOCK).catch(() => undefined);
    if (held !== undefined && Date.now() - held.mtimeMs > TOO_LONG) await rm(LOCK, { recursive: true, force: true });
    return false;
  }
}
