import { mergeCapsules, type CapsuleFolder } from '../capsule-files.js';
import { formatCapsule, parseCapsule, type Capsule } from '../capsule.js';
import type { SimulationName } from '../report.js';
import type { SweepFailure } from './tally.js';

/** A failure of an earlier sweep: the name of its file, and its text, whether or not that can be read. */
export interface StoredFailure {
  readonly name: string;
  readonly text: string;
}

/** The failures of earlier sweeps, by the names of their files. */
export async function loadFailures(folder: CapsuleFolder | undefined): Promise<readonly StoredFailure[]> {
  const names = ((await folder?.list()) ?? []).filter((name) => name.endsWith('.json')).sort();
  const failures: StoredFailure[] = [];
  for (const name of names) failures.push({ name, text: (await folder?.read(name)) ?? '' });
  return failures;
}

/** Writes the failures that are new, or have a shorter run now; all of them, each with the file that it is in. */
export async function keepFailures(
  folder: CapsuleFolder,
  stored: readonly StoredFailure[],
  simulation: SimulationName,
  failures: readonly SweepFailure[],
): Promise<readonly SweepFailure[]> {
  const known = new Map(stored.map(({ name, text }) => [name, readOr(nothing(simulation), text)]));
  const written = mergeCapsules(
    known,
    failures.flatMap(({ capsule }) => capsule ?? []),
  );
  for (const [name, capsule] of written) await folder.write(name, formatCapsule(capsule));
  const files = new Map([...known, ...written].map(([name, { violations }]) => [violations[0]?.signature, name]));
  return failures.map((failure) => {
    const file = failure.capsule && files.get(failure.signature);
    return file === undefined ? failure : { ...failure, file };
  });
}

/** What stands for a file that cannot be read, and must not be overwritten. */
function nothing(simulation: SimulationName): Capsule {
  return { version: 1, simulation, operations: [], violations: [] };
}

function readOr(fallback: Capsule, text: string): Capsule {
  try {
    return parseCapsule(text);
  } catch {
    return fallback;
  }
}
