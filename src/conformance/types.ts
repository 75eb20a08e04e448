import type { ObservationRecord } from '../records/observation-record.js';
import type { DoneLedger, FindingsConformanceProbe, FindingsSink } from '../store/contracts.js';
import type { ObservationId, TenantId } from '../values/identities.js';
import type { CheckContext } from './context.js';

/** What only some backends can show; a backend declares it, and is held to what it declares. */
export type Capability =
  /** `doneLedger.listDoneHashes` exists. */
  | 'listDoneHashes'
  /** `findings.durableCounts` exists. */
  | 'durableCounts'
  /** The backend returned by `create` has `getObservation()`, which reads a durable observation as merged. */
  | 'readObservations'
  /** The backend returned by `create` has `restart()`, after which everything durable must still be there. */
  | 'restart'
  /** The backend has `holdWrites()`, after which writes are accepted, but not applied until the function it returns is called. */
  | 'delayedWrites'
  /** The backend has `failNextCommit()`, after which the next write of either contract fails at commit. */
  | 'faults';

/** What a backend declares about itself. */
export type Supports = { readonly [Name in Capability]?: boolean } & {
  /**
   * Holds the backend to 1-semantics to the letter, where the contract alone leaves a choice: the codes of refusals, at
   * submission or at commit as the specification has it, and one location after unordered writes.
   */
  readonly strict?: boolean;
};

/** A backend under test: the two contracts, and what it needs for the capabilities that it declares. */
export interface ConformanceBackend {
  readonly doneLedger: DoneLedger;
  readonly findings: FindingsSink & Partial<FindingsConformanceProbe>;
  /** Ends the backend, with everything that it holds open. Called once, after each check. */
  dispose?(): void | Promise<void>;
  /** For `readObservations`: a durable observation as merged, `undefined` if there is none. */
  getObservation?(
    tenantId: TenantId,
    observationId: ObservationId,
  ): ObservationRecord | undefined | Promise<ObservationRecord | undefined>;
  /**
   * For `restart`: ends the process that serves the backend, so to speak, and gives the one that follows it, with no
   * writes held back. Of the two, only that one is disposed of.
   */
  restart?(): ConformanceBackend | Promise<ConformanceBackend>;
  /** For `delayedWrites`: holds writes back from now on; the function that it returns lets them go. */
  holdWrites?(): () => void | Promise<void>;
  /** For `faults`: makes the next write fail at commit, once. */
  failNextCommit?(): void | Promise<void>;
}

/** Where the kit gets a backend from, and what it may ask of it. */
export interface ConformanceSubject {
  /** Makes a backend. Called for each check; the data of earlier ones may still be there. */
  readonly create: () => ConformanceBackend | Promise<ConformanceBackend>;
  readonly supports?: Supports;
}

/** One thing that a backend must do, or should. */
export interface ConformanceCheck {
  /** Stable, for example `LEDGER-MERGE-03`. */
  readonly id: string;
  /** What is checked, in a few words. */
  readonly title: string;
  readonly level: 'MUST' | 'SHOULD';
  readonly contract: 'backend' | 'done-ledger' | 'findings' | 'redaction';
  /** One sentence: what a backend must do, and why. */
  readonly reason: string;
  /** What the backend has to support for the check to be able to run. */
  readonly needs: readonly (Capability | 'strict')[];
  /** One of the twelve checks that the kit started from. */
  readonly seed?: boolean;
  run(context: CheckContext): Promise<void>;
}
