import { objectLike, reading, storedU64, u64, type U64Reader } from '../values/check.js';
import {
  OccurrenceId,
  spanLength,
  type FindingId,
  type ObjectVersionId,
  type OccurrenceIdInput,
  type TenantId,
} from '../values/identities.js';
import { canonicalId } from '../values/public-id.js';
import { checkDerivedId } from './derived-id.js';
import { OCCURRENCE } from './stamps.js';

/** A place in an object version where a finding occurs (specification 1-semantics, section 2). Immutable plain data. */
export interface OccurrenceRecord {
  readonly tenantId: TenantId;
  readonly occurrenceId: OccurrenceId;
  readonly findingId: FindingId;
  readonly objectVersionId: ObjectVersionId;
  /** u64, in bytes. */
  readonly byteOffset: bigint;
  /** u64, in bytes, not 0. */
  readonly byteLength: bigint;
}

/** What {@link OccurrenceRecord.create} takes. */
export interface OccurrenceRecordInput extends OccurrenceIdInput {
  readonly tenantId: TenantId;
}

export const OccurrenceRecord = Object.freeze({
  /** Makes an occurrence and derives its id. Throws `InvalidType`, `InvalidHex`, `OutOfRange` or `ZeroSpanLength`. */
  create: (input: OccurrenceRecordInput): OccurrenceRecord =>
    reading('occurrence', () =>
      readOccurrence('occurrence', objectLike('occurrence', input), u64, OccurrenceId.derive),
    ),

  /** Rebuilds an occurrence with the id that was stored. Throws `IdMismatch` if that is not the derivation. */
  fromPersisted: (input: OccurrenceRecordInput & { readonly occurrenceId: OccurrenceId }): OccurrenceRecord => {
    const record = readStored('occurrence', input, u64);
    checkDerivedId('IdMismatch', 'occurrence.occurrenceId', OccurrenceId.derive(record), record.occurrenceId);
    return record;
  },
});

/** Reads an occurrence that a store is handed. Its id is taken as it is. */
export function parseOccurrence(field: string, value: unknown): OccurrenceRecord {
  return readStored(field, value, storedU64);
}

/** Whether two occurrences of one key say the same. */
export function sameOccurrence(a: OccurrenceRecord, b: OccurrenceRecord): boolean {
  return (
    a.findingId === b.findingId &&
    a.objectVersionId === b.objectVersionId &&
    a.byteOffset === b.byteOffset &&
    a.byteLength === b.byteLength
  );
}

function readStored(field: string, value: unknown, readU64: U64Reader): OccurrenceRecord {
  return reading(field, () => {
    const source = objectLike(field, value);
    return readOccurrence(field, source, readU64, () => canonicalId(`${field}.occurrenceId`, source['occurrenceId']));
  });
}

function readOccurrence(
  field: string,
  source: Readonly<Record<string, unknown>>,
  readU64: U64Reader,
  id: (fields: OccurrenceIdInput) => OccurrenceId,
): OccurrenceRecord {
  const fields = {
    tenantId: canonicalId<TenantId>(`${field}.tenantId`, source['tenantId']),
    findingId: canonicalId<FindingId>(`${field}.findingId`, source['findingId']),
    objectVersionId: canonicalId<ObjectVersionId>(`${field}.objectVersionId`, source['objectVersionId']),
    byteOffset: readU64(`${field}.byteOffset`, source['byteOffset']),
    byteLength: spanLength(`${field}.byteLength`, readU64(`${field}.byteLength`, source['byteLength'])),
  };
  return OCCURRENCE.seal({ ...fields, occurrenceId: id(fields) });
}
