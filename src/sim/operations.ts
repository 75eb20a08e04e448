import type { DoneLedgerKey, DoneLedgerRecord } from '../records/done-ledger-record.js';
import type { FindingsUpsertBatch } from '../records/findings-batch.js';
import type { FaultName } from '../store/events.js';
import type { CompletionOrder } from '../store/linked-queue.js';
import type { PolicyHash, TenantId } from '../values/identities.js';

/** Which of the two stores an operation goes to. */
export type SimStore = 'ledger' | 'sink';

/** What every operation that writes has. */
interface Write {
  /** Names the write in the operations that follow, in timelines and in capsules. Unique within a run. */
  readonly label: string;
  /** Faults armed once each just before the write: what the fault level drew. */
  readonly faults?: readonly FaultName[];
  /** Nobody waits for the outcome until an operation `Wait` does, or the run ends. */
  readonly unattended?: boolean;
  /** The caller hands over objects of its own, and changes all of them once the write was accepted. */
  readonly scribbled?: boolean;
}

/**
 * One step of a simulation (specification 4-simulation): the same vocabulary for random runs, scripted scenarios, the
 * fast-check commands and capsules.
 */
export type SimOperation =
  | (Write & { readonly type: 'BatchUpsert'; readonly store: 'ledger'; readonly records: readonly DoneLedgerRecord[] })
  | (Write & { readonly type: 'BatchUpsert'; readonly store: 'sink'; readonly batch: FindingsUpsertBatch })
  /** The payload of an earlier write once more. */
  | (Write & { readonly type: 'Replay'; readonly store: SimStore; readonly of: string })
  /** Waits for the outcome of an unattended write. */
  | { readonly type: 'Wait'; readonly store: SimStore; readonly write: string }
  /** Reads these keys, and compares the answers. */
  | { readonly type: 'BatchGet'; readonly store: 'ledger'; readonly keys: readonly DoneLedgerKey[] }
  /** Lists what is done, and compares the answer. */
  | {
      readonly type: 'ListDone';
      readonly store: 'ledger';
      readonly tenantId: TenantId;
      readonly policyHash: PolicyHash;
    }
  /** Reads everything that the store can show, and compares it. */
  | { readonly type: 'ReadAll'; readonly store: SimStore }
  | { readonly type: 'ReleaseOldest' | 'ReleaseNewest'; readonly store: SimStore }
  /** Releases one write, by its label, or by an operation id; one that is not pending releases nothing. */
  | { readonly type: 'ReleaseSpecific'; readonly store: SimStore; readonly write: string | number }
  | { readonly type: 'ReleaseAll'; readonly store: SimStore; readonly order: CompletionOrder }
  | {
      readonly type: 'InjectSubmitFailure' | 'InjectCommitFailure' | 'InjectDelay' | 'InjectAckLoss';
      readonly store: SimStore;
      readonly count: number;
    }
  | { readonly type: 'ResetFaults'; readonly store: SimStore }
  | { readonly type: 'SetAutoComplete'; readonly store: SimStore; readonly on: boolean }
  | { readonly type: 'Crash'; readonly store: SimStore };

/** The operations that write. */
export type WriteOperation = Extract<SimOperation, Write>;

/** Names of operations. */
export type SimOperationType = SimOperation['type'];

/** Which fault counter each injecting operation arms. */
export const INJECTED_FAULT = {
  InjectSubmitFailure: 'failNextSubmissions',
  InjectCommitFailure: 'failNextCommits',
  InjectDelay: 'delayNextWrites',
  InjectAckLoss: 'loseNextAcks',
} as const satisfies Partial<Record<SimOperationType, FaultName>>;

/** What can happen in a step, in the seed's profile: the keys of the histogram of a run. */
export const SEED_EVENT_KINDS = [
  'UpsertCommitted',
  'UpsertPending',
  'UpsertSubmitFailed',
  'UpsertCommitFailed',
  'GetOk',
  'Released',
  'ReleasedCommitFailed',
  'ReleasedAll',
  'ReleaseNoop',
  'FaultConfigured',
] as const;

/** What can happen besides in the extended profile. */
export const EXTENDED_EVENT_KINDS = [
  /** Refused at submission for its content. */
  'UpsertRefused',
  /** Accepted, and refused for its content when it was applied. */
  'UpsertRejected',
  'UpsertAckLost',
  'ReleasedRejected',
  'ReleasedAckLost',
  'Replayed',
  'Waited',
  'WaitedCrashed',
  'ReadAllOk',
  'ListOk',
  'ModeChanged',
  'Crashed',
] as const;

/** A key of the histogram of a run. */
export type SimEventKind =
  | (typeof SEED_EVENT_KINDS)[number]
  | (typeof EXTENDED_EVENT_KINDS)[number]
  /** A foreign backend failed with an error of its own, which leaves open whether it has applied the write. */
  | 'UpsertInDoubt';

/** How often each kind of event came up. */
export type EventHistogram = Readonly<Partial<Record<SimEventKind, number>>>;
