import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { PersistenceInputError } from '../../values/input-error.js';
import type { Lane } from '../sweep/lane.js';
import { shownNothing, type Tally } from '../sweep/tally.js';
import { describeError, subjectOf, type SweepTask } from '../sweep/task.js';
import { fileOf, unusableBackend } from './backend-module.js';
import type { Answer, Assignment } from './messages.js';
import { isCommonJs } from './module-format.js';

/** Where this file lies: its URL; in CommonJS its path, which the build puts here. */
const HERE = import.meta.url;
const IS_MODULE = HERE.startsWith('file:');
const FOLDER = dirname(IS_MODULE ? fileURLToPath(HERE) : HERE);

/** The file of a thread: of this format of the package, or of the other one if the backend is in that. */
function workerFor(backend: string | undefined): string {
  if (backend === undefined || isCommonJs(fileOf(backend)) !== IS_MODULE) return join(FOLDER, 'worker.js');
  return join(FOLDER, '../../../..', IS_MODULE ? 'cjs' : 'esm', 'src/sim/threads/worker.js');
}

/**
 * A lane in a thread of its own, which starts with the first task. A thread that dies takes only the task under way along; another
 * takes its place.
 */
export class ThreadLane implements Lane {
  readonly #assignment: Assignment;
  #thread: Thread | undefined;
  #wasReady = false;

  constructor(assignment: Assignment) {
    this.#assignment = assignment;
  }

  /** Rejects if the backend is of no use: then it is for every task. */
  async run(task: SweepTask): Promise<Tally> {
    try {
      if (this.#thread?.ended !== false) await this.#start();
      return await (this.#thread as Thread).run(task);
    } catch (error) {
      if (PersistenceInputError.is(error) && !this.#wasReady) throw error;
      return shownNothing((error as Error).message, subjectOf(task));
    }
  }

  drop(): void {
    void this.#thread?.end();
  }

  async end(): Promise<void> {
    await this.#thread?.end();
  }

  async #start(): Promise<void> {
    this.#thread = new Thread(this.#assignment);
    await this.#thread.ready();
    this.#wasReady = true;
  }
}

/** A worker thread with at most one question open. */
class Thread {
  ended = false;
  readonly #backend: string | undefined;
  readonly #worker: Worker;
  #answered: ((answer: Answer) => void) | undefined;
  #died: ((error: Error) => void) | undefined;

  constructor(assignment: Assignment) {
    this.#backend = assignment.backend;
    this.#worker = new Worker(workerFor(assignment.backend), { workerData: assignment, stdout: true });
    let cause: unknown;
    this.#worker.on('message', (answer: Answer) => this.#answered?.(answer));
    this.#worker.on('error', (error: unknown) => (cause = error));
    this.#worker.on('exit', (code) => {
      this.ended = true;
      const why = cause === undefined ? `exit code ${code}` : describeError(cause);
      this.#died?.(new Error(`its thread ended with ${why}`, { cause }));
    });
    // What a backend prints is not part of what a sweep answers.
    this.#worker.stdout.on('data', (chunk: Uint8Array) => process.stderr.write(chunk));
  }

  /** Rejects if the thread dies, or cannot load the backend. */
  async ready(): Promise<void> {
    const answer = await this.#answer();
    if (answer.type !== 'unusable') return;
    await this.end();
    throw unusableBackend(this.#backend ?? '', answer.why);
  }

  async run(task: SweepTask): Promise<Tally> {
    const answer = this.#answer();
    this.#worker.postMessage(task);
    return ((await answer) as Extract<Answer, { type: 'tally' }>).tally;
  }

  async end(): Promise<void> {
    this.ended = true;
    await this.#worker.terminate();
  }

  #answer(): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#answered = resolve;
      this.#died = reject;
    });
  }
}
