import { invalidType, objectLike, reading } from '../values/check.js';
import type { StoreBackend } from './backend.js';
import { Checkpoint } from './checkpoint.js';
import { ControlledStore } from './controlled-store.js';
import { InMemoryStoreCore, type StoreOptions } from './core.js';
import type { StoreHandle } from './handle.js';

/** A store made by {@link defineStore}: the controls and handles of ours over a backend of the user's. */
export class DefinedStore<Payload, Durable, Receipt, Input = Payload> extends ControlledStore<
  Payload,
  Durable,
  Receipt,
  Input
> {
  /** @internal */
  constructor(core: InMemoryStoreCore<Payload, Durable, Receipt, Input>) {
    super(core);
  }

  override clone(): DefinedStore<Payload, Durable, Receipt, Input> {
    return this.core.read(() => new DefinedStore(this.core));
  }

  /** An independent store in the same state. Throws `InvalidType` if the backend has no `fork`. */
  override fork(): DefinedStore<Payload, Durable, Receipt, Input> {
    return new DefinedStore(this.core.fork());
  }

  /** The durable tables as they are now. Throws `InvalidType` if the backend has no `fork`. */
  override checkpoint(): DefinedCheckpoint<Payload, Durable, Receipt, Input> {
    return new DefinedCheckpoint(this.core.forkDurable());
  }

  /** Writes a payload. Rejects with an `InMemoryPersistenceError`, which a `StoreRefusal` of the backend is, too. */
  submit(input: Input): Promise<StoreHandle<Receipt>> {
    return this.core.submit(input, this.submit);
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
  reading('backend', () => checkBackend(objectLike('backend', backend)));
  return new DefinedStore(new InMemoryStoreCore(backend, options));
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
