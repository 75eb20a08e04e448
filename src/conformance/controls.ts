import type { ObservationRecord } from '../records/observation-record.js';
import { ConformanceFailure } from './failure.js';
import { noted, type Trace } from './traced.js';
import type { ConformanceBackend } from './types.js';
import type { Wording } from './wording.js';

/** What a backend offers beside the two contracts, every call noted. A check that uses one says so in its `needs`. */
export class Controls {
  readonly #backend: ConformanceBackend;
  readonly #trace: Trace;
  readonly #words: Wording;

  constructor(backend: ConformanceBackend, trace: Trace, words: Wording) {
    this.#backend = backend;
    this.#trace = trace;
    this.#words = words;
  }

  /** For `readObservations`: the durable row under an observation's key. */
  async observation(
    row: Pick<ObservationRecord, 'tenantId' | 'observationId'>,
  ): Promise<ObservationRecord | undefined> {
    const { tenantId, observationId } = row;
    const call = `getObservation(${this.#words.value(tenantId)}, ${this.#words.value(observationId)})`;
    const found = await this.#call(call, () => this.#backend.getObservation?.(tenantId, observationId));
    if (found === undefined || (typeof found === 'object' && found !== null))
      return found as ObservationRecord | undefined;
    throw new ConformanceFailure('getObservation() must answer with a row or with undefined.', {
      expected: 'an observation or undefined',
      received: this.#words.value(found),
    });
  }

  /** For `delayedWrites`: holds writes back; what it returns lets them go. */
  async holdWrites(): Promise<() => Promise<void>> {
    const release = await this.#call('holdWrites()', () => this.#backend.holdWrites?.(), 'a function');
    if (typeof release !== 'function') {
      throw new ConformanceFailure('holdWrites() must return the function that lets the writes go.');
    }
    return async () => {
      await this.#call('the function that lets the writes go', () => (release as () => unknown)(), 'done');
    };
  }

  /** For `faults`: the next write fails at commit. */
  async failNextCommit(): Promise<void> {
    await this.#call('failNextCommit()', () => this.#backend.failNextCommit?.(), 'done');
  }

  /** For `restart`: the backend that follows this one. */
  async restart(): Promise<ConformanceBackend> {
    const next = await this.#call('restart()', () => this.#backend.restart?.(), 'the backend that follows');
    if (typeof next === 'object' && next !== null) return next as ConformanceBackend;
    throw new ConformanceFailure('restart() must return the backend that follows.');
  }

  /** Notes a call, and its answer in the words given, else in its own. */
  #call(call: string, act: () => unknown, answer?: string): Promise<unknown> {
    const word = (value: unknown): string => answer ?? this.#words.value(value);
    return noted(this.#trace.enter(call), this.#words, async () => act(), word);
  }
}
