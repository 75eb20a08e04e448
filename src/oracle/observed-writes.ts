import type { CommitHandle, WaitOptions } from '../store/contracts.js';
import { InMemoryPersistenceError } from '../store/errors.js';
import { PersistenceInputError } from '../values/input-error.js';

/** A write to a foreign backend. It is in doubt until a receipt, a refusal or a read decides. */
export interface ObservedWrite<Payload> {
  readonly payload: Payload;
  state: 'in-doubt' | 'committed' | 'refused';
  /** Whether the backend has given its last word on the write. */
  ended: boolean;
}

/** Keeps account of the writes to a foreign backend, by what their callers were told. */
export class ObservedWrites<Payload, Receipt> {
  readonly #parse: (payload: Payload) => Payload;
  #writes: ObservedWrite<Payload>[] = [];

  /** @param parse checks and copies a payload; one that it refuses is the backend's to refuse, and not accounted for. */
  constructor(parse: (payload: Payload) => Payload) {
    this.#parse = parse;
  }

  all(): readonly ObservedWrite<Payload>[] {
    return this.#writes;
  }

  in(state: ObservedWrite<Payload>['state']): readonly ObservedWrite<Payload>[] {
    return this.#writes.filter((write) => write.state === state);
  }

  /** Passes a write on to the backend, and listens to the answer. */
  async submit(payload: Payload, submit: () => Promise<CommitHandle<Receipt>>): Promise<CommitHandle<Receipt>> {
    const write = this.#enter(payload);
    if (write === undefined) return submit();
    const handle = await listen(write, submit);
    return {
      wait: (options?: WaitOptions) =>
        listen(write, () => handle.wait(options), options?.signal).then((receipt) => {
          write.state = 'committed';
          return receipt;
        }),
    };
  }

  #enter(payload: Payload): ObservedWrite<Payload> | undefined {
    try {
      const write: ObservedWrite<Payload> = { payload: this.#parse(payload), state: 'in-doubt', ended: false };
      this.#writes.push(write);
      return write;
    } catch {
      return undefined;
    }
  }
}

async function listen<T>(write: ObservedWrite<unknown>, call: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  try {
    return await call();
  } catch (error) {
    // A wait that was aborted has heard nothing of the write, which may yet land.
    if (write.state === 'in-doubt' && signal?.aborted !== true) {
      write.ended = true;
      if (saysNotApplied(error)) write.state = 'refused';
    }
    throw error;
  }
}

/** Errors of the contract that promise that nothing was stored. Any other leaves the caller in doubt. */
function saysNotApplied(error: unknown): boolean {
  return PersistenceInputError.is(error) || (InMemoryPersistenceError.is(error) && !IN_DOUBT.has(error.code));
}

const IN_DOUBT: ReadonlySet<string> = new Set(['AckLost', 'StoreCrashed', 'UnknownOperation', 'Poisoned']);
