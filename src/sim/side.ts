import type { AnyRow, TableName } from '../oracle/differences.js';
import type { CommitHandle } from '../store/contracts.js';
import type { SimStore } from './operations.js';
import type { DomainModel } from './store-model.js';
import type { SimControls } from './target.js';
import type { Breach } from './violation.js';

/** A durable row that a step has changed, as the store shows it. */
export interface RowChange {
  readonly table: TableName;
  /** The ids of the row's key, joined by `/`. */
  readonly key: string;
  readonly before?: AnyRow;
  readonly after: AnyRow;
}

/**
 * One of the two stores under simulation, with what is particular to it: how it is written to and read, and what must hold
 * of its rows. A side remembers what the store has shown last, and compares.
 */
export interface Side<Payload> {
  readonly store: SimStore;
  readonly controls: SimControls;
  /** Whether every answer is held to the letter: codes of refusals, and the moment at which they come. */
  readonly strict: boolean;
  readonly model: DomainModel<Payload>;
  /** A copy of the payload, checked as a store does at submission. Throws a `PersistenceInputError`. */
  parse(payload: Payload): Payload;
  submit(payload: Payload): Promise<CommitHandle<object>>;
  /** A copy of a payload of which every object is the caller's own. */
  copy(payload: Payload): Payload;
  /** Whether the rows of a payload would not change if it were committed once more. */
  isAbsorbed(payload: Payload): boolean;
  /** Checks the rows of payloads that were just committed; `again` if that must not have changed any. */
  checkWritten(payloads: readonly Payload[], again: boolean): Promise<Breach[]>;
  /** Checks that the store shows what it has shown before, in all that it can show. */
  checkUnchanged(invariant: 'I4' | 'I5' | 'I6'): Promise<Breach[]>;
  /** Checks that the store shows what the model says, in all that it can show. */
  checkAll(invariant: 'I6' | 'I7'): Promise<Breach[]>;
  /** Reads whether a payload was applied whose outcome nobody knows; the model forgets it if it was not. */
  decide(payload: Payload): Promise<boolean>;
  /** What has changed since this was last asked. */
  takeChanges(): readonly RowChange[];
}
