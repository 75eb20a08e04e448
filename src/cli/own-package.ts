import { readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What the manifest of a package says that is of interest here. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly engines?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** Where this file lies: its URL; in CommonJS its path, which the build puts here. */
const HERE = import.meta.url;

/** The package of which this file is a part: its folder, links resolved, and its manifest. */
export function ownPackage(): Manifest & { readonly folder: string } {
  let folder = dirname(realpathSync(HERE.startsWith('file:') ? fileURLToPath(HERE) : HERE));
  for (;;) {
    const manifest = readManifest(folder);
    if (manifest?.name === 'gossip-inmemory') return { ...manifest, folder };
    if (dirname(folder) === folder) throw new Error('the manifest of gossip-inmemory is not there');
    folder = dirname(folder);
  }
}

/** The manifest in a folder; `undefined` if there is none that can be read. */
export function readManifest(folder: string): Manifest | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
  } catch {
    return undefined;
  }
}
