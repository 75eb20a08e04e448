import type { DoneLedgerRecord } from '../records/done-ledger-record.js';
import type { FindingsUpsertBatch } from '../records/findings-batch.js';
import type {
  CommitHandle,
  DoneLedger,
  DoneLedgerCommitReceipt,
  DurableFindingsCounts,
  FindingsCommitReceipt,
  WaitOptions,
} from '../store/contracts.js';
import type { OvidHash, PolicyHash, TenantId } from '../values/identities.js';
import { ConformanceFailure } from './failure.js';
import type { ConformanceBackend } from './types.js';
import type { Wording } from './wording.js';

/** The operations of a check, in order, each with what came back. */
export class Trace {
  readonly #lines: string[] = [];

  /** Enters a call; what it returns notes the answer. */
  enter(call: string): (answer: string) => void {
    const index = this.#lines.push(`${call} -> no answer yet`) - 1;
    return (answer) => {
      this.#lines[index] = `${call} -> ${answer}`;
    };
  }

  /** How many operations there are: what {@link rewind} takes. */
  get length(): number {
    return this.#lines.length;
  }

  /** Forgets all operations but the first few, for an attempt that is made once more. */
  rewind(length: number): void {
    this.#lines.length = length;
  }

  lines(): readonly string[] {
    return this.#lines.map((line, index) => `${index + 1}. ${line}`);
  }
}

/** How a write ended: with a receipt, or refused, at submission or at commit. */
export type WriteOutcome<Receipt> =
  { readonly receipt: Receipt } | { readonly refusal: unknown; readonly at: 'submission' | 'commit' };

/** A handle whose waits are noted. */
export interface TracedHandle<Receipt> {
  wait(options?: WaitOptions): Promise<Receipt>;
  /** The backend's own handle. */
  readonly raw: object;
}

/** One of the two writing sides of a backend, every call noted and its shape checked. */
export class TracedWriter<Payload, Receipt extends object> {
  readonly #method: string;
  readonly #submit: (payload: Payload) => unknown;
  readonly #word: (payload: Payload) => string;
  readonly #trace: Trace;
  readonly #wording: Wording;
  #writes = 0;

  constructor(
    method: string,
    submit: (payload: Payload) => unknown,
    word: (payload: Payload) => string,
    trace: Trace,
    wording: Wording,
  ) {
    this.#method = method;
    this.#submit = submit;
    this.#word = word;
    this.#trace = trace;
    this.#wording = wording;
  }

  /** Submits a write; rejects with what the backend refuses it with. */
  async submit(payload: Payload): Promise<TracedHandle<Receipt>> {
    const number = ++this.#writes;
    const answer = this.#trace.enter(`${this.#method}(${this.#word(payload)})`);
    const handle = await noted(
      answer,
      this.#wording,
      () => this.#submit(payload),
      () => `handle ${number}`,
    );
    const wait = (handle as Partial<CommitHandle<Receipt>> | null | undefined)?.wait;
    if (typeof wait !== 'function') {
      throw new ConformanceFailure(
        `${this.#method}() must resolve with a commit handle, an object with a wait() method.`,
        {
          expected: 'an object with a wait() method',
          received: this.#wording.value(handle),
        },
      );
    }
    return { raw: handle as object, wait: (options) => this.#wait(handle as CommitHandle<Receipt>, number, options) };
  }

  /** Writes and waits: the write must succeed. */
  async write(payload: Payload): Promise<Receipt> {
    const outcome = await this.attempt(payload);
    if ('receipt' in outcome) return outcome.receipt;
    throw new ConformanceFailure(`A valid write was refused at ${outcome.at}: ${this.#wording.error(outcome.refusal)}`);
  }

  /** Writes and waits, whatever comes of it. */
  async attempt(payload: Payload): Promise<WriteOutcome<Receipt>> {
    let handle: TracedHandle<Receipt>;
    try {
      handle = await this.submit(payload);
    } catch (refusal) {
      if (refusal instanceof ConformanceFailure) throw refusal;
      return { refusal, at: 'submission' };
    }
    try {
      return { receipt: await handle.wait() };
    } catch (refusal) {
      if (refusal instanceof ConformanceFailure) throw refusal;
      return { refusal, at: 'commit' };
    }
  }

  async #wait(handle: CommitHandle<Receipt>, number: number, options?: WaitOptions): Promise<Receipt> {
    const call = options === undefined ? 'wait()' : 'wait({ signal })';
    const answer = this.#trace.enter(`${call} of handle ${number} of ${this.#method}`);
    const receipt = await noted(
      answer,
      this.#wording,
      () => (options === undefined ? handle.wait() : handle.wait(options)),
      (value) => this.#wording.value(value),
    );
    if (typeof receipt === 'object' && receipt !== null) return receipt as Receipt;
    throw new ConformanceFailure('wait() must resolve with a receipt.', {
      expected: 'a receipt',
      received: this.#wording.value(receipt),
    });
  }
}

/** The ledger of a backend, every call noted. */
export class TracedLedger extends TracedWriter<readonly DoneLedgerRecord[], DoneLedgerCommitReceipt> {
  readonly #ledger: DoneLedger;
  readonly #noted: Trace;
  readonly #words: Wording;

  constructor(ledger: DoneLedger, trace: Trace, wording: Wording) {
    super(
      'batchUpsert',
      (records) => ledger.batchUpsert(records),
      (records) => wording.records(records),
      trace,
      wording,
    );
    this.#ledger = ledger;
    this.#noted = trace;
    this.#words = wording;
  }

  /** Reads rows; the answer is an array with one entry per hash. */
  async read(
    tenantId: TenantId,
    policyHash: PolicyHash,
    ovids: readonly OvidHash[],
  ): Promise<readonly (DoneLedgerRecord | undefined)[]> {
    const words = [tenantId, policyHash, ovids].map((value) => this.#words.value(value)).join(', ');
    const answer = this.#noted.enter(`batchGet(${words})`);
    const rows = await noted(
      answer,
      this.#words,
      () => this.#ledger.batchGet(tenantId, policyHash, ovids),
      (value) =>
        Array.isArray(value)
          ? `[${value
              .slice(0, 6)
              .map((row) => this.#row(row))
              .join(', ')}]`
          : this.#words.value(value),
    );
    if (Array.isArray(rows) && rows.length === ovids.length) return rows as (DoneLedgerRecord | undefined)[];
    throw new ConformanceFailure('batchGet() must answer with an array that has one entry per hash asked for.', {
      expected: `an array of ${ovids.length}`,
      received: Array.isArray(rows) ? `an array of ${rows.length}` : this.#words.value(rows),
    });
  }

  /** The hashes of rows with a terminal status, for a backend that lists them. */
  async listDone(tenantId: TenantId, policyHash: PolicyHash): Promise<readonly OvidHash[]> {
    const answer = this.#noted.enter(
      `listDoneHashes(${this.#words.value(tenantId)}, ${this.#words.value(policyHash)})`,
    );
    const hashes = await noted(
      answer,
      this.#words,
      () => this.#ledger.listDoneHashes?.(tenantId, policyHash),
      (value) => this.#words.value(value),
    );
    if (Array.isArray(hashes)) return hashes as OvidHash[];
    throw new ConformanceFailure('listDoneHashes() must answer with an array.', {
      expected: 'an array',
      received: this.#words.value(hashes),
    });
  }

  #row(row: unknown): string {
    try {
      return row === undefined ? 'undefined' : this.#words.record(row as DoneLedgerRecord);
    } catch {
      return this.#words.value(row);
    }
  }
}

/** The sink of a backend, every call noted. */
export class TracedSink extends TracedWriter<FindingsUpsertBatch, FindingsCommitReceipt> {
  readonly #sink: ConformanceBackend['findings'];
  readonly #noted: Trace;
  readonly #words: Wording;

  constructor(sink: ConformanceBackend['findings'], trace: Trace, wording: Wording) {
    super(
      'upsertBatch',
      (batch) => sink.upsertBatch(batch),
      (batch) => wording.batch(batch),
      trace,
      wording,
    );
    this.#sink = sink;
    this.#noted = trace;
    this.#words = wording;
  }

  /** Durable rows per layer, for a backend that counts them. */
  async counts(): Promise<DurableFindingsCounts> {
    const answer = this.#noted.enter('durableCounts()');
    const counts = await noted(
      answer,
      this.#words,
      async () => this.#sink.durableCounts?.(),
      (value) => this.#words.value(value),
    );
    const layers = ['findings', 'occurrences', 'observations'] as const;
    if (layers.every((layer) => typeof (counts as Partial<DurableFindingsCounts> | undefined)?.[layer] === 'number')) {
      return counts as DurableFindingsCounts;
    }
    throw new ConformanceFailure('durableCounts() must count findings, occurrences and observations.', {
      expected: '{ findings, occurrences, observations }',
      received: this.#words.value(counts),
    });
  }
}

/** Makes a call and notes what came of it. A method of the contracts must not throw synchronously. */
export async function noted(
  answer: (text: string) => void,
  wording: Wording,
  call: () => unknown,
  word: (value: unknown) => string,
): Promise<unknown> {
  let promise: unknown;
  try {
    promise = call();
  } catch (error) {
    answer(`threw ${wording.error(error)}`);
    throw new ConformanceFailure(
      'A method of the contracts threw synchronously. A refusal is a rejected promise.',
      {},
      { cause: error },
    );
  }
  if (typeof (promise as Partial<PromiseLike<unknown>> | null | undefined)?.then !== 'function') {
    const received = wording.value(promise);
    answer(`${received}, which is no promise`);
    throw new ConformanceFailure('A method of the contracts must return a promise, as callers may call then() on it.', {
      expected: 'a promise',
      received,
    });
  }
  try {
    const value = await (promise as Promise<unknown>);
    answer(word(value));
    return value;
  } catch (error) {
    answer(`rejected with ${wording.error(error)}`);
    throw error;
  }
}
