import { STORES_OF, type CapsuleOperation } from '../capsule.js';
import type { Json } from '../json-values.js';
import { INJECTED_FAULT } from '../operations.js';
import { withValue, type Path, valueAt } from './json-path.js';
import { leaveOut } from './leave-out.js';
import type { Candidate, Trials } from './trials.js';

type Operations = readonly CapsuleOperation[];

/** Leaves a store out, and with it all that was done with it: what the other must hold does not depend on it, but for X1. */
export async function leaveOutStore(trials: Trials): Promise<void> {
  if (trials.best.simulation !== 'persistence') return;
  for (const simulation of ['done-ledger', 'findings'] as const) {
    const operations = trials.best.operations.filter(({ store }) => STORES_OF[simulation].includes(store));
    if (await trials.take({ simulation, operations })) return;
  }
}

/** Makes writes of their own of all replays at once. */
export async function inlineReplays(trials: Trials): Promise<void> {
  const { operations } = trials.best;
  const inlined = operations.map((operation) => inlinedReplay(operation, operations) ?? operation);
  if (inlined.some((operation, index) => operation !== operations[index]))
    await trials.take({ ...trials.best, operations: inlined });
}

/** Leaves out operations. */
export async function leaveOutOperations(trials: Trials): Promise<void> {
  await leaveOut(
    () => trials.best.operations.length,
    (start, end) => trials.take(withOperations(trials, trials.best.operations.toSpliced(start, end - start))),
  );
}

/** Most operations of which two at a time are left out. */
const FEW = 24;

/** Leaves out two operations that only go together: a fault and the write that it strikes, one more delay and its release. */
export async function leaveOutPairs(trials: Trials): Promise<void> {
  for (let later = trials.best.operations.length - 1; later > 0 && later < FEW; later--) {
    for (let earlier = later - 1; earlier >= 0; earlier--) {
      const { operations } = trials.best;
      if (later >= operations.length) break;
      const without = operations.flatMap((operation, index) =>
        index === earlier || index === later ? onceLess(operation) : [operation],
      );
      if (await trials.take(withOperations(trials, without))) break;
    }
  }
}

/** Runs with no more operations than this read well enough as they are. */
const SHORT = 6;

/** Makes one write of two, while there are many operations: a failure that takes many rows need not take many writes. */
export async function joinWrites(trials: Trials): Promise<void> {
  for (let later = trials.best.operations.length - 1; later > 0; later--) {
    const { operations } = trials.best;
    if (operations.length <= SHORT) return;
    const second = operations[later];
    const earlier = operations.findLastIndex(({ store }, index) => index < later && store === second?.store);
    const joined = joinedWrite(operations[earlier], second);
    if (joined !== undefined)
      await trials.take(withOperations(trials, operations.with(earlier, joined).toSpliced(later, 1)));
  }
}

/** One write of the rows of two, unless something else is special about either. */
function joinedWrite(a: CapsuleOperation | undefined, b: CapsuleOperation | undefined): CapsuleOperation | undefined {
  const plain = [a, b].every((write) => write?.type === 'BatchUpsert' && !write['unattended'] && !write['scribbled']);
  if (!plain || a === undefined || b?.['faults'] !== undefined) return undefined;
  return LISTS.reduce((write, path) => {
    const [rows, more] = [valueAt(a, path), valueAt(b, path)];
    return path[0] !== 'faults' && Array.isArray(rows) && Array.isArray(more)
      ? withValue(write, path, [...(rows as readonly Json[]), ...(more as readonly Json[])])
      : write;
  }, a);
}

/** An injection of one fault less, or nothing. */
function onceLess(operation: CapsuleOperation): readonly CapsuleOperation[] {
  const { count } = operation;
  return typeof count === 'number' && count > 1 ? [{ ...operation, count: count - 1 }] : [];
}

/** Leaves out records, rows, keys and background faults within operations. */
export async function leaveOutItems(trials: Trials): Promise<void> {
  for (let index = trials.best.operations.length - 1; index >= 0; index--) {
    for (const path of LISTS) {
      const items = (): readonly Json[] => {
        const list = valueAt(trials.best.operations[index], path);
        return Array.isArray(list) ? (list as readonly Json[]) : [];
      };
      await leaveOut(
        () => items().length,
        (start, end) => {
          const operation = trials.best.operations[index] as CapsuleOperation;
          const left = items().toSpliced(start, end - start);
          const absent = left.length === 0 && path[0] === 'faults';
          return trials.replace(index, withValue(operation, path, absent ? undefined : left));
        },
      );
    }
  }
}

/** Children before their parents, which a sink wants to know. */
const LISTS: readonly Path[] = [
  ['records'],
  ['keys'],
  ['batch', 'observations'],
  ['batch', 'occurrences'],
  ['batch', 'findings'],
  ['faults'],
];

/** Makes simpler operations of operations. */
export async function simplifyOperations(trials: Trials): Promise<void> {
  for (let index = trials.best.operations.length - 1; index >= 0; index--) {
    let simpler = true;
    while (simpler) {
      simpler = false;
      for (const operations of simplerRuns(trials.best.operations, index)) {
        simpler = await trials.take(withOperations(trials, operations));
        if (simpler) break;
      }
    }
  }
}

function* simplerRuns(operations: Operations, index: number): Generator<Operations> {
  const operation = operations[index];
  if (operation === undefined) return;
  for (const simpler of simplerOperations(operation, operations)) yield operations.with(index, simpler);
  const folded = foldedInjection(operations, index);
  if (folded !== undefined) yield folded;
}

function* simplerOperations(operation: CapsuleOperation, operations: Operations): Generator<CapsuleOperation> {
  for (const option of ['phase', 'unattended', 'scribbled'])
    if (option in operation) yield withValue(operation, [option], undefined);
  const { type, store, count, order, write } = operation;
  if (typeof count === 'number' && count > 1)
    for (const fewer of new Set([1, Math.floor(count / 2), count - 1])) yield { ...operation, count: fewer };
  if (order === 'NewestFirst') yield { ...operation, order: 'OldestFirst' };
  if (type === 'ReleaseNewest') yield { ...operation, type: 'ReleaseOldest' };
  // A label names the same write whatever else is left out; an operation id does not.
  if (type === 'ReleaseSpecific' && typeof write === 'number')
    for (const other of operations)
      if (other.store === store && typeof other['label'] === 'string') yield { ...operation, write: other['label'] };
  const inlined = inlinedReplay(operation, operations);
  if (inlined !== undefined) yield inlined;
}

/** A replay as a write of the same payload. */
function inlinedReplay(operation: CapsuleOperation, operations: Operations): CapsuleOperation | undefined {
  if (operation.type !== 'Replay') return undefined;
  const earlier = operations.slice(0, operations.indexOf(operation));
  const original = earlier.find(({ store, label }) => store === operation.store && label === operation['of']);
  if (original === undefined) return undefined;
  const write = original.type === 'Replay' ? inlinedReplay(original, earlier) : original;
  if (write === undefined) return undefined;
  const { type: _, store, of: _of, ...rest } = operation;
  const payload = store === 'ledger' ? 'records' : 'batch';
  return { type: 'BatchUpsert', store, ...rest, [payload]: write[payload] };
}

/** Faults that are armed for the writes that follow, as background faults of these: one operation less. */
function foldedInjection(operations: Operations, index: number): Operations | undefined {
  const { type, store, count } = operations[index] as CapsuleOperation;
  if (!(type in INJECTED_FAULT)) return undefined;
  const fault = INJECTED_FAULT[type as keyof typeof INJECTED_FAULT];
  let left = count as number;
  const folded = operations.flatMap((operation, place) => {
    if (place === index) return [];
    const strikes = place > index && left > 0 && operation.store === store && 'label' in operation;
    if (!strikes) return [operation];
    left--;
    return [withFault(operation, fault)];
  });
  return left === 0 ? folded : undefined;
}

function withFault(
  { type, store, phase, label, faults = [], ...rest }: CapsuleOperation,
  fault: Json,
): CapsuleOperation {
  const armed = [...(faults as readonly Json[]), fault];
  return { type, store, ...(phase && { phase }), label, faults: armed, ...rest };
}

function withOperations(trials: Trials, operations: Operations): Candidate {
  return { ...trials.best, operations };
}
