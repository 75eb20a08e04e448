import {
  BatchValidation,
  DoneLedgerBatch,
  FindingsUpsertBatch,
  OvidHash,
  PersistenceInputError,
  type DoneLedgerRecord,
  type ErrorOrigin,
} from 'gossip-inmemory';

// What callers hand over is theirs: it may be anything, and may change once the call has returned. What is read here is a
// copy that has been checked.

/** Reads a ledger batch. Throws `BatchValidation` for what is refused at submission: whatever is not shaped like records. */
export function readRecords(origin: ErrorOrigin, input: unknown): readonly DoneLedgerRecord[] {
  return refusing(origin, () => DoneLedgerBatch.parse(input));
}

/** Holds a batch to the rules that are checked at commit. Throws `BatchValidation` for the first that is broken. */
export function checkRecords(origin: ErrorOrigin, records: readonly DoneLedgerRecord[]): void {
  refusing(origin, () => DoneLedgerBatch.validate(records));
}

/** Reads a findings batch. Throws `BatchValidation` for a malformed row, a wrong observation id, a second tenant. */
export function readBatch(origin: ErrorOrigin, input: unknown): FindingsUpsertBatch {
  return refusing(origin, () => FindingsUpsertBatch.parse(input));
}

/** Reads the hashes of a query. Throws a `PersistenceInputError` for what is no array, or a malformed hash. */
export function readHashes(input: unknown): readonly OvidHash[] {
  if (!Array.isArray(input)) {
    const detail = { field: 'ovidHashes', expected: 'array', received: typeof input };
    throw new PersistenceInputError('InvalidType', detail, `expected array, received ${detail.received}`);
  }
  return Array.from(input, (hash: OvidHash) => OvidHash.fromBytes(OvidHash.toBytes(hash)));
}

/** Turns what is wrong with the input into the contract's refusal. */
function refusing<T>(origin: ErrorOrigin, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw PersistenceInputError.is(error) ? new BatchValidation(origin, error) : error;
  }
}
