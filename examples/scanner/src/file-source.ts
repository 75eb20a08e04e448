import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Where a worker's files come from. Paths are relative to the source, with forward slashes. */
export interface FileSource {
  /** All files, in an order that is the same on every machine. */
  list(): Promise<readonly string[]>;
  size(path: string): Promise<number>;
  read(path: string): Promise<Uint8Array>;
}

/** The regular files under `root`, dot files included. Symbolic links are not followed. */
export function directory(root: string): FileSource {
  return {
    list: () => walk(root, ''),
    size: async (path) => (await stat(join(root, path))).size,
    read: (path) => readFile(join(root, path)),
  };
}

async function walk(root: string, folder: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1)); // by code unit: no locale has a say
  const files: string[] = [];
  for (const entry of entries) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) files.push(...(await walk(root, path)));
    else if (entry.isFile()) files.push(path);
  }
  return files;
}
