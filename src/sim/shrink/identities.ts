import { readableId } from '../../harness/readable-id.js';
import {
  FindingId,
  ObjectVersionId,
  ObservationId,
  OccurrenceId,
  OvidHash,
  PolicyHash,
  StableItemId,
  TenantId,
  type FindingIdInput,
  type ObservationIdInput,
  type OccurrenceIdInput,
} from '../../values/identities.js';
import type { CapsuleOperation } from '../capsule.js';
import { decodeFields } from '../json-values.js';
import { leaveOut } from './leave-out.js';
import { leavesOf, mapLeaves, valueAt, type Path } from './json-path.js';
import type { Trials } from './trials.js';

type Operations = readonly CapsuleOperation[];

/** What rows are told apart by, and what the simplest of each is called: the first, the second. */
const NAMES: Readonly<Record<string, ((number: number) => string) | undefined>> = {
  tenantId: (number) => readableId(TenantId, '7e4a', number),
  policyHash: (number) => readableId(PolicyHash, '9011', number),
  ovidHash: (number) => readableId(OvidHash, '071d', number),
  stableItemId: (number) => readableId(StableItemId, '17e3', number),
  objectVersionId: (number) => readableId(ObjectVersionId, '5e12', number),
  secretHash: (number) => `secret-${number}`,
  byteOffset: (number) => `${number - 1}`,
  byteLength: (number) => `${number}`,
  ruleFingerprint: undefined, // a hash of a name: one is as simple as another
};

/** Ids that are hashes of a row's other fields, and of its parent's id. */
const DERIVED = [
  ['findings', 'findingId', (row: object) => FindingId.derive(row as FindingIdInput)],
  ['occurrences', 'occurrenceId', (row: object) => OccurrenceId.derive(row as OccurrenceIdInput)],
  ['observations', 'observationId', (row: object) => ObservationId.derive(row as ObservationIdInput)],
] as const;

/** Most identities of a kind of which each is tried as each other. */
const FEW = 8;

/** Makes one of several tenants, policies, object versions and so on, wherever they are named; the rest get simple names. */
export async function simplifyIdentities(trials: Trials): Promise<void> {
  for (const kind of Object.keys(NAMES)) await mergeIdentities(trials, kind);
  const { operations } = trials.best;
  const names = new Map(Object.keys(NAMES).map((kind) => [kind, simpleNames(operations, kind)]));
  if (await trials.take(renamed(trials, (field) => names.get(field)))) return;
  for (const [kind, simple] of names)
    await trials.take(renamed(trials, (field) => (field === kind ? simple : undefined)));
}

async function mergeIdentities(trials: Trials, kind: string): Promise<void> {
  const known = (): readonly string[] => identitiesOf(trials.best.operations, kind);
  const merge = (into: string, later: readonly string[]): Promise<boolean> => {
    const names = new Map(later.map((name) => [name, into]));
    return trials.take(renamed(trials, (field) => (field === kind ? names : undefined)));
  };
  await leaveOut(
    () => known().length - 1,
    (start, end) => merge(known()[0] as string, known().slice(start + 1, end + 1)),
  );
  if (known().length > FEW) return;
  for (const later of known().slice(1))
    for (const earlier of known().slice(1, known().indexOf(later))) if (await merge(earlier, [later])) break;
}

/** The identities of one kind in the order in which they appear. */
export function identitiesOf(operations: Operations, kind: string): readonly string[] {
  const known = new Set<string>();
  for (const [path, value] of leavesOf(operations))
    if (path.at(-1) === kind && typeof value === 'string') known.add(value);
  return [...known];
}

/** Whether a field names an identity, and what the simplest of its kind is; of those that are hashes, the first that appears. */
export function simplestIdentity(field: string, operations: Operations): string | undefined {
  return Object.hasOwn(NAMES, field) ? (NAMES[field]?.(1) ?? identitiesOf(operations, field)[0]) : undefined;
}

function simpleNames(operations: Operations, kind: string): ReadonlyMap<string, string> {
  const known = identitiesOf(operations, kind);
  return new Map(known.map((value, index) => [value, NAMES[kind]?.(index + 1) ?? value]));
}

function renamed(
  { best }: Trials,
  names: (field: string) => ReadonlyMap<string | undefined, string | undefined> | undefined,
): Trials['best'] {
  const change = (field: string, value: unknown): unknown =>
    (typeof value === 'string' ? names(field)?.get(value) : undefined) ?? value;
  return { ...best, operations: withChangedLeaves(best.operations, change) };
}

/** Operations of which the leaves are changed, and the ids that are derived from them. */
export function withChangedLeaves(
  operations: Operations,
  change: (field: string, value: unknown) => unknown,
): Operations {
  let changed = operations.map((operation) => mapLeaves(operation, change) as CapsuleOperation);
  for (const [layer, field, derive] of DERIVED) {
    const derivations = new Map<unknown, string>();
    for (const [path, row] of rowsOf(operations, layer)) {
      const derived = derivation(derive, valueAt(changed, path));
      if (derived !== undefined && derivation(derive, row) === row[field]) derivations.set(row[field], derived);
    }
    changed = changed.map(
      (operation) =>
        mapLeaves(operation, (name, id) => (name === field ? (derivations.get(id) ?? id) : id)) as CapsuleOperation,
    );
  }
  return changed.map((operation, index) => {
    const before = operations[index] as CapsuleOperation;
    return JSON.stringify(operation) === JSON.stringify(before) ? before : operation;
  });
}

/** Whether an id of a row is what its fields come to; `undefined` if it is none of those that must be. */
export function isDerived(path: Path, operations: Operations): boolean | undefined {
  const known = DERIVED.find(([layer, field]) => path.at(-3) === layer && path.at(-1) === field);
  if (known === undefined) return undefined;
  const row = valueAt(operations, path.slice(0, -1));
  return derivation(known[2], row) === (row as Readonly<Record<string, unknown>>)[known[1]];
}

function* rowsOf(operations: Operations, layer: string): Generator<readonly [Path, Readonly<Record<string, unknown>>]> {
  for (const [index, operation] of operations.entries()) {
    const rows = valueAt(operation, ['batch', layer]);
    if (!Array.isArray(rows)) continue;
    for (const [place, row] of rows.entries())
      if (typeof row === 'object' && row !== null) yield [[index, 'batch', layer, place], row as never];
  }
}

function derivation(derive: (row: object) => string, row: unknown): string | undefined {
  try {
    return derive(decodeFields('row', row as Readonly<Record<string, unknown>>, false));
  } catch {
    return undefined; // it is malformed, so whatever its id is, it was not worked out
  }
}
