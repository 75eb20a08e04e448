import type { CommitHandle } from '../store/contracts.js';
import type { FaultName } from '../store/events.js';
import type { CompletionOrder } from '../store/linked-queue.js';
import { Answers } from './answers.js';
import { INJECTED_FAULT, type SimOperation } from './operations.js';
import {
  answerBreach,
  codeOf,
  describe,
  isOwnError,
  outcomeBreach,
  refusesContent,
  settle,
  answerOf,
  type Settled,
} from './settled.js';
import { scribble } from './rows.js';
import type { Side } from './side.js';
import type { Step } from './step.js';
import { StoreModel, type Ending, type Outcome } from './store-model.js';
import { canDo, has } from './target.js';

/** What the driver needs to know of an operation that writes. */
export interface WriteCommand<Payload> {
  readonly label: string;
  readonly payload: Payload;
  readonly faults?: readonly FaultName[] | undefined;
  readonly unattended?: boolean | undefined;
  readonly scribbled?: boolean | undefined;
  /** Whether the same payload was written before. */
  readonly again: boolean;
}

type Handle = CommitHandle<object> & { readonly operationId?: bigint };

/** The outcome of an unattended write that has ended, still to be heard. */
interface Unheard {
  readonly handle: Handle;
  outcome: Outcome;
}

/**
 * Executes operations on one store. The model says beforehand what each must answer; the answers are compared, and so is
 * what the store shows afterwards.
 */
export class StoreDriver<Payload> {
  readonly model: StoreModel<Payload>;
  /** Label of the write that was applied last. */
  lastApplied: string | undefined;
  /** How writes have ended, by label: `'committed'`, or the code of the error. */
  readonly endings = new Map<string, string>();
  readonly #side: Side<Payload>;
  readonly #answers: Answers;
  readonly #handles = new Map<string, Handle>();
  readonly #waits = new Map<string, Promise<Settled<object>>>();
  readonly #unheard = new Map<string, Unheard>();

  constructor(side: Side<Payload>) {
    this.#side = side;
    this.model = new StoreModel(side.model);
    this.#answers = new Answers(side, this.model);
  }

  /** Whether the store can do an operation. */
  supports({ type }: Pick<SimOperation, 'type'>): boolean {
    return canDo(this.#side.controls, type);
  }

  /** Puts a store into the state in which every run starts: completing at once, nothing armed. */
  async open(): Promise<void> {
    const { controls } = this.#side;
    if (has(controls, 'setAutoComplete')) await controls.setAutoComplete(true);
    if (has(controls, 'resetFaults')) await controls.resetFaults();
  }

  /** A write; `false` for a replay of one that the run does not have. */
  async write(
    step: Step,
    { label, payload, faults = [], unattended = false, scribbled = false, again }: WriteCommand<Payload>,
  ): Promise<void> {
    for (const fault of faults) await this.#arm(fault, 1);
    const parsed = this.#parse(payload);
    const absorbed = again && parsed !== undefined && this.#side.isAbsorbed(parsed);
    const predicted = parsed === undefined ? REFUSED_FOR_CONTENT : this.model.submit(label, parsed);
    const handed = scribbled ? this.#side.copy(payload) : payload;
    const submitted = await settle(() => this.#side.submit(handed) as Promise<Handle>);
    if (scribbled) scribble(handed);
    if (submitted.failed?.thrown === true)
      step.breach(answerBreach(`Write ${label} must not throw.`, 'a promise', codeOf(submitted.failed.error), 'throw'));
    if (predicted.refusedWith !== undefined) {
      await this.#refused(step, label, predicted.refusedWith, submitted);
      return;
    }
    const { ending } = predicted;
    if (submitted.failed !== undefined) {
      await this.#notAccepted(step, label, ending, submitted.failed.error);
      return;
    }
    const handle = submitted.value;
    if (typeof handle?.wait !== 'function') {
      step.breach(answerBreach(`Write ${label} must be accepted.`, 'a handle', describe(handle), 'handle'));
      return;
    }
    this.#answers.checkId(step, label, predicted.id, handle.operationId);
    if (!(await this.#answers.checkPending(step))) return; // a wait might never end
    if (unattended) this.#handles.set(label, handle);
    else if (ending === undefined)
      this.#waits.set(
        label,
        settle(() => handle.wait()),
      );
    if (ending === undefined) {
      step.event('UpsertPending');
      step.say(() => `${label} is pending as #${predicted.id}`);
      return;
    }
    if (!unattended)
      this.#waits.set(
        label,
        settle(() => handle.wait()),
      );
    await this.#end(step, [ending], 'Upsert', absorbed);
  }

  /** Waits for an unattended write; for one that is pending or was heard already, it does nothing. */
  async wait(step: Step, label: string): Promise<void> {
    const unheard = this.#unheard.get(label);
    if (unheard === undefined) {
      step.say(() => `${label} is not there to be waited for`);
      return;
    }
    this.#unheard.delete(label);
    const actual = await settle(() => unheard.handle.wait());
    this.#compare(step, label, unheard.outcome, actual);
    const again = await settle(() => unheard.handle.wait());
    if (again.failed === undefined || (this.#side.strict && codeOf(again.failed.error) !== 'UnknownOperation'))
      step.breach(
        answerBreach(`Write ${label} was waited for twice.`, 'UnknownOperation', answerOf(again), 'second wait'),
      );
    step.event(unheard.outcome.codes?.[0] === 'StoreCrashed' ? 'WaitedCrashed' : 'Waited');
  }

  /** Labels of unattended writes that have ended. */
  unheard(): readonly string[] {
    return [...this.#unheard.keys()];
  }

  async releaseNext(step: Step, order: CompletionOrder): Promise<void> {
    const label = this.model.next(order);
    const ending = label === undefined ? undefined : this.model.release(label);
    const { controls } = this.#side;
    const released = await settle(() => (has(controls, 'releaseNext') ? controls.releaseNext(order) : undefined));
    this.#answers.check(step, 'releaseNext()', ending && this.#answers.storeId(ending.id), released);
    await this.#released(step, ending === undefined ? [] : [ending]);
  }

  async releaseSpecific(step: Step, write: string | number): Promise<void> {
    const pending = this.model.pending().find(({ label, id }) => label === write || id === write);
    const ending = pending && this.model.release(pending.label);
    const id = pending?.id ?? (typeof write === 'number' ? write : NEVER_USED);
    const { controls } = this.#side;
    const released = await settle(() =>
      has(controls, 'releaseSpecific') ? controls.releaseSpecific(this.#answers.storeId(id)) : false,
    );
    this.#answers.check(step, 'releaseSpecific()', ending !== undefined, released);
    await this.#released(step, ending === undefined ? [] : [ending]);
  }

  async releaseAll(step: Step, order: CompletionOrder): Promise<void> {
    const endings: Ending<Payload>[] = [];
    for (let label = this.model.next(order); label !== undefined; label = this.model.next(order))
      endings.push(this.model.release(label));
    const { controls } = this.#side;
    const released = await settle(() => (has(controls, 'releaseAll') ? controls.releaseAll(order) : 0));
    this.#answers.check(step, 'releaseAll()', endings.length, released);
    step.event('ReleasedAll');
    step.say(() => `released ${endings.length}`);
    if (endings.length > 0) await this.#released(step, endings);
  }

  async inject(step: Step, type: keyof typeof INJECTED_FAULT, count: number): Promise<void> {
    await this.#arm(INJECTED_FAULT[type], count);
    step.event('FaultConfigured');
    await this.#answers.checkFaults(step);
  }

  async resetFaults(step: Step): Promise<void> {
    this.model.resetFaults();
    await this.#side.controls.resetFaults?.();
    step.event('FaultConfigured');
    await this.#answers.checkFaults(step);
  }

  async setAutoComplete(step: Step, on: boolean): Promise<void> {
    this.model.autoComplete = on;
    await this.#side.controls.setAutoComplete?.(on);
    step.event('ModeChanged');
    await this.#answers.checkPending(step);
  }

  async crash(step: Step): Promise<void> {
    const dropped = this.model.crash();
    await this.#side.controls.crash?.();
    for (const unheard of this.#unheard.values()) unheard.outcome = CRASHED;
    for (const label of dropped) {
      this.endings.set(label, 'StoreCrashed');
      const handle = this.#handles.get(label);
      if (handle !== undefined) this.#unheard.set(label, { handle, outcome: CRASHED });
      else this.#compare(step, label, CRASHED, await this.#heard(label));
      this.#handles.delete(label);
    }
    step.event('Crashed');
    step.say(() => `dropped ${dropped.length}`);
    await this.#answers.checkPending(step);
    step.breaches(await this.#side.checkUnchanged('I5'));
  }

  async readAll(step: Step, invariant: 'I6' | 'I7'): Promise<void> {
    step.breaches(await this.#side.checkAll(invariant));
    step.event('ReadAllOk');
  }

  /** Whether a payload is in order as to its shape; a copy of it then. */
  #parse(payload: Payload): Payload | undefined {
    try {
      return this.#side.parse(payload);
    } catch {
      return undefined;
    }
  }

  async #refused(step: Step, label: string, codes: readonly string[], submitted: Settled<Handle>): Promise<void> {
    const forContent = refusesContent(codes);
    this.endings.set(label, codes.join(' or '));
    step.event(forContent ? 'UpsertRefused' : 'UpsertSubmitFailed');
    const lenient = forContent && !this.#side.strict;
    // A backend that checks later than it could refuses by the handle.
    const actual = lenient && submitted.failed === undefined ? await settle(() => submitted.value.wait()) : submitted;
    if (actual.failed === undefined)
      step.breach(
        answerBreach(`Write ${label} must be refused, and was accepted.`, codes.join(' or '), 'a handle', 'refusal'),
      );
    else this.#compare(step, label, { codes }, actual);
    step.breaches(await this.#side.checkUnchanged('I4'));
  }

  /** The store refused what it should have accepted: for the content after all, or for reasons of its own. */
  async #notAccepted(step: Step, label: string, ending: Ending<Payload> | undefined, error: unknown): Promise<void> {
    const failed = { failed: { error, thrown: false } };
    if (!this.#side.strict && ending !== undefined && (refusesContent(ending.outcome.codes) || !isOwnError(error))) {
      this.#waits.set(label, Promise.resolve(failed));
      await this.#end(step, [ending], 'Upsert', false);
      return;
    }
    step.breach(
      answerBreach(`Write ${label} must be accepted, and was refused.`, 'a handle', codeOf(error), 'refusal'),
    );
  }

  async #released(step: Step, endings: readonly Ending<Payload>[]): Promise<void> {
    if (endings.length === 0) {
      step.event('ReleaseNoop');
      step.say(() => 'nothing to release');
    }
    if (!(await this.#answers.checkPending(step)) || endings.length === 0) return;
    await this.#end(step, endings, 'Released', false);
  }

  /** Hears how writes ended, and looks at what the store shows now. */
  async #end(
    step: Step,
    endings: readonly Ending<Payload>[],
    how: 'Upsert' | 'Released',
    again: boolean,
  ): Promise<void> {
    const written: Payload[] = [];
    for (const { label, payload, outcome, applied } of endings) {
      const handle = this.#handles.get(label);
      this.#handles.delete(label);
      if (handle !== undefined) this.#unheard.set(label, { handle, outcome });
      else {
        const actual = await this.#heard(label);
        if (applied && this.#isInDoubt(actual)) {
          if (await this.#side.decide(payload)) written.push(payload);
          step.event('UpsertInDoubt');
          step.say(() => `${label} in doubt: ${codeOf(actual.failed?.error)}`);
          continue;
        }
        this.#compare(step, label, outcome, actual);
      }
      step.event(kindOf(outcome, how));
      this.endings.set(label, outcome.codes?.join(' or ') ?? 'committed');
      if (!applied) continue;
      written.push(payload);
      this.lastApplied = label;
    }
    if (written.length > 0) step.breaches(await this.#side.checkWritten(written, again));
    else step.breaches(await this.#side.checkUnchanged('I5'));
  }

  /** A foreign backend's own error leaves open whether it has applied the write. */
  #isInDoubt(actual: Settled<unknown>): boolean {
    return actual.failed !== undefined && !this.#side.strict && !isOwnError(actual.failed.error);
  }

  #compare(step: Step, label: string, outcome: Outcome, actual: Settled<unknown>): void {
    const breach = outcomeBreach(label, outcome, actual, this.#side.strict);
    if (breach !== undefined) step.breach(breach);
    step.say(() =>
      actual.failed === undefined
        ? `${label} committed ${describe(actual.value)}`
        : `${label} failed with ${codeOf(actual.failed.error)}`,
    );
  }

  async #arm(fault: FaultName, count: number): Promise<void> {
    const { controls } = this.#side;
    if (!has(controls, fault)) return;
    this.model.arm(fault, count);
    await controls[fault](count);
  }

  async #heard(label: string): Promise<Settled<object>> {
    const wait = this.#waits.get(label) as Promise<Settled<object>>;
    this.#waits.delete(label);
    return wait;
  }
}

const REFUSED_FOR_CONTENT = { refusedWith: ['BatchValidation'] } as const;
const CRASHED: Outcome = { codes: ['StoreCrashed'] };

/** An operation id that no run gets to. */
const NEVER_USED = Number.MAX_SAFE_INTEGER;

function kindOf({ codes }: Outcome, how: 'Upsert' | 'Released'): Step['events'][number] {
  if (codes === undefined) return how === 'Upsert' ? 'UpsertCommitted' : 'Released';
  if (codes[0] === 'InjectedCommitFailure') return `${how}CommitFailed`;
  return codes[0] === 'AckLost' ? `${how}AckLost` : `${how}Rejected`;
}
