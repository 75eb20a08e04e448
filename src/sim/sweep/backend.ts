import { invalidType, kindOf } from '../../values/check.js';
import type { SimulatedLedger } from '../ledger-side.js';
import type { SimulationName } from '../report.js';
import type { SimulatedSink } from '../sink-side.js';

type MaybePromise<T> = T | Promise<T>;

/** The stores of a backend, as a conformance subject's `create` makes them. */
export interface MadeBackend {
  readonly doneLedger?: SimulatedLedger;
  readonly findings?: SimulatedSink;
  dispose?(): MaybePromise<void>;
}

/**
 * The stores under test: how to make them, afresh and without rows, for each run. Either one function for each, or one that
 * makes both and says how to end them (the `create` of a conformance subject will do).
 */
export type SimBackend =
  | {
      createLedger?(): MaybePromise<SimulatedLedger>;
      createSink?(): MaybePromise<SimulatedSink>;
      /** Called once after each run. */
      dispose?(): MaybePromise<void>;
    }
  | (() => MaybePromise<MadeBackend>);

/** The stores of one run. */
export interface OpenBackend {
  readonly ledger: SimulatedLedger | undefined;
  readonly sink: SimulatedSink | undefined;
  readonly close: () => MaybePromise<void>;
}

/** Stands for the stores of this package. */
export const OWN_STORES: SimBackend = Object.freeze({});

/** Reads the option `backend`: factories, or a path. Throws `InvalidType`. */
export function readBackend(backend: unknown, simulation: SimulationName, jobs: number): SimBackend | string {
  if (backend === undefined) return OWN_STORES;
  if (typeof backend === 'string') return backend;
  if (isUrl(backend)) return backend.href;
  if (jobs > 1) throw invalidType('backend', `the path of a module, for ${jobs} jobs`, backend);
  return checkFactories('backend', backend, simulation);
}

/** Checks that a backend can make what a simulation needs. Throws `InvalidType`. */
export function checkFactories(field: string, backend: unknown, simulation: SimulationName): SimBackend {
  if (typeof backend === 'function') return backend as SimBackend;
  if (kindOf(backend) !== 'object') throw invalidType(field, 'a function or an object of functions', backend);
  const functions = backend as Record<string, unknown>;
  for (const name of needed(simulation))
    if (typeof functions[name] !== 'function')
      throw invalidType(`${field}.${name}`, `a function, for the ${simulation} simulation`, functions[name]);
  return backend as SimBackend;
}

/** How a plan calls a backend: by its file, wherever that lies. */
export function labelOf(backend: unknown): string | undefined {
  if (backend === undefined) return undefined;
  const path = typeof backend === 'string' ? backend : isUrl(backend) ? backend.href : 'given';
  return path.split(/[/\\]/).at(-1);
}

/** Uses the stores of a run, made for it, and disposes of them. */
export async function withBackend<T>(
  backend: SimBackend,
  simulation: SimulationName,
  use: (stores: Pick<OpenBackend, 'ledger' | 'sink'>) => Promise<T>,
): Promise<T> {
  const { ledger, sink, close } = await openBackend(backend, simulation);
  try {
    return await use({ ledger, sink });
  } finally {
    await close();
  }
}

/** Makes the stores of a run. */
export async function openBackend(backend: SimBackend, simulation: SimulationName): Promise<OpenBackend> {
  if (backend === OWN_STORES) return { ledger: undefined, sink: undefined, close: () => undefined };
  if (typeof backend === 'function') {
    const made = await backend();
    const { doneLedger: ledger, findings: sink } = made;
    if (needed(simulation).includes('createLedger')) checkStore('doneLedger', ledger);
    if (needed(simulation).includes('createSink')) checkStore('findings', sink);
    return { ledger, sink, close: () => made.dispose?.() };
  }
  const names = needed(simulation);
  return {
    ledger: names.includes('createLedger') ? await backend.createLedger?.() : undefined,
    sink: names.includes('createSink') ? await backend.createSink?.() : undefined,
    close: () => backend.dispose?.(),
  };
}

function checkStore(field: string, store: unknown): void {
  if (kindOf(store) !== 'object') throw invalidType(`backend().${field}`, 'a store', store);
}

function needed(simulation: SimulationName): readonly ('createLedger' | 'createSink')[] {
  if (simulation === 'done-ledger') return ['createLedger'];
  return simulation === 'findings' ? ['createSink'] : ['createLedger', 'createSink'];
}

function isUrl(value: unknown): value is { readonly href: string } {
  return kindOf(value) === 'object' && typeof (value as { href?: unknown }).href === 'string';
}
