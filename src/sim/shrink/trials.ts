import { fnv1a } from '../../harness/seed.js';
import { decodePhased, type CapsuleOperation, type PhasedOperation } from '../capsule.js';
import type { SimulatedLedger } from '../ledger-side.js';
import { replayOperations } from '../replay.js';
import type { SimHeading, SimReport, SimulationName } from '../report.js';
import type { SimulatedSink } from '../sink-side.js';

/** A run that may fail as the one that is shrunk does. */
export interface Candidate {
  readonly simulation: SimulationName;
  readonly operations: readonly CapsuleOperation[];
}

/** What a trial needs. */
export interface TrialOptions {
  readonly ledger?: (() => SimulatedLedger | Promise<SimulatedLedger>) | undefined;
  readonly sink?: (() => SimulatedSink | Promise<SimulatedSink>) | undefined;
  readonly strict?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Runs operations on fresh stores. */
export async function runCandidate(
  { operations, ...heading }: SimHeading & { readonly operations: readonly PhasedOperation[] },
  { ledger, sink, strict, signal }: TrialOptions,
  record = false,
): Promise<SimReport> {
  const { simulation } = heading;
  return replayOperations(heading, operations, {
    ...(ledger && simulation !== 'findings' && { ledger: await ledger() }),
    ...(sink && simulation !== 'done-ledger' && { sink: await sink() }),
    strict,
    record,
    signal,
  });
}

/** The signature of a failed run: that of what was found first. */
export function signatureOf({ violations }: SimReport): string | undefined {
  return violations[0]?.signature;
}

/** Tries candidates, and keeps the best: the last that failed with the signature that is asked for. */
export class Trials {
  readonly #signature: string;
  readonly #options: TrialOptions;
  readonly #maxRuns: number;
  readonly #afterRun: (trials: Trials) => void;
  readonly #operations = new Map<string, KnownOperation>();
  readonly #known = new WeakMap<CapsuleOperation, KnownOperation>();
  readonly #failed = new Set<string>();
  #best: Candidate;
  #runs = 0;

  constructor(
    first: Candidate,
    signature: string,
    options: TrialOptions,
    { maxRuns, afterRun }: { readonly maxRuns: number; readonly afterRun: (trials: Trials) => void },
  ) {
    this.#best = first;
    this.#signature = signature;
    this.#options = options;
    this.#maxRuns = maxRuns;
    this.#afterRun = afterRun;
  }

  get best(): Candidate {
    return this.#best;
  }

  get runs(): number {
    return this.#runs;
  }

  get exhausted(): boolean {
    return this.#runs >= this.#maxRuns;
  }

  /** Runs a candidate, and makes it the best if it fails alike. One that was tried before is not run again. */
  async take({ simulation, operations }: Candidate): Promise<boolean> {
    if (this.exhausted) return false;
    const name = this.#nameOf({ simulation, operations });
    const known = operations.flatMap((operation) => this.#know(operation).phased ?? []);
    if (known.length < operations.length || this.#failed.has(name) || name === this.#nameOf(this.#best)) return false;
    const executed = await this.#run({ simulation, operations: known });
    if (executed === undefined) this.#failed.add(name);
    else this.#best = { simulation, operations: operations.slice(0, executed) };
    this.#afterRun(this);
    return executed !== undefined;
  }

  /** The best with an operation replaced by others, or by none. */
  async replace(index: number, ...operations: readonly CapsuleOperation[]): Promise<boolean> {
    return this.take({ ...this.#best, operations: this.#best.operations.toSpliced(index, 1, ...operations) });
  }

  /** The operations of a candidate as they are executed. */
  decode({ operations }: Candidate): readonly PhasedOperation[] {
    return operations.map((operation) => this.#know(operation).phased as PhasedOperation);
  }

  /** How many operations were executed until it failed alike; `undefined` if it did not. */
  async #run(candidate: Parameters<typeof runCandidate>[0]): Promise<number | undefined> {
    this.#runs++;
    try {
      const report = await runCandidate(candidate, this.#options);
      return signatureOf(report) === this.#signature ? report.operations.length : undefined;
    } catch (error) {
      if (this.#options.signal?.aborted === true) throw error;
      return undefined; // the backend did not answer a read
    }
  }

  #nameOf({ simulation, operations }: Candidate): string {
    return `${simulation} ${operations.map((operation) => this.#know(operation).number).join()}`;
  }

  /** Operations by what they are: most of a candidate's were decoded for an earlier one. */
  #know(operation: CapsuleOperation): KnownOperation {
    let known = this.#known.get(operation);
    if (known === undefined) {
      const text = shortened(JSON.stringify(operation));
      known = this.#operations.get(text) ?? { number: this.#operations.size, phased: decoded(operation) };
      this.#operations.set(text, known);
      this.#known.set(operation, known);
    }
    return known;
  }
}

/** A text, or what tells a long one from all others: hundreds of large batches would fill the memory. */
function shortened(text: string): string {
  return text.length < 2000 ? text : `${text.length} ${fnv1a(text)} ${fnv1a(`again ${text}`)}`;
}

interface KnownOperation {
  readonly number: number;
  /** Absent of what is no operation: a value does not go with another. */
  readonly phased: PhasedOperation | undefined;
}

function decoded(operation: CapsuleOperation): PhasedOperation | undefined {
  try {
    return decodePhased('operation', operation);
  } catch {
    return undefined;
  }
}
