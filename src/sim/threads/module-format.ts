import { existsSync, readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';

/**
 * Whether Node takes a file for CommonJS. Then it has the CommonJS copy of this package, and whoever hands it secrets needs the same
 * copy: they keep their bytes from any other.
 */
export function isCommonJs(file: string): boolean {
  const ending = extname(file);
  if (/^\.c[jt]s$/.test(ending)) return true;
  if (/^\.m[jt]s$/.test(ending) || !existsSync(file)) return false;
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const type = typeIn(join(folder, 'package.json'));
    if (type === 'module') return false;
    if (type === 'commonjs') return true;
    if (type !== undefined || dirname(folder) === folder) return !hasModuleSyntax(readFileSync(file, 'utf8'));
  }
}

/** The type of the modules of a package; `'none'` if its manifest does not say, `undefined` if there is no manifest. */
function typeIn(manifest: string): string | undefined {
  if (!existsSync(manifest)) return undefined;
  const { type = 'none' } = JSON.parse(readFileSync(manifest, 'utf8')) as { type?: string };
  return type;
}

/** Node looks for the syntax of ES modules where no manifest decides. */
function hasModuleSyntax(source: string): boolean {
  return /^\s*(import\s*[\w{*'"]|export\s*[\w{*])/m.test(source);
}
