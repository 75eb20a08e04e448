import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readManifest } from '../own-package.js';

/** A package that is installed. */
export interface Installed {
  readonly version: string;
  /** Where it is, links resolved. */
  readonly folder: string;
}

/** The package that an import from a folder finds; `undefined` if there is none. */
export function installedFor(folder: string, name: string): Installed | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const found = packageIn(join(at, 'node_modules', name));
    if (found !== undefined || dirname(at) === at) return found;
  }
}

/** Every copy of a package below the `node_modules` of a folder, and of those above it. */
export function copiesOf(folder: string, name: string): readonly Installed[] {
  const copies = new Map<string, Installed>();
  const seen = new Set<string>();
  const look = (modules: string): void => {
    for (const entry of packagesIn(modules, seen)) {
      const copy = entry.endsWith(`node_modules/${name}`) ? packageIn(entry) : undefined;
      if (copy !== undefined) copies.set(copy.folder, copy);
      look(join(entry, 'node_modules'));
    }
  };
  for (let at = folder; ; at = dirname(at)) {
    look(join(at, 'node_modules'));
    if (dirname(at) === at) return [...copies.values()];
  }
}

function packageIn(folder: string): Installed | undefined {
  const version = readManifest(folder)?.version;
  return version === undefined ? undefined : { version, folder: realpathSync(folder) };
}

/** The folders of the packages in a `node_modules`, those of pnpm's store included. */
function packagesIn(modules: string, seen: Set<string>): readonly string[] {
  if (!existsSync(modules)) return [];
  const real = realpathSync(modules);
  if (seen.has(real)) return [];
  seen.add(real);
  return readdirSync(real).flatMap((entry) => {
    const path = join(real, entry);
    if (entry === '.pnpm') return readdirSync(path).map((inner) => join(path, inner));
    if (entry.startsWith('@')) return readdirSync(path).map((inner) => join(path, inner));
    return entry.startsWith('.') ? [] : [path];
  });
}
