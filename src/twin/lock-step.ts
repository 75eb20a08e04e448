import type { CapturedStack } from '../store/events.js';
import type { CommitHandle } from '../store/contracts.js';
import { answerOf, describeAnswer, judgeAnswers, judgeFields, type TwinAnswer, type Verdict } from './answers.js';
import { Calls, type Call } from './calls.js';
import { TwinDifference } from './twin-difference.js';
import { TwinHandle } from './twin-handle.js';

/** Which of the two is asked. */
export type Side = 'reference' | 'backend';

/** Holds what both resolved with against each other; rows of writes that are still in flight may be there or not. */
export type Judge<T> = (reference: T, backend: T, inFlight: ReadonlySet<string>) => Verdict;

interface Answers<T> {
  readonly reference: TwinAnswer<T>;
  readonly backend: TwinAnswer<T>;
}

/** Makes each call on both sides, one call after the other, and stops at the first that is answered differently. */
export class LockStep {
  readonly calls = new Calls();
  /** Whether a backend is held to the letter where the contracts leave it a choice. */
  readonly isStrict: boolean;
  readonly #inFlight = new Map<TwinHandle<unknown>, Call>();
  #turn: Promise<unknown> = Promise.resolve();
  #difference: TwinDifference | undefined;

  constructor(isStrict: boolean) {
    this.isStrict = isStrict;
  }

  /** Asks both sides, and answers as the backend does. */
  async ask<T>(call: Call, ask: (side: Side) => Promise<T>, judge: Judge<T>): Promise<T> {
    return this.#inTurn(async () => {
      const before = this.#keysInFlight();
      const answers = await both(ask);
      const inFlight = new Set([...before, ...this.#keysInFlight()]);
      this.#conclude(call, answers, (reference, backend) => judge(reference, backend, inFlight));
      return give(answers.backend);
    });
  }

  /** Submits a write to both sides. */
  async submit<Receipt>(
    call: Call,
    submit: (side: Side) => Promise<CommitHandle<Receipt>>,
  ): Promise<CommitHandle<Receipt>> {
    return this.#inTurn(async () => {
      const answers = await both(submit);
      const refusals = [answers.reference, answers.backend].filter((answer) => 'error' in answer).length;
      // Whether it refuses at submission or at commit is a backend's choice: the other one may do so yet.
      if (this.isStrict || refusals !== 1) this.#conclude(call, answers, () => undefined);
      if (refusals === 2) return give(answers.backend);
      call.answer = describeAnswers(answers);
      const handle: TwinHandle<Receipt> = new TwinHandle((site) => this.#wait(handle, call, answers, site));
      this.#inFlight.set(handle, call);
      return handle;
    });
  }

  /** Waits for all writes that nobody has waited for. */
  async settle(site: CapturedStack): Promise<void> {
    for (const handle of [...this.#inFlight.keys()]) await handle.settled(site);
  }

  async #wait<Receipt>(
    handle: TwinHandle<Receipt>,
    submission: Call,
    { reference, backend }: Answers<CommitHandle<Receipt>>,
    site: CapturedStack,
  ): Promise<TwinAnswer<Receipt>> {
    this.#refuseIfDifferent();
    const call = this.calls.enter(site, `wait() of call ${submission.number}`, submission.keys);
    const outcomeOf = async (answer: TwinAnswer<CommitHandle<Receipt>>): Promise<TwinAnswer<Receipt>> =>
      'error' in answer ? answer : answerOf(() => answer.value.wait());
    const [first, second] = await Promise.all([outcomeOf(reference), outcomeOf(backend)]);
    this.#inFlight.delete(handle);
    this.#conclude(call, { reference: first, backend: second }, judgeFields);
    return second;
  }

  /** Notes how a call was answered. Throws a {@link TwinDifference} if that was not the same way. */
  #conclude<T>(call: Call, answers: Answers<T>, judge: (reference: T, backend: T) => Verdict): void {
    this.#refuseIfDifferent();
    const { reference, backend } = answers;
    const verdict = judgeAnswers(reference, backend, this.isStrict, judge);
    call.answer = verdict === undefined ? describeAnswers(answers) : 'the answers above';
    if (verdict === undefined) return;
    const { rows } = verdict;
    const keys = rows.length === 0 ? call.keys : new Set(rows.map(({ key }) => key));
    const history = this.calls.history(call, keys);
    this.#difference = new TwinDifference({ call, reference, backend, rows, history });
    throw this.#difference;
  }

  #keysInFlight(): ReadonlySet<string> {
    return new Set([...this.#inFlight.values()].flatMap(({ keys }) => [...(keys ?? [])]));
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(() => {
      this.#refuseIfDifferent();
      return act();
    });
    this.#turn = result.catch(() => undefined);
    return result;
  }

  #refuseIfDifferent(): void {
    if (this.#difference !== undefined) throw this.#difference;
  }
}

async function both<T>(ask: (side: Side) => Promise<T>): Promise<Answers<T>> {
  const [reference, backend] = await Promise.all([answerOf(() => ask('reference')), answerOf(() => ask('backend'))]);
  return { reference, backend };
}

function give<T>(answer: TwinAnswer<T>): T {
  if ('error' in answer) throw answer.error;
  return answer.value;
}

function describeAnswers({ reference, backend }: Answers<unknown>): string {
  const [first, second] = [describeAnswer(reference), describeAnswer(backend)];
  return first === second ? first : `${first}, in the backend ${second}`;
}
