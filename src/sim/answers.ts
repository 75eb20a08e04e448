import type { FaultName } from '../store/events.js';
import { answerBreach, answerOf, codeOf, describe, settle, type Settled } from './settled.js';
import type { Side } from './side.js';
import type { Step } from './step.js';
import type { StoreModel } from './store-model.js';
import { has, type SimControls } from './target.js';

/** Holds what the controls of a store answer, and what it shows of itself, against what its model says. */
export class Answers {
  readonly #controls: SimControls;
  readonly #strict: boolean;
  readonly #model: Pick<StoreModel<unknown>, 'counters' | 'pending' | 'pendingCount'>;
  /** What the store's operation ids are ahead of the model's: a store of the user's may have been written to before. */
  #idOffset: bigint | undefined;

  constructor(
    { controls, strict }: Pick<Side<unknown>, 'controls' | 'strict'>,
    model: Pick<StoreModel<unknown>, 'counters' | 'pending' | 'pendingCount'>,
  ) {
    this.#controls = controls;
    this.#strict = strict;
    this.#model = model;
  }

  /** The store's id of a write that has this one in the model. */
  storeId(id: number): bigint {
    return BigInt(id) + (this.#idOffset ?? 0n);
  }

  /** Holds what a control answered against what the model says. */
  check(step: Step, call: string, expected: unknown, actual: Settled<unknown>): void {
    const received = answerOf(actual);
    if (received !== expected)
      step.breach(answerBreach(`${call} answered otherwise than predicted.`, expected, received, call));
  }

  /** Holds the operation id of an accepted write, if the store tells it, against the model's. */
  checkId(step: Step, label: string, id: number, actual: bigint | undefined): void {
    if (actual === undefined) return;
    this.#idOffset ??= this.#strict ? 0n : actual - BigInt(id);
    if (actual !== this.storeId(id))
      step.breach(answerBreach(`Write ${label} has the wrong operation id.`, this.storeId(id), actual, 'operation id'));
  }

  /** Whether the store holds back what it must, and nothing else. */
  async checkPending(step: Step): Promise<boolean> {
    const controls = this.#controls;
    if (!has(controls, 'pendingIds')) return true;
    const actual = await settle(() => controls.pendingIds());
    const received = actual.failed === undefined ? actual.value : [];
    if (received.length === 0 && this.#model.pendingCount === 0 && actual.failed === undefined) return true;
    const expected = this.#model.pending().map(({ id }) => this.storeId(id));
    if (received.length === expected.length && expected.every((id, index) => id === received[index])) return true;
    const answer = actual.failed === undefined ? received : codeOf(actual.failed.error);
    step.breach(answerBreach('The pending writes are not those predicted.', expected, answer, 'pending writes'));
    return false;
  }

  /** Holds the store's fault counters, if it shows them, against the model's. */
  async checkFaults(step: Step): Promise<void> {
    const counters = await this.#controls.faults?.();
    const expected = this.#model.counters;
    const wrong = (Object.keys(expected) as FaultName[]).some((fault) => counters?.[fault] !== expected[fault]);
    if (counters !== undefined && wrong)
      step.breach(answerBreach('The fault counters are not those predicted.', expected, counters, 'faults()'));
    step.say(() => `armed ${describe(expected)}`);
  }
}
