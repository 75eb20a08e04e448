import type { SimulationName } from '../sim/report.js';
import { openBackend, type OpenBackend, type SimBackend } from '../sim/sweep/backend.js';

/** Hands out the stores of a backend for one run after the other, each store once, and disposes of those of before. */
export class FreshStores {
  readonly #backend: SimBackend;
  readonly #simulation: SimulationName;
  readonly #handedOut = new Set<'ledger' | 'sink'>();
  #open: OpenBackend | undefined;

  constructor(backend: SimBackend, simulation: SimulationName) {
    this.#backend = backend;
    this.#simulation = simulation;
  }

  ledger(): Promise<NonNullable<OpenBackend['ledger']>> {
    return this.#next('ledger');
  }

  sink(): Promise<NonNullable<OpenBackend['sink']>> {
    return this.#next('sink');
  }

  async close(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    this.#handedOut.clear();
    await open?.close();
  }

  async #next<Name extends 'ledger' | 'sink'>(name: Name): Promise<NonNullable<OpenBackend[Name]>> {
    if (this.#handedOut.has(name)) await this.close();
    this.#open ??= await openBackend(this.#backend, this.#simulation);
    this.#handedOut.add(name);
    return this.#open[name] as NonNullable<OpenBackend[Name]>;
  }
}
