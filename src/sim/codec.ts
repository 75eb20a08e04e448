import { parseLedgerRecord, type DoneLedgerKey, type DoneLedgerRecord } from '../records/done-ledger-record.js';
import { parseFinding } from '../records/finding-record.js';
import type { FindingsUpsertBatch } from '../records/findings-batch.js';
import { parseObservation } from '../records/observation-record.js';
import { parseOccurrence } from '../records/occurrence-record.js';
import { FINDING, LEDGER_RECORD, OBSERVATION, OCCURRENCE } from '../records/stamps.js';
import { readBoolean, readCount, readOrder } from '../store/control-arguments.js';
import { invalidType, kindOf, objectLike } from '../values/check.js';
import type { PolicyHash, TenantId } from '../values/identities.js';
import { canonicalId } from '../values/public-id.js';
import {
  arrayLike,
  decodeFields,
  decodeValue,
  encodeValue,
  knownObject,
  oneWord,
  stringLike,
  type Json,
  type SecretLabels,
} from './json-values.js';
import { INJECTED_FAULT, type SimOperation, type SimOperationType, type SimStore } from './operations.js';

/** An operation as JSON: u64 as decimal strings, ids as hex, secrets by label. */
export interface OperationJson {
  readonly type: SimOperationType;
  readonly store: SimStore;
  readonly [field: string]: Json | undefined;
}

/** How the rows of a payload are told from hand-made ones, and read again. */
const ROWS = {
  records: { stamp: LEDGER_RECORD, parse: parseLedgerRecord },
  findings: { stamp: FINDING, parse: parseFinding },
  occurrences: { stamp: OCCURRENCE, parse: parseOccurrence },
  observations: { stamp: OBSERVATION, parse: parseObservation },
} as const;

/** Marks a row that no constructor of this package has checked. */
const HAND_MADE = '$handMade';

/** An operation as JSON. `secrets` names the secrets of the whole run. */
export function encodeOperation(operation: SimOperation, secrets: SecretLabels): OperationJson {
  const { type, store } = operation;
  const fields = operation as unknown as Readonly<Record<string, unknown>>;
  const encoded = fieldsOf(type, store)
    .filter((name) => fields[name] !== undefined || isPayload(name))
    .map((name) => {
      const value = fields[name];
      return [name, name === 'batch' ? encodeBatch(value, secrets) : encodePart(name, value, secrets)];
    });
  return { type, store, ...(Object.fromEntries(encoded) as Readonly<Record<string, Json>>) };
}

function encodeBatch(batch: unknown, secrets: SecretLabels): Json {
  const encoded = encodeValue(batch, secrets);
  if (isMarked(encoded) || kindOf(encoded) !== 'object') return encoded;
  const parts = Object.entries(batch as object).map(([name, part]) => [name, encodePart(name, part, secrets)]);
  return Object.fromEntries(parts) as Json;
}

function encodePart(name: string, value: unknown, secrets: SecretLabels): Json {
  const encoded = encodeValue(value, secrets);
  if (!isRows(name) || !Array.isArray(encoded)) return encoded;
  return encoded.map((row: Json, index) =>
    kindOf(row) !== 'object' || isMarked(row) || ROWS[name].stamp.has((value as unknown[])[index])
      ? row
      : { [HAND_MADE]: true, ...(row as object) },
  );
}

/** The operation that {@link encodeOperation} has encoded. Throws a `PersistenceInputError` that names the path. */
export function decodeOperation(path: string, json: unknown): SimOperation {
  const { type, store, ...fields } = objectLike(path, json);
  const known = oneWord(`${path}.type`, type, Object.keys(FIELDS) as SimOperationType[]);
  const stores = known === 'BatchGet' || known === 'ListDone' ? LEDGER_ONLY : STORES;
  const operation = { type: known, store: oneWord(`${path}.store`, store, stores) };
  const names = fieldsOf(known, operation.store);
  knownObject(path, fields, names);
  const decoded = names.flatMap((name) => {
    const value = fields[name];
    if (value === undefined && OPTIONAL.has(name)) return [];
    if (value === undefined && isPayload(name)) throw invalidType(`${path}.${name}`, 'a payload', value);
    return [[name, DECODERS[name](`${path}.${name}`, value)]];
  });
  return { ...operation, ...Object.fromEntries(decoded) } as SimOperation;
}

const STORES = ['ledger', 'sink'] as const;
const LEDGER_ONLY = ['ledger'] as const;
const FAULTS = Object.values(INJECTED_FAULT);
const OPTIONAL: ReadonlySet<string> = new Set(['faults', 'unattended', 'scribbled']);

/** What each operation has beside its type and store, in the order in which it is written. None can be forgotten. */
const FIELDS: {
  readonly [Type in SimOperationType]: Readonly<Record<FieldOf<Extract<SimOperation, { readonly type: Type }>>, true>>;
} = {
  BatchUpsert: { label: true, faults: true, unattended: true, scribbled: true, records: true, batch: true },
  Replay: { label: true, of: true, faults: true, unattended: true, scribbled: true },
  Wait: { write: true },
  BatchGet: { keys: true },
  ListDone: { tenantId: true, policyHash: true },
  ReadAll: {},
  ReleaseOldest: {},
  ReleaseNewest: {},
  ReleaseSpecific: { write: true },
  ReleaseAll: { order: true },
  InjectSubmitFailure: { count: true },
  InjectCommitFailure: { count: true },
  InjectDelay: { count: true },
  InjectAckLoss: { count: true },
  ResetFaults: {},
  SetAutoComplete: { on: true },
  Crash: {},
};

type FieldOf<Operation> = Operation extends SimOperation ? Exclude<keyof Operation, 'type' | 'store'> : never;

/** The fields that an operation of a type has on a store: what is written to a ledger is called otherwise. */
function fieldsOf(type: SimOperationType, store: SimStore): readonly (keyof typeof DECODERS)[] {
  const payloadOfOther = store === 'ledger' ? 'batch' : 'records';
  return (Object.keys(FIELDS[type]) as (keyof typeof DECODERS)[]).filter((name) => name !== payloadOfOther);
}

const DECODERS = {
  label: stringLike,
  of: stringLike,
  write: (path: string, json: unknown) => (typeof json === 'number' ? readCount(path, json) : stringLike(path, json)),
  order: readOrder,
  on: readBoolean,
  unattended: readBoolean,
  scribbled: readBoolean,
  tenantId: canonicalId<TenantId>,
  policyHash: canonicalId<PolicyHash>,
  count: readCount,
  faults: (path: string, json: unknown) =>
    arrayLike(path, json).map((fault, index) => oneWord(`${path}[${index}]`, fault, FAULTS)),
  keys: (path: string, json: unknown) =>
    arrayLike(path, json).map((key, index) => decodeValue(`${path}[${index}]`, key) as DoneLedgerKey),
  records: (path: string, json: unknown) => decodeRows('records', path, json) as readonly DoneLedgerRecord[],
  batch: (path: string, json: unknown) => decodeBatch(path, json) as FindingsUpsertBatch,
};

function decodeBatch(path: string, json: unknown): unknown {
  if (kindOf(json) !== 'object' || isMarked(json)) return decodeValue(path, json);
  return Object.fromEntries(
    Object.entries(json as object).map(([name, part]) => [
      name,
      isRows(name) ? decodeRows(name, `${path}.${name}`, part) : decodeValue(`${path}.${name}`, part),
    ]),
  );
}

function decodeRows(table: keyof typeof ROWS, path: string, json: unknown): unknown {
  if (!Array.isArray(json)) return decodeValue(path, json);
  return json.map((row: unknown, index) => decodeRow(table, `${path}[${index}]`, row));
}

function decodeRow(table: keyof typeof ROWS, path: string, json: unknown): unknown {
  if (kindOf(json) !== 'object') return decodeValue(path, json);
  const { [HAND_MADE]: handMade, ...fields } = json as Readonly<Record<string, unknown>>;
  if (handMade === true) return decodeFields(path, fields, false);
  if (isMarked(json)) return decodeValue(path, json);
  const row = ROWS[table].parse(path, decodeFields(path, fields, true));
  knownObject(path, fields, Object.keys(row));
  return row;
}

function isPayload(name: string): boolean {
  return name === 'records' || name === 'batch';
}

function isRows(name: string): name is keyof typeof ROWS {
  return Object.hasOwn(ROWS, name);
}

function isMarked(json: unknown): boolean {
  return typeof json === 'object' && json !== null && Object.keys(json).some((name) => name.startsWith('$'));
}
