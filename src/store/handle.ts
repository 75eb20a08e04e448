import type { CommitHandle, WaitOptions } from './contracts.js';
import type { EntryPoint } from './events.js';
import type { Operation } from './operation.js';
import type { PendingWriteId } from './pending-write-id.js';

/** Hands out the outcome of operations. */
interface OutcomeDesk<Receipt> {
  waitFor(operation: Operation<unknown, Receipt>, options?: WaitOptions, entry?: EntryPoint): Promise<Receipt>;
}

/** A handle of one of our stores: a {@link CommitHandle} that knows the number of its write. */
export class StoreHandle<Receipt> implements CommitHandle<Receipt> {
  readonly #desk: OutcomeDesk<Receipt>;
  readonly #operation: Operation<unknown, Receipt>;

  /** @internal Handles come from a store's writing method. */
  constructor(desk: OutcomeDesk<Receipt>, operation: Operation<unknown, Receipt>) {
    this.#desk = desk;
    this.#operation = operation;
  }

  /** Number of the write within its store. */
  get operationId(): PendingWriteId {
    return this.#operation.operationId;
  }

  wait(options?: WaitOptions): Promise<Receipt> {
    return this.#desk.waitFor(this.#operation, options, this.wait);
  }
}
