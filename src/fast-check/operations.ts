import fc, { type Arbitrary } from 'fast-check';
import type { DoneLedgerRecord } from '../records/done-ledger-record.js';
import type { FindingsUpsertBatch } from '../records/findings-batch.js';
import { describeOperation } from '../sim/describe-run.js';
import type { SimOperation, SimStore } from '../sim/operations.js';
import { closedBatch, orphanBatch, type BatchOptions } from './findings.js';
import { ledgerBatch, ledgerKey, type LedgerOptions } from './ledger.js';

/** How sequences of operations are made. */
export interface OperationsOptions {
  /** Most operations; 40 if left out. */
  readonly maxLength?: number | undefined;
}

/**
 * Sequences of operations on a ledger: writes, reads, releases, faults, crashes. Shrinking takes operations and records
 * away; those that remain are the same ones, under the same labels, so that a shrunk sequence does what it did.
 */
export function ledgerOperations({ maxLength, ...options }: OperationsOptions & LedgerOptions = {}): Arbitrary<
  readonly SimOperation[]
> {
  const keys = options.key ?? ledgerKey(options);
  const read = fc.array(keys, { minLength: 1, maxLength: 5 });
  return operations('ledger', maxLength, [
    { weight: 6, arbitrary: ledgerBatch(options).map((records): Draft => ({ records })) },
    { weight: 2, arbitrary: read.map((asked): Draft => ({ type: 'BatchGet', store: 'ledger', keys: asked })) },
  ]);
}

/** Sequences of operations on a sink, likewise; some batches lack parents. */
export function sinkOperations({
  maxLength,
  ...options
}: OperationsOptions & Pick<BatchOptions, 'pool'> = {}): Arbitrary<readonly SimOperation[]> {
  const batch = fc.oneof(
    { weight: 4, arbitrary: closedBatch(options) },
    { weight: 1, arbitrary: orphanBatch(options) },
  );
  return operations('sink', maxLength, [{ weight: 6, arbitrary: batch.map((written): Draft => ({ batch: written })) }]);
}

/** An operation, or what is written, still without a label. */
type Draft =
  | SimOperation
  | { readonly records: readonly DoneLedgerRecord[] }
  | { readonly batch: FindingsUpsertBatch }
  | { readonly type: 'Replay' | 'ReleaseSpecific' };

function operations(
  store: SimStore,
  maxLength = 40,
  own: readonly { readonly weight: number; readonly arbitrary: Arbitrary<Draft> }[],
): Arbitrary<readonly SimOperation[]> {
  const draft = fc.oneof(...own, ...controls(store));
  // What an operation is called, and which write it means, does not shrink: it is no matter of size.
  const id = fc.noShrink(fc.integer({ min: 0, max: 2 ** 30 }));
  return fc
    .uniqueArray(fc.record({ draft, id, target: id }), { maxLength, selector: (item) => item.id })
    .map((items) => listed(labelled(store, items)));
}

function controls(store: SimStore): { readonly weight: number; readonly arbitrary: Arbitrary<Draft> }[] {
  const count = fc.integer({ min: 1, max: 3 });
  const inject = fc.constantFrom('InjectSubmitFailure', 'InjectCommitFailure', 'InjectDelay', 'InjectAckLoss');
  const order = fc.constantFrom('OldestFirst', 'NewestFirst');
  return [
    { weight: 3, arbitrary: fc.record({ type: inject, store: fc.constant(store), count }) },
    { weight: 2, arbitrary: fc.constantFrom<Draft>({ type: 'Replay' }) },
    { weight: 2, arbitrary: fc.constantFrom<Draft>({ type: 'ReleaseSpecific' }) },
    {
      weight: 2,
      arbitrary: fc.constantFrom<Draft>({ type: 'ReleaseOldest', store }, { type: 'ReleaseNewest', store }),
    },
    { weight: 1, arbitrary: order.map((drawn): Draft => ({ type: 'ReleaseAll', store, order: drawn })) },
    { weight: 1, arbitrary: fc.boolean().map((on): Draft => ({ type: 'SetAutoComplete', store, on })) },
    { weight: 1, arbitrary: fc.constantFrom<Draft>({ type: 'Crash', store }, { type: 'ReadAll', store }) },
  ];
}

/** Gives writes their labels, and operations on earlier writes the one they mean; those without one are left out. */
function labelled(
  store: SimStore,
  items: readonly { readonly draft: Draft; readonly id: number; readonly target: number }[],
): SimOperation[] {
  const written: number[] = [];
  return items.flatMap(({ draft, id, target }): SimOperation[] => {
    const label = `w${id}`;
    const meant = written.reduce<number | undefined>(
      (best, one) => (best === undefined || distance(one, target) < distance(best, target) ? one : best),
      undefined,
    );
    if ('records' in draft || 'batch' in draft) {
      written.push(id);
      return [{ type: 'BatchUpsert', store, label, ...draft } as SimOperation];
    }
    if (draft.type !== 'Replay' && draft.type !== 'ReleaseSpecific') return [draft as SimOperation];
    if (meant === undefined) return [];
    const of = `w${meant}`;
    if (draft.type === 'ReleaseSpecific') return [{ type: 'ReleaseSpecific', store, write: of }];
    written.push(id);
    return [{ type: 'Replay', store, label, of }];
  });
}

/** How far two labels are apart: taking other writes away mostly leaves the nearest one the nearest. */
function distance(a: number, b: number): number {
  return Math.abs(a - b);
}

/** A list of operations that fast-check prints one a line, without payloads. */
export function listed(operations: readonly SimOperation[]): readonly SimOperation[] {
  return OperationList.from(operations);
}

class OperationList extends Array<SimOperation> {
  static {
    Object.defineProperty(this.prototype, fc.toStringMethod, {
      value(this: readonly SimOperation[]) {
        return `[${this.map((operation) => `\n  ${describeOperation(operation)}`).join('')}\n]`;
      },
    });
  }
}
