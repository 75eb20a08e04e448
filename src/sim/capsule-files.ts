import { fnv1a } from '../harness/seed.js';
import { PersistenceInputError } from '../values/input-error.js';
import { formatCapsule, parseCapsule, type Capsule } from './capsule.js';

/** A folder of capsules. Whoever has a file system hands one over: this package's simulation has none. */
export interface CapsuleFolder {
  /** The names of its files. */
  list(): Promise<readonly string[]>;
  read(file: string): Promise<string>;
  write(file: string, text: string): Promise<void>;
}

/** Longest name of a file, without its ending. */
const LONGEST = 80;

/** The name of the file for a failure; failures of one signature share one: `i2-ledger-bytesscanned.json`. */
export function capsuleFileName(capsule: Pick<Capsule, 'violations' | 'simulation'>): string {
  const name = signatureOf(capsule)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  if (name.length <= LONGEST) return `${name}.json`;
  const checksum = (fnv1a(name) >>> 0).toString(16).padStart(8, '0');
  return `${name.slice(0, LONGEST - 9)}-${checksum}.json`;
}

/**
 * The capsules of a folder by file, sorted: to be replayed before anything else. Files that do not end in `.json` are left alone.
 * Rejects with a `PersistenceInputError` that names the file which is no capsule.
 */
export async function readCapsules(folder: CapsuleFolder): Promise<ReadonlyMap<string, Capsule>> {
  const files = (await folder.list()).filter((file) => file.endsWith('.json')).sort();
  const capsules = new Map<string, Capsule>();
  for (const file of files) capsules.set(file, readFile(file, await folder.read(file)));
  return capsules;
}

function readFile(file: string, text: string): Capsule {
  try {
    return parseCapsule(text);
  } catch (error) {
    if (!PersistenceInputError.is(error)) throw error;
    const { code, field, message } = error;
    const sentence = message.replace(`${field}: `, '');
    throw new PersistenceInputError(code, { field: `${file}: ${field}` }, sentence, { cause: error });
  }
}

/** Writes what {@link mergeCapsules} says must be written; the names of the files. */
export async function keepCapsules(folder: CapsuleFolder, found: readonly Capsule[]): Promise<readonly string[]> {
  const written = mergeCapsules(await readCapsules(folder), found);
  for (const [file, capsule] of written) await folder.write(file, formatCapsule(capsule));
  return [...written.keys()];
}

/**
 * Of what is stored and what was found, the files to be written: one for each signature that is not stored yet, or only by a longer
 * run. A stored capsule stays in its file, whatever that is called.
 */
export function mergeCapsules(
  stored: ReadonlyMap<string, Capsule>,
  found: readonly Capsule[],
): ReadonlyMap<string, Capsule> {
  const written = new Map<string, Capsule>();
  const current = new Map(stored);
  for (const capsule of found) {
    const known = [...current].find(([, other]) => signatureOf(other) === signatureOf(capsule));
    if (known !== undefined && !isShorter(capsule, known[1])) continue;
    const file = known?.[0] ?? freeName(capsuleFileName(capsule), current);
    current.set(file, capsule);
    written.set(file, capsule);
  }
  return written;
}

function signatureOf({ violations, simulation }: Pick<Capsule, 'violations' | 'simulation'>): string {
  return violations[0]?.signature ?? `no violation ${simulation}`;
}

function isShorter(a: Capsule, b: Capsule): boolean {
  const fewer = a.operations.length - b.operations.length;
  return fewer < 0 || (fewer === 0 && formatCapsule(a).length < formatCapsule(b).length);
}

/** Two signatures may look alike in the name of a file. */
function freeName(file: string, taken: ReadonlyMap<string, unknown>): string {
  let name = file;
  for (let number = 2; taken.has(name); number++) name = file.replace(/\.json$/, `-${number}.json`);
  return name;
}
