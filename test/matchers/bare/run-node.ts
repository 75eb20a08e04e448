import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** What a plain Node process prints, which knows the TypeScript sources and nothing of the runner. */
export async function runNode(...args: readonly string[]): Promise<string> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_)/.test(name)));
  const sources = new URL('ts-sources.mjs', import.meta.url).href;
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', sources, ...args], { cwd: ROOT, env });
  return stdout;
}
