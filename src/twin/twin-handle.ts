import type { CapturedStack } from '../store/events.js';
import { listenForAbort } from '../store/abort.js';
import type { CommitHandle, WaitOptions } from '../store/contracts.js';
import { readSignal } from '../store/control-arguments.js';
import { UnknownOperation } from '../store/errors.js';
import { captureSite } from '../store/events.js';
import type { TwinAnswer } from './answers.js';

/** The handle of a write that was submitted to both sides. */
export class TwinHandle<Receipt> implements CommitHandle<Receipt> {
  readonly #ask: (site: CapturedStack) => Promise<TwinAnswer<Receipt>>;
  #settled: Promise<TwinAnswer<Receipt>> | undefined;
  #isAwaited = false;

  /** @param ask waits on both sides, and answers as the backend does; rejects if the two differ. */
  constructor(ask: (site: CapturedStack) => Promise<TwinAnswer<Receipt>>) {
    this.#ask = ask;
  }

  /** How the write ended. It stays to be waited for. */
  settled(site: CapturedStack): Promise<TwinAnswer<Receipt>> {
    return (this.#settled ??= this.#ask(site));
  }

  /** Both sides are waited for once, however often this is aborted. */
  async wait(options: WaitOptions = {}): Promise<Receipt> {
    const signal = readSignal(options);
    if (this.#isAwaited) throw new UnknownOperation({ store: 'twin' });
    if (signal?.aborted === true) throw signal.reason;
    this.#isAwaited = true;
    try {
      const answer = await untilAborted(this.settled(captureSite(this.wait)), signal);
      this.#settled = undefined; // handed out: the next wait asks both sides what they say to that
      if ('error' in answer) throw answer.error;
      return answer.value;
    } finally {
      this.#isAwaited = false;
    }
  }
}

function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  return new Promise((resolve, reject) => {
    const stopListening = listenForAbort(signal, reject);
    promise.then(resolve, reject).finally(stopListening);
  });
}
