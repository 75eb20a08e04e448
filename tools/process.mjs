import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The root of the repository. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** In milliseconds: a command that takes longer hangs. */
const TOO_LONG = 420_000;

/** A file of an installed package. */
export function installed(path) {
  return fileURLToPath(new URL(`../node_modules/${path}`, import.meta.url));
}

/**
 * Runs a command to its end, without a shell.
 * @returns {Promise<{ code: number, output: string }>} `output` is stdout and stderr together, and why it did not end.
 */
export function run(command, args, { cwd = ROOT, env = process.env } = {}) {
  const signal = AbortSignal.timeout(TOO_LONG); // unlike the option `timeout`, it does not keep us alive
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], signal, killSignal: 'SIGKILL' });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (chunk) => {
        output += chunk;
      });
    child.on('error', (error) => resolve({ code: 1, output: `${output}\n${command} ${args.join(' ')}: ${error}` }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** Runs a script with the Node that runs us. */
export function node(args, options) {
  return run(process.execPath, args, options);
}

/** What a command printed; throws, with that as the message, if it failed. */
export async function outputOf(running) {
  const { code, output } = await running;
  if (code !== 0) throw new Error(output);
  return output;
}

/** Runs npm, which must not take the package whose script we are for the one it is to work on. */
export async function npm(args, cwd) {
  const mine = /^(npm_(package|lifecycle|command|config_local_prefix)|INIT_CWD)/;
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !mine.test(name)));
  return outputOf(run('npm', [...args, '--loglevel=error'], { cwd, env }));
}
