import { listenForAbort } from './abort.js';
import type { ErrorOrigin, InMemoryPersistenceError } from './errors.js';
import type { CapturedStack } from './events.js';
import type { Linked } from './linked-queue.js';
import type { PendingWriteId } from './pending-write-id.js';

/** Who waits for an operation, and how to tell them. */
export interface Waiter<Receipt> {
  resolve(receipt: Receipt): void;
  reject(error: unknown): void;
  /** The stack of the call to wait, if somebody wants to know. */
  readonly calledAt: CapturedStack | undefined;
}

/** One accepted write, from acceptance until its outcome has been handed out. */
export class Operation<Payload, Receipt> implements ErrorOrigin, Linked<number, Operation<Payload, Receipt>> {
  readonly store: string;
  /** Its number within the store. */
  readonly key: number;
  /** What is to be applied; let go once it was. */
  payload: Payload | undefined;
  state: 'pending' | 'finished' | 'handed-out' = 'pending';
  receipt: Receipt | undefined;
  /** Set when it failed, or when its acknowledgement was lost. */
  error: InMemoryPersistenceError | undefined;
  /** Life of the store in which it finished: a crash ends a life, and with it every outcome not yet handed out. */
  life = 0;
  waiter: Waiter<Receipt> | undefined;
  /** Neighbours in the queue of pending writes. */
  older: Operation<Payload, Receipt> | undefined;
  newer: Operation<Payload, Receipt> | undefined;

  constructor(store: string, number: number, payload: Payload) {
    this.store = store;
    this.key = number;
    this.payload = payload;
  }

  get operationId(): PendingWriteId {
    return BigInt(this.key) as PendingWriteId;
  }

  /** Resolves with its receipt, or rejects with its error, once it has finished; until `signal` aborts. */
  whenFinished(signal: AbortSignal | undefined, calledAt: CapturedStack | undefined): Promise<Receipt> {
    return new Promise((resolve, reject) => {
      const stopListening = listenForAbort(signal, (reason) => {
        this.waiter = undefined;
        reject(reason);
      });
      this.waiter = {
        resolve: (receipt) => {
          stopListening();
          resolve(receipt);
        },
        reject: (error) => {
          stopListening();
          reject(error);
        },
        calledAt,
      };
    });
  }
}
