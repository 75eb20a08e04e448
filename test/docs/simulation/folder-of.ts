import type { CapsuleFolder } from 'gossip-inmemory/sim';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A folder of capsules on disk. */
export function folderOf(path: string): CapsuleFolder {
  return {
    list: () => readdir(path),
    read: (file) => readFile(join(path, file), 'utf8'),
    write: (file, text) => writeFile(join(path, file), text),
  };
}
