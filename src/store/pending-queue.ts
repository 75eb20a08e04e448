import type { Operation } from './operation.js';

/** In which order writes that are held back complete. */
export type CompletionOrder = 'OldestFirst' | 'NewestFirst';

/** The writes held back, in submission order: a linked list with an index, so that every step is O(1). */
export class PendingQueue<Payload, Receipt> {
  readonly #byNumber = new Map<number, Operation<Payload, Receipt>>();
  #oldest: Operation<Payload, Receipt> | undefined;
  #newest: Operation<Payload, Receipt> | undefined;

  get size(): number {
    return this.#byNumber.size;
  }

  get(number: number): Operation<Payload, Receipt> | undefined {
    return this.#byNumber.get(number);
  }

  next(order: CompletionOrder): Operation<Payload, Receipt> | undefined {
    return order === 'OldestFirst' ? this.#oldest : this.#newest;
  }

  push(operation: Operation<Payload, Receipt>): void {
    operation.older = this.#newest;
    if (this.#newest === undefined) this.#oldest = operation;
    else this.#newest.newer = operation;
    this.#newest = operation;
    this.#byNumber.set(operation.number, operation);
  }

  remove(operation: Operation<Payload, Receipt>): void {
    const { older, newer } = operation;
    if (older === undefined) this.#oldest = newer;
    else older.newer = newer;
    if (newer === undefined) this.#newest = older;
    else newer.older = older;
    operation.older = operation.newer = undefined;
    this.#byNumber.delete(operation.number);
  }

  toArray(order: CompletionOrder): Operation<Payload, Receipt>[] {
    const operations: Operation<Payload, Receipt>[] = [];
    for (let next = this.next(order); next !== undefined; next = order === 'OldestFirst' ? next.newer : next.older) {
      operations.push(next);
    }
    return operations;
  }
}
