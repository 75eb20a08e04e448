import { invalidType, objectLike, reading } from '../values/check.js';
import type { StoreBackend } from './backend.js';
import { Checkpoint } from './checkpoint.js';
import { ControlledStore } from './controlled-store.js';
import { InMemoryStoreCore, type StoreOptions } from './core.js';
import type { EntryPoint } from './events.js';
import type { StoreHandle } from './handle.js';

/**
 * A store over a backend of the user's, with the controls and handles of ours; what {@link defineStore} makes. Extend it to
 * give your contract's methods to the store itself: a writing method is `return this.submit(input, this.nameOfThatMethod)`,
 * a reading one `return this.read((durable) => ...)`.
 */
export class DefinedStore<Payload, Durable, Receipt, Input = Payload> extends ControlledStore<
  Payload,
  Durable,
  Receipt,
  Input
> {
  /** Throws `InvalidType` for a backend that lacks something. */
  constructor(
    source: StoreBackend<Payload, Durable, Receipt, Input> | InMemoryStoreCore<Payload, Durable, Receipt, Input>,
    options?: StoreOptions,
  ) {
    reading('backend', () => {
      if (!(source instanceof InMemoryStoreCore)) checkBackend(objectLike('backend', source));
    });
    super(source, options);
  }

  /**
   * Another handle on the same store, of the same class and with the same properties. A subclass with `#private` fields,
   * which cannot be copied, brings a `clone()` of its own.
   */
  override clone(): this {
    return this.core.read(() => this.handleOn(this.core));
  }

  /** An independent store in the same state, of the same class. Throws `InvalidType` if the backend has no `fork`. */
  override fork(): this {
    return this.handleOn(this.core.fork());
  }

  /** The durable tables as they are now. Throws `InvalidType` if the backend has no `fork`. */
  override checkpoint(): DefinedCheckpoint<Payload, Durable, Receipt, Input> {
    return new DefinedCheckpoint(this.core.forkDurable());
  }

  /**
   * Writes a payload. Rejects with an `InMemoryPersistenceError`, which a `StoreRefusal` of the backend is, too. A method
   * that hands its caller's input on passes itself as `calledAs`, so that the audit, the timeline and histories name the
   * line that called it.
   */
  submit(input: Input, calledAs: EntryPoint = this.submit): Promise<StoreHandle<Receipt>> {
    return this.core.submit(input, calledAs);
  }

  /** Reads the durable tables. What `select` returns should not let its caller change them. */
  read<T>(select: (durable: Durable) => T): T {
    return this.core.read(select);
  }
}

/** The durable tables of a {@link DefinedStore} as they were at one moment. */
export class DefinedCheckpoint<Payload, Durable, Receipt, Input = Payload> extends Checkpoint<
  Payload,
  Durable,
  Receipt,
  Input
> {
  /** @internal */
  constructor(core: InMemoryStoreCore<Payload, Durable, Receipt, Input>) {
    super(core);
  }

  /** Reads the tables. What `select` returns should not let its caller change them. */
  read<T>(select: (durable: Durable) => T): T {
    return this.core.read(select);
  }

  override fork(options?: StoreOptions): DefinedStore<Payload, Durable, Receipt, Input> {
    return new DefinedStore(this.core.forkDurable(options));
  }
}

/**
 * Makes a store out of a backend of your own, under the same controls as ours (specification 2-api, "Stores"). Throws
 * `InvalidType` for a backend that lacks something.
 */
export function defineStore<Payload, Durable, Receipt, Input = Payload>(
  backend: StoreBackend<Payload, Durable, Receipt, Input>,
  options?: StoreOptions,
): DefinedStore<Payload, Durable, Receipt, Input> {
  return new DefinedStore(backend, options);
}

function checkBackend(backend: Readonly<Record<string, unknown>>): void {
  const { kind, createDurable, apply, prepare, countRows, fork, tables, digest } = backend;
  if (typeof kind !== 'string' || kind === '') throw invalidType('backend.kind', 'a name', kind);
  for (const [name, method] of Object.entries({ createDurable, apply })) {
    if (typeof method !== 'function') throw invalidType(`backend.${name}`, 'function', method);
  }
  for (const [name, method] of Object.entries({ prepare, countRows, fork, tables, digest })) {
    if (method !== undefined && typeof method !== 'function') throw invalidType(`backend.${name}`, 'function', method);
  }
}
