import { UnknownOperation, type CommitHandle } from '../../../src/index.js';

/** Applies writes one after the other, each some turns after it was accepted, and hands out how they ended. */
export class PlainCommits {
  #last: Promise<unknown> = Promise.resolve();
  #gate: Promise<void> | undefined;
  #failures = 0;

  /** Accepts a write. */
  submit<Receipt>(apply: () => Receipt): CommitHandle<Receipt> {
    const outcome = this.schedule(apply);
    outcome.catch(() => undefined); // for wait(), and nobody need wait
    return this.handle(outcome);
  }

  /** Applies a write once those before it have been, and writes are not held back. */
  schedule<Receipt>(apply: () => Receipt): Promise<Receipt> {
    const outcome = Promise.all([this.#last, this.#gate]).then(() => this.commit(apply));
    this.#last = outcome.catch(() => undefined);
    return outcome;
  }

  /** Applies a write, unless it is to fail. */
  commit<Receipt>(apply: () => Receipt): Receipt {
    if (this.#failures > 0) {
      this.#failures--;
      throw new Error('connection lost');
    }
    return apply();
  }

  /** A handle, of which the outcome is given out once. */
  handle<Receipt>(outcome: Promise<Receipt>): CommitHandle<Receipt> {
    let taken = false;
    return {
      async wait({ signal } = {}) {
        if (taken) throw new UnknownOperation({ store: 'plain' });
        signal?.throwIfAborted();
        taken = true;
        if (signal === undefined) return outcome;
        const aborted = new Promise<never>((_, reject) => {
          signal.addEventListener('abort', () => {
            taken = false;
            reject(signal.reason as Error);
          });
        });
        return Promise.race([outcome, aborted]);
      },
    };
  }

  /** Holds writes back; what it returns lets them go. */
  hold(): () => void {
    let open!: () => void;
    this.#gate = new Promise((resolve) => (open = resolve));
    return () => open();
  }

  failNext(): void {
    this.#failures++;
  }
}
