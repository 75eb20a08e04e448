import { kindOf } from '../../src/values/check.js';
import { isCanonicalId } from '../../src/values/public-id.js';
import { SecretHash } from '../../src/values/secrets.js';
import { describe, describeWrong, isAsymmetric, wrongArgument } from './arguments.js';
import type { MatcherContext } from './context.js';
import { isStatus, STATUSES } from './statuses.js';

/** What a field of a row holds; an object stands for the fields below it. */
export type FieldKind = 'id' | 'u64' | 'u32' | 'status' | 'text' | 'secret' | FieldKinds;

/** The fields of a row. */
export interface FieldKinds {
  readonly [field: string]: FieldKind;
}

const ids = <Name extends string>(...names: readonly Name[]): Record<Name, 'id'> =>
  Object.fromEntries(names.map((name) => [name, 'id'])) as Record<Name, 'id'>;

/** The fields of a ledger row's key. */
export const KEY_FIELDS: FieldKinds = ids('tenantId', 'policyHash', 'ovidHash');

/** The fields of a ledger row. */
export const RECORD_FIELDS: FieldKinds = {
  key: KEY_FIELDS,
  status: 'status',
  bytesScanned: 'u64',
  findingsCount: 'u32',
  provenance: { runId: 'u64', shardId: 'u64', fenceEpoch: 'u64', startedAt: 'u64', finishedAt: 'u64' },
  errorCode: 'text',
};

/** The fields of a finding. */
export const FINDING_FIELDS: FieldKinds = {
  ...ids('tenantId', 'findingId', 'stableItemId', 'ruleFingerprint'),
  secretHash: 'secret',
};

/** The fields of an occurrence. */
export const OCCURRENCE_FIELDS: FieldKinds = {
  ...ids('tenantId', 'occurrenceId', 'findingId', 'objectVersionId'),
  byteOffset: 'u64',
  byteLength: 'u64',
};

/** The fields of an observation. */
export const OBSERVATION_FIELDS: FieldKinds = {
  ...ids('tenantId', 'observationId', 'occurrenceId', 'policyHash', 'ovidHash'),
  runId: 'u64',
  shardId: 'u64',
  fenceEpoch: 'u64',
  seenAt: 'u64',
  location: { display: 'text', url: 'text' },
};

/** A part of a row, its leaves by path. */
export type PartialRow = ReadonlyMap<string, unknown>;

/**
 * Reads the part of a row that a test expects. Throws a `MatcherUsageError` for a field that rows do not have, and for a
 * value that the field can never hold, such as a number in a u64.
 */
export function readPartialRow(name: string, argument: unknown, fields: FieldKinds, prefix = ''): PartialRow {
  if (kindOf(argument) !== 'object') {
    throw wrongArgument(name, `${place(prefix, 'the expected row')} is an object, not ${describe(argument)}`);
  }
  const leaves = new Map<string, unknown>();
  for (const [field, value] of Object.entries(argument as object) as [string, unknown][]) {
    const path = prefix + field;
    const kind = Object.hasOwn(fields, field) ? fields[field] : undefined;
    if (kind === undefined) {
      const known = Object.keys(fields).map((known) => prefix + known);
      throw wrongArgument(name, `rows have no field "${path}", only ${known.join(', ')}`);
    }
    if (typeof kind === 'object' && !isAsymmetric(value) && value !== undefined) {
      for (const [below, leaf] of readPartialRow(name, value, kind, `${path}.`)) leaves.set(below, leaf);
    } else {
      checkLeaf(name, path, value, kind);
      leaves.set(path, value);
    }
  }
  if (leaves.size === 0)
    throw wrongArgument(name, `${place(prefix, 'the expected row')} names none of ${Object.keys(fields).join(', ')}`);
  return leaves;
}

/** The expected fields that a row does not have as expected. */
export function mismatches(context: MatcherContext, row: object, expected: PartialRow): string[] {
  return [...expected]
    .filter(
      ([path, value]) => !hasGroup(row, path) || !context.equals(fieldAt(row, path), value, context.customTesters),
    )
    .map(([path]) => path);
}

/** Whether a row has ids at these paths: one that has not is a row of something else. */
export function hasIds(row: object, paths: readonly string[]): boolean {
  return paths.every((path) => typeof fieldAt(row, path) === 'string');
}

/** The fields of a row at some paths, in the shape of a row. */
export function partOf(row: object, paths: Iterable<string>): object {
  return nest(new Map(Array.from(paths, (path) => [path, fieldAt(row, path)])));
}

/** An object from its leaves by path. */
export function nest(leaves: PartialRow): object {
  const root: Record<string, unknown> = {};
  for (const [path, value] of leaves) {
    const fields = path.split('.');
    const last = fields.pop() as string;
    const parent = fields.reduce((object, field) => (object[field] ??= {}) as Record<string, unknown>, root);
    parent[last] = value;
  }
  return root;
}

/** Whether the group of fields that a path leads into is there: a row without a location has none without a url. */
function hasGroup(row: object, path: string): boolean {
  const group = path.slice(0, Math.max(path.lastIndexOf('.'), 0));
  return group === '' || fieldAt(row, group) !== undefined;
}

/** The value of a row at a path. */
function fieldAt(row: object, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, field) => (value as Record<string, unknown> | null | undefined)?.[field], row);
}

function checkLeaf(name: string, path: string, value: unknown, kind: FieldKind): void {
  if (isAsymmetric(value) || (value === undefined && OPTIONAL.has(path))) return;
  const [wanted, holds] = LEAVES[typeof kind === 'object' ? 'text' : kind];
  if (!holds(value))
    throw wrongArgument(
      name,
      `"${path}" is ${wanted}, not ${kind === 'secret' ? describe(value) : describeWrong(value)}`,
    );
}

/** A part of the argument in a message. */
function place(prefix: string, whole: string): string {
  return prefix === '' ? whole : `"${prefix.slice(0, -1)}"`;
}

/** Fields that a row may lack, so that a test may expect `undefined`. */
const OPTIONAL: ReadonlySet<string> = new Set(['errorCode', 'location', 'location.url']);

const LEAVES: Record<Exclude<FieldKind, FieldKinds>, readonly [wanted: string, holds: (value: unknown) => boolean]> = {
  id: ['64 lower-case hex digits', isCanonicalId],
  u64: [
    'a bigint from 0n to 2n ** 64n - 1n',
    (value) => typeof value === 'bigint' && BigInt.asUintN(64, value) === value,
  ],
  u32: ['a whole number from 0 to 2 ** 32 - 1', (value) => typeof value === 'number' && value >>> 0 === value],
  status: [`one of ${STATUSES.join(', ')}`, isStatus],
  text: ['a string', (value) => typeof value === 'string'],
  secret: ['a SecretHash', (value) => value instanceof SecretHash],
};
