import type { ObservableBackend } from '../oracle/observe.js';
import { readBoolean } from '../store/control-arguments.js';
import { captureSite } from '../store/events.js';
import { invalidType, objectLike, reading } from '../values/check.js';
import { LockStep } from './lock-step.js';
import { twinLedger } from './twin-ledger.js';
import { twinSink } from './twin-sink.js';

/** A backend of the two contracts, under the names of the contracts or of our fixtures. */
export type TwinStores =
  | ObservableBackend
  | { readonly ledger: ObservableBackend['doneLedger']; readonly sink: ObservableBackend['findings'] };

/** How strictly answers are compared. */
export interface TwinOptions {
  /**
   * `false`, if left out: the backend may choose with which error it refuses, whether at submission or at commit, and the
   * order of `listDoneHashes`, as the contracts leave to it. `true`: errors must have the same `code`, come from the same
   * call, and lists be in the same order.
   */
  readonly strict?: boolean | undefined;
}

/** Two backends in lock step, as one. */
export interface Twin extends ObservableBackend {
  /**
   * Waits for all writes that nobody has waited for, then reads back from both what was written: ledger rows, and the rows
   * of the sink, or their numbers if they cannot be read. Rejects with a `TwinDifference`.
   */
  compare(): Promise<void>;
}

/**
 * Sends the same calls to a reference and to a backend, one after the other, and answers as the backend does. The first call
 * that the two answer differently rejects with a `TwinDifference`, and so does every later one. Compared are receipts,
 * refusals, and rows that are read; rows of a write that has not been waited for may be there or not. Both must start with
 * the same rows, and no faults must be armed on one of them alone. Throws `InvalidType` for what is not a backend.
 */
export function twin(reference: TwinStores, backend: TwinStores, options: TwinOptions = {}): Twin {
  const sides = { reference: readStores('reference', reference), backend: readStores('backend', backend) };
  const steps = new LockStep(reading('options', () => readStrict(options)));
  const { reference: first, backend: second } = sides;
  const ledger = twinLedger({ reference: first.doneLedger, backend: second.doneLedger }, steps);
  const sink = twinSink({ reference: first.findings, backend: second.findings }, steps);
  const both: Twin = {
    doneLedger: ledger.doneLedger,
    findings: sink.findings,
    async compare() {
      const site = captureSite(both.compare);
      await steps.settle(site);
      await ledger.compare(site);
      await sink.compare(site);
    },
  };
  return both;
}

function readStores(name: string, value: unknown): ObservableBackend {
  return reading(name, () => {
    const stores = objectLike(name, value);
    const [ledger, sink] =
      'doneLedger' in stores || 'findings' in stores ? ['doneLedger', 'findings'] : ['ledger', 'sink'];
    return {
      doneLedger: readMethods(`${name}.${ledger}`, stores[ledger], 'batchGet', 'batchUpsert'),
      findings: readMethods(`${name}.${sink}`, stores[sink], 'upsertBatch'),
    };
  });
}

function readMethods<Store>(field: string, value: unknown, ...methods: readonly string[]): Store {
  const expected = `object with ${methods.join('() and ')}()`;
  if (typeof value !== 'object' || value === null) throw invalidType(field, expected, value);
  for (const method of methods) {
    if (typeof (value as Record<string, unknown>)[method] !== 'function') throw invalidType(field, expected, value);
  }
  return value as Store;
}

function readStrict(options: unknown): boolean {
  const { strict = false, ...others } = objectLike('options', options);
  const unknown = Object.keys(others)[0];
  if (unknown !== undefined) throw invalidType(`options.${unknown}`, 'nothing: there is strict', options);
  return readBoolean('options.strict', strict);
}
