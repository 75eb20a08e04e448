import { readCount } from '../store/control-arguments.js';
import { objectLike, reading } from '../values/check.js';
import { PersistenceInputError } from '../values/input-error.js';
import { decodeOperation, encodeOperation, type OperationJson } from './codec.js';
import { FaultLevel, type SimProfile } from './context.js';
import { arrayLike, oneWord, SecretLabels, stringLike } from './json-values.js';
import type { SimOperation, SimStore } from './operations.js';
import type { SimOrigin, SimReport, SimulationName } from './report.js';
import { INVARIANTS, type InvariantName } from './violation.js';
import type { SimPhase } from './world.js';

/** The format that is written. */
const VERSION = 1;

/** The stores of each simulation. */
export const STORES_OF: Readonly<Record<SimulationName, readonly SimStore[]>> = {
  'done-ledger': ['ledger'],
  findings: ['sink'],
  persistence: ['ledger', 'sink'],
};

/** An operation of a capsule: as JSON, with the phase in which it was executed; `'safety'` if there is none. */
export type CapsuleOperation = OperationJson & { readonly phase?: Exclude<SimPhase, 'safety'> };

/** A violation, as a capsule notes it. */
export interface CapsuleViolation {
  readonly invariant: InvariantName;
  readonly step: number;
  readonly store: SimStore;
  readonly signature: string;
  readonly message: string;
}

/**
 * A run as plain JSON: what was executed, so that it can be replayed without the generator that drew it. u64 are decimal
 * strings, ids hex, secrets labels.
 */
export interface Capsule {
  readonly version: typeof VERSION;
  readonly simulation: SimulationName;
  /** What it was drawn from, or shrunk from; nothing that a replay needs. */
  readonly origin?: SimOrigin;
  readonly operations: readonly CapsuleOperation[];
  /** What did not hold when it was written. */
  readonly violations: readonly CapsuleViolation[];
}

/** An operation, and the phase in which it is executed. */
export interface PhasedOperation {
  readonly operation: SimOperation;
  readonly phase: SimPhase;
}

/** What was executed in a run, to be kept and replayed. */
export function capsuleOf(
  report: Pick<SimReport, 'simulation' | 'origin' | 'operations' | 'phases' | 'violations'>,
): Capsule {
  const { simulation, origin, operations, phases, violations } = report;
  const executed = operations.map((operation, index) => ({ operation, phase: phases[index] ?? 'script' }));
  return {
    version: VERSION,
    simulation,
    ...(origin && { origin: { ...origin } }),
    operations: encodeOperations(executed),
    violations: violations.map(({ invariant, step, store, signature, message }) => {
      return { invariant, step, store, signature, message };
    }),
  };
}

/** The operations of a capsule. */
export function encodeOperations(operations: readonly PhasedOperation[]): readonly CapsuleOperation[] {
  const secrets = new SecretLabels();
  return operations.map(({ operation, phase }) => {
    const { type, store, ...fields } = encodeOperation(operation, secrets);
    return { type, store, ...(phase !== 'safety' && { phase }), ...fields };
  });
}

/** A capsule as a file: one operation per line, so that a change of one shows as a change of one line. */
export function formatCapsule({ operations, violations, ...heading }: Capsule): string {
  const lists = { operations, violations };
  const lines = Object.entries(heading).map(([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)},`);
  const listed = Object.entries(lists).map(([name, items]) => {
    const rows = items.map((item) => `\n    ${JSON.stringify(item)}`).join(',');
    return `  "${name}": [${rows}${rows && '\n  '}]`;
  });
  return `{\n${lines.join('\n')}\n${listed.join(',\n')}\n}\n`;
}

/**
 * Reads a capsule: its JSON text, or what `JSON.parse` or an import made of that. Throws a `PersistenceInputError` that names
 * the path of what is wrong; `OutOfRange` at `capsule.version` for one that a newer version of this package has written.
 */
export function parseCapsule(source: unknown): Capsule {
  const { capsule, operations } = decodeCapsule(source);
  return { ...capsule, operations: encodeOperations(operations) };
}

/** A capsule that was read, and its operations. */
export function decodeCapsule(source: unknown): {
  readonly capsule: Omit<Capsule, 'operations'>;
  readonly operations: readonly PhasedOperation[];
} {
  return reading('capsule', () => {
    const { version, simulation, origin, operations, violations = [] } = objectLike('capsule', fromText(source));
    checkVersion(version);
    const capsule = {
      version: VERSION,
      simulation: readSimulation('capsule.simulation', simulation),
      ...(origin !== undefined && { origin: readOrigin(origin) }),
      violations: arrayLike('capsule.violations', violations).map(readViolation),
    } as const;
    const path = 'capsule.operations';
    const read = (json: unknown, index: number): PhasedOperation => {
      const phased = decodePhased(`${path}[${index}]`, json);
      oneWord(`${path}[${index}].store`, phased.operation.store, STORES_OF[capsule.simulation]);
      return phased;
    };
    return { capsule, operations: arrayLike(path, operations).map(read) };
  });
}

function fromText(source: unknown): unknown {
  if (typeof source !== 'string') return source;
  try {
    return JSON.parse(source);
  } catch (error) {
    const [expected, received] = ['the JSON text of a capsule', 'text that is not JSON'];
    const detail = { field: 'capsule', expected, received };
    throw new PersistenceInputError('InvalidType', detail, `expected ${expected}, received ${received}`, {
      cause: error,
    });
  }
}

function checkVersion(version: unknown): void {
  const field = 'capsule.version';
  const actual = readCount(field, version);
  if (actual === VERSION) return;
  const remedy = actual > VERSION ? 'a newer gossip-inmemory has written it' : 'there was no such version';
  throw new PersistenceInputError(
    'OutOfRange',
    { field, min: VERSION, max: VERSION, actual },
    `this package reads version ${VERSION}, received version ${actual}: ${remedy}`,
  );
}

function readSimulation(path: string, json: unknown): SimulationName {
  return oneWord(path, json, ['done-ledger', 'findings', 'persistence']);
}

function readOrigin(json: unknown): SimOrigin {
  const path = 'capsule.origin';
  const { simulation, seed, level, profile } = objectLike(path, json);
  const levels: readonly FaultLevel[] = [FaultLevel.SunnyDay, FaultLevel.Stormy, FaultLevel.Radioactive];
  return {
    simulation: readSimulation(`${path}.simulation`, simulation),
    seed: stringLike(`${path}.seed`, seed),
    level: oneWord(`${path}.level`, level, levels),
    profile: oneWord<SimProfile>(`${path}.profile`, profile, ['seed', 'extended']),
  };
}

/** Reads an operation of a capsule. Throws a `PersistenceInputError` that names the path. */
export function decodePhased(path: string, json: unknown): PhasedOperation {
  const { phase = 'safety', ...fields } = objectLike(path, json);
  return {
    operation: decodeOperation(path, fields),
    phase: oneWord<SimPhase>(`${path}.phase`, phase, ['safety', 'liveness', 'convergence', 'script']),
  };
}

function readViolation(json: unknown, index: number): CapsuleViolation {
  const path = `capsule.violations[${index}]`;
  const { invariant, step, store, signature, message } = objectLike(path, json);
  return {
    invariant: oneWord(`${path}.invariant`, invariant, Object.keys(INVARIANTS) as InvariantName[]),
    step: readCount(`${path}.step`, step),
    store: oneWord(`${path}.store`, store, ['ledger', 'sink']),
    signature: stringLike(`${path}.signature`, signature),
    message: stringLike(`${path}.message`, message),
  };
}
