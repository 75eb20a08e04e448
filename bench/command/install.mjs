// The packages that we are compared with. They are none of the library's, so nobody else has to install them.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { npm } from '../../tools/process.mjs';
import { CONTENDERS } from '../programme.mjs';

const BENCH = fileURLToPath(new URL('..', import.meta.url));

/**
 * Installs the contenders' packages, where they are missing.
 * @returns whether a contender can take part. Without a network, those that need a package cannot.
 */
export async function installContenders(say) {
  if (!Object.values(CONTENDERS).every(isInstalled)) {
    try {
      await npm(['install', '--no-audit', '--no-fund', '--no-package-lock'], BENCH);
    } catch (error) {
      say(`The contenders' packages could not be installed: ${error.message.trim()}`);
    }
  }
  return (name) => isInstalled(CONTENDERS[name]);
}

function isInstalled({ needs }) {
  return needs === undefined || existsSync(join(BENCH, 'node_modules', needs, 'package.json'));
}
