import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CompletionOrder, FaultName, StoreHandle } from '../../src/index.js';
import { describeError, logStore, logged, outcomeOf, settle } from '../support/rows.js';

/** One step of a test of the store core, on whatever the steps before have made. */
type Step =
  | { do: 'submit'; payload: string }
  | { do: 'arm'; fault: FaultName; count: number }
  | { do: 'mode'; on: boolean }
  | { do: 'releaseNext' | 'releaseAll'; order: CompletionOrder }
  | { do: 'releaseSpecific'; id: number }
  | { do: 'wait'; write: number; signal: 'none' | 'live' | 'aborted' }
  | { do: 'abort'; wait: number }
  | { do: 'resetFaults' | 'crash' | 'clearPoison' };

interface Write {
  readonly id: number;
  readonly payload: string;
  state: 'pending' | 'finished' | 'handed out';
  outcome: string;
  waiter: Wait | undefined;
}

interface Wait {
  readonly write: Write;
  readonly abortable: boolean;
  result: string;
}

const WAITING = 'still waiting';
const GIVEN_UP = 'foreign Error: given up';

/** Sections 4 and 8 of the semantics once more, in the plainest words; it shares no code with the store. */
class Model {
  readonly log: string[] = [];
  readonly faults = { failNextSubmissions: 0, failNextCommits: 0, delayNextWrites: 0, loseNextAcks: 0 };
  readonly writes: Write[] = [];
  readonly waits: Wait[] = [];
  queue: Write[] = [];
  poisoned = false;
  autoComplete = true;
  nextId = 1;

  /** What the call answers. */
  run(step: Step): string {
    if (step.do === 'wait') return this.wait(step);
    if (step.do === 'abort') return this.abort(this.waits[step.wait % this.waits.length]);
    if (step.do === 'crash') return this.crash();
    if (step.do === 'clearPoison') return ((this.poisoned = false), 'ok');
    if (this.poisoned) return 'Poisoned';
    switch (step.do) {
      case 'submit':
        return this.submit(step.payload);
      case 'arm':
        return ((this.faults[step.fault] += step.count), 'ok');
      case 'mode':
        return ((this.autoComplete = step.on), 'ok');
      case 'resetFaults':
        for (const fault of Object.keys(this.faults) as FaultName[]) this.faults[fault] = 0;
        return 'ok';
      case 'releaseNext': {
        const write = step.order === 'OldestFirst' ? this.queue[0] : this.queue.at(-1);
        return write === undefined ? 'undefined' : this.release(write) || `${write.id}`;
      }
      case 'releaseSpecific': {
        const write = this.queue.find(({ id }) => id === step.id);
        return write === undefined ? 'false' : this.release(write) || 'true';
      }
      case 'releaseAll': {
        const writes = step.order === 'OldestFirst' ? [...this.queue] : [...this.queue].reverse();
        for (const write of writes) if (this.release(write) !== '') return 'Poisoned';
        return `${writes.length}`;
      }
    }
  }

  submit(payload: string): string {
    if (payload === 'bad') return 'Unfit';
    if (this.strikes('failNextSubmissions')) return 'InjectedSubmissionFailure';
    const write: Write = { id: this.nextId++, payload, state: 'pending', outcome: '', waiter: undefined };
    const delayed = this.strikes('delayNextWrites');
    if (delayed || !this.autoComplete) this.queue.push(write);
    else {
      this.apply(write);
      if (this.poisoned) return 'Poisoned';
    }
    this.writes.push(write);
    return `${write.id}`;
  }

  release(write: Write): string {
    this.queue = this.queue.filter((other) => other !== write);
    this.apply(write);
    return this.poisoned ? 'Poisoned' : '';
  }

  apply(write: Write): void {
    if (this.strikes('failNextCommits')) return this.finish(write, 'InjectedCommitFailure');
    if (write.payload === 'no') return this.finish(write, 'Unwanted');
    if (write.payload === 'bug') {
      this.poisoned = true;
      return this.finish(write, 'Poisoned');
    }
    this.log.push(write.payload);
    const receipt = `receipt ${this.log.length}`;
    this.finish(write, this.strikes('loseNextAcks') ? 'AckLost' : receipt);
  }

  finish(write: Write, outcome: string): void {
    Object.assign(write, { state: write.waiter ? 'handed out' : 'finished', outcome });
    if (write.waiter) write.waiter.result = outcome;
    write.waiter = undefined;
  }

  wait({ write: pick, signal }: Extract<Step, { do: 'wait' }>): string {
    const write = this.writes[pick % this.writes.length];
    if (write === undefined) return 'no write';
    const wait: Wait = { write, abortable: signal === 'live', result: WAITING };
    this.waits.push(wait);
    if (this.poisoned) wait.result = 'Poisoned';
    else if (write.state === 'handed out' || write.waiter) wait.result = 'UnknownOperation';
    else if (signal === 'aborted') wait.result = GIVEN_UP;
    else if (write.state === 'pending') write.waiter = wait;
    else {
      wait.result = write.outcome;
      write.state = 'handed out';
    }
    return 'ok';
  }

  abort(wait: Wait | undefined): string {
    if (wait?.write.waiter !== wait || !wait?.abortable) return 'ok';
    wait.write.waiter = undefined;
    wait.result = GIVEN_UP;
    return 'ok';
  }

  crash(): string {
    for (const write of this.queue) this.finish(write, 'StoreCrashed');
    this.queue = [];
    for (const write of this.writes) if (write.state === 'finished') write.outcome = 'StoreCrashed';
    return 'ok';
  }

  strikes(fault: FaultName): boolean {
    if (this.faults[fault] === 0) return false;
    this.faults[fault]--;
    return true;
  }
}

/** The same steps on the store itself. */
class Real {
  readonly store = logStore();
  readonly handles: StoreHandle<number>[] = [];
  readonly controllers: AbortController[] = [];
  readonly results: string[] = [];

  async run(step: Step): Promise<string> {
    const { store } = this;
    try {
      switch (step.do) {
        case 'submit': {
          const handle = await store.submit(step.payload);
          this.handles.push(handle);
          return `${handle.operationId}`;
        }
        case 'wait':
          return this.wait(step);
        case 'abort':
          this.controllers[step.wait % this.controllers.length]?.abort(new Error('given up'));
          return 'ok';
        case 'arm':
          store[step.fault](step.count);
          return 'ok';
        case 'mode':
          store.setAutoComplete(step.on);
          return 'ok';
        case 'releaseNext':
        case 'releaseAll':
          return String(store[step.do](step.order));
        case 'releaseSpecific':
          return String(store.releaseSpecific(step.id));
        default:
          store[step.do]();
          return 'ok';
      }
    } catch (error) {
      return describeError(error);
    }
  }

  wait({ write, signal }: Extract<Step, { do: 'wait' }>): string {
    const handle = this.handles[write % this.handles.length];
    if (handle === undefined) return 'no write';
    const controller = new AbortController();
    if (signal === 'aborted') controller.abort(new Error('given up'));
    const at = this.results.push(WAITING) - 1;
    this.controllers.push(controller);
    const receipt = handle.wait(signal === 'none' ? undefined : { signal: controller.signal });
    void receipt.then((receipt) => `receipt ${receipt}`, describeError).then((result) => (this.results[at] = result));
    return 'ok';
  }
}

const order = fc.constantFrom<CompletionOrder>('OldestFirst', 'NewestFirst');
const fault = fc.constantFrom<FaultName>('failNextSubmissions', 'failNextCommits', 'delayNextWrites', 'loseNextAcks');
const payload = fc.constantFrom('a', 'b', 'c', 'd', 'no', 'bug', 'bad');
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('submit' as const), payload }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('arm' as const), fault, count: fc.nat(2) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('mode' as const), on: fc.boolean() }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('releaseNext' as const, 'releaseAll' as const), order }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('releaseSpecific' as const), id: fc.nat(12) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      write: fc.nat(12),
      signal: fc.constantFrom('none' as const, 'live' as const, 'aborted' as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('abort' as const), wait: fc.nat(12) }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constantFrom('resetFaults' as const, 'crash' as const, 'clearPoison' as const) }),
  },
);

test.each([false, true])('the store core does what the model says, step by step; observed: %s', async (observed) => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const [model, real] = [new Model(), new Real()];
      if (observed) real.store.subscribe(() => undefined);
      for (const step of steps) {
        const [expected, answer] = [model.run(step), await real.run(step)];
        await settle();
        expect({ step, answer }).toEqual({ step, answer: expected });
        expect(real.results).toEqual(model.waits.map(({ result }) => result));
        expect(real.store.faults()).toEqual(model.faults);
        if (model.poisoned) expect(await outcomeOf(real.store.submit('a'))).toBe('Poisoned');
        else {
          expect(real.store.pendingIds()).toEqual(model.queue.map(({ id }) => BigInt(id)));
          expect(logged(real.store)).toEqual(model.log);
        }
      }
    }),
    { numRuns: 400 },
  );
});
