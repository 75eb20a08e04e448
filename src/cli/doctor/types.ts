import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from './finding.js';
import { installedFor } from './installed.js';
import { isAtLeast } from './versions.js';

interface CompilerOptions {
  readonly module?: string;
  readonly moduleResolution?: string;
}

/** What of TypeScript's ways to resolve a module knows the `exports` of a package. */
const KNOWS_EXPORTS = ['node16', 'node18', 'node20', 'nodenext', 'bundler'];

/** Whether TypeScript finds the types of the entries, as far as the configuration of the folder says. */
export async function types(folder: string): Promise<Finding[]> {
  const typescript = installedFor(folder, 'typescript');
  if (typescript === undefined || !existsSync(join(folder, 'tsconfig.json'))) return [];
  const text = `TypeScript ${typescript.version}`;
  const options = await configured(folder, typescript.folder);
  if (options === undefined)
    return [
      { status: 'note', text: `${text} does not show its configuration.`, remedy: 'npx tsc --showConfig says why' },
    ];
  const resolution = resolutionOf(options, typescript.version);
  if (resolution === undefined || KNOWS_EXPORTS.includes(resolution)) return [{ status: 'ok', text }];
  const remedy = 'In tsconfig.json: "module": "nodenext", or "moduleResolution": "bundler".';
  return [
    {
      status: 'problem',
      text: `${text} does not look into the package's exports: moduleResolution is ${resolution}.`,
      remedy,
    },
  ];
}

/** Which way is taken; `undefined` if it is the default of a TypeScript that looks into `exports`. */
function resolutionOf({ module, moduleResolution }: CompilerOptions, version: string): string | undefined {
  if (moduleResolution !== undefined) return moduleResolution.toLowerCase();
  const kind = module?.toLowerCase() ?? 'commonjs';
  if (kind.startsWith('node')) return kind;
  return isAtLeast(version, '6') || kind === 'preserve' ? undefined : 'node10';
}

/** The compiler options in force, what they extend included; `undefined` if the compiler does not say. */
function configured(folder: string, typescript: string): Promise<CompilerOptions | undefined> {
  const args = [join(typescript, 'bin/tsc'), '--showConfig'];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: folder }, (error, stdout) => {
      resolve(error === null ? optionsIn(stdout) : undefined);
    });
  });
}

function optionsIn(config: string): CompilerOptions | undefined {
  try {
    return (JSON.parse(config) as { compilerOptions?: CompilerOptions }).compilerOptions;
  } catch {
    return undefined;
  }
}
