import { coreOf } from '../store/controlled-store.js';
import type { FaultName } from '../store/events.js';
import type { CompletionOrder } from '../store/linked-queue.js';
import { INJECTED_FAULT, type SimOperationType } from './operations.js';

type MaybePromise<T> = T | Promise<T>;

/** The controls over time and failure that our stores have. A foreign backend may have some of them, or none. */
export interface SimControls extends Partial<Readonly<Record<FaultName, (count: number) => MaybePromise<void>>>> {
  setAutoComplete?(on: boolean): MaybePromise<void>;
  releaseNext?(order: CompletionOrder): MaybePromise<bigint | undefined>;
  releaseSpecific?(id: bigint): MaybePromise<boolean>;
  releaseAll?(order: CompletionOrder): MaybePromise<number>;
  pendingIds?(): MaybePromise<readonly bigint[]>;
  resetFaults?(): MaybePromise<void>;
  faults?(): MaybePromise<Readonly<Record<FaultName, number>>>;
  crash?(): MaybePromise<void>;
}

/** Names of the controls. */
export type SimControl = keyof SimControls;

/** Whether a store has a control. */
export function has<Name extends SimControl>(
  store: SimControls,
  control: Name,
): store is SimControls & Required<Pick<SimControls, Name>> {
  return typeof store[control] === 'function';
}

/** Whether a store can hold writes back: it can be told to, and told to let them go. */
export function canDelay(store: SimControls): boolean {
  const holds = has(store, 'delayNextWrites') || has(store, 'setAutoComplete');
  return holds && (has(store, 'releaseNext') || has(store, 'releaseAll'));
}

/** Whether a store is one of this package, whose every answer is known to the letter. */
export function isOurs(store: object): boolean {
  return coreOf(store) !== undefined;
}

/** Whether a store has the control that an operation needs beside the contract. */
export function canDo(store: SimControls, type: SimOperationType): boolean {
  if (type in INJECTED_FAULT) {
    const fault = INJECTED_FAULT[type as keyof typeof INJECTED_FAULT];
    return has(store, fault) && (fault !== 'delayNextWrites' || canDelay(store));
  }
  const control = CONTROL_OF[type];
  return control === undefined || (has(store, control) && (control !== 'setAutoComplete' || canDelay(store)));
}

const CONTROL_OF: Partial<Record<SimOperationType, SimControl>> = {
  ReleaseOldest: 'releaseNext',
  ReleaseNewest: 'releaseNext',
  ReleaseSpecific: 'releaseSpecific',
  ReleaseAll: 'releaseAll',
  ResetFaults: 'resetFaults',
  SetAutoComplete: 'setAutoComplete',
  Crash: 'crash',
};
