import { plural } from '../harness/describe-event.js';
import type { FindingsUpsertBatch } from '../records/findings-batch.js';
import { abbreviate } from '../values/public-id.js';
import type { SimOperation } from './operations.js';
import type { RecordedStep } from './world.js';

/** The steps of a run, one line each: what was done, and what the store answered. The latest ones, if there are many. */
export function describeRun(steps: readonly RecordedStep[], most = 30): string {
  const shown = steps.slice(-most);
  const left = steps.length - shown.length;
  const width = `${steps.at(-1)?.number ?? 0}`.length;
  const lines = shown.map(({ number, operation, answer, violations }) => {
    const mark = violations.length > 0 ? '>' : ' ';
    return `${mark} ${`${number}`.padStart(width)}. ${operation.store} ${describeOperation(operation)}${answer && ` -> ${answer}`}`;
  });
  return [...(left > 0 ? [`  (${plural(left, 'earlier step')})`] : []), ...lines].join('\n');
}

/** An operation in a few words, without its store. */
export function describeOperation(operation: SimOperation): string {
  switch (operation.type) {
    case 'BatchUpsert':
      return `upsert ${operation.label} (${payloadOf(operation)})${optionsOf(operation)}`;
    case 'Replay':
      return `upsert ${operation.label}, the same as ${operation.of}${optionsOf(operation)}`;
    case 'Wait':
      return `wait for ${operation.write}`;
    case 'BatchGet':
      return `get ${operation.keys.map(({ ovidHash }) => abbreviate(ovidHash)).join(', ')}`;
    case 'ListDone':
      return `list of what is done under ${abbreviate(operation.policyHash)}`;
    case 'ReadAll':
      return `read all`;
    case 'ReleaseOldest':
      return `release the oldest`;
    case 'ReleaseNewest':
      return `release the newest`;
    case 'ReleaseSpecific':
      return `release ${typeof operation.write === 'number' ? `#${operation.write}` : operation.write}`;
    case 'ReleaseAll':
      return `release all, ${operation.order === 'OldestFirst' ? 'oldest' : 'newest'} first`;
    case 'InjectSubmitFailure':
      return `fail the next ${plural(operation.count, 'submission')}`;
    case 'InjectCommitFailure':
      return `fail the next ${plural(operation.count, 'commit')}`;
    case 'InjectDelay':
      return `delay the next ${plural(operation.count, 'write')}`;
    case 'InjectAckLoss':
      return `lose the next ${plural(operation.count, 'acknowledgement')}`;
    case 'ResetFaults':
      return `reset faults`;
    case 'SetAutoComplete':
      return `autoComplete ${operation.on ? 'on' : 'off'}`;
    case 'Crash':
      return `crash`;
  }
}

function payloadOf(operation: Extract<SimOperation, { readonly type: 'BatchUpsert' }>): string {
  if (operation.store === 'ledger') return counted(operation.records, 'record');
  const { findings, occurrences, observations } = Object(operation.batch) as Partial<FindingsUpsertBatch>;
  return [counted(findings, 'finding'), counted(occurrences, 'occurrence'), counted(observations, 'observation')].join(
    ', ',
  );
}

/** What is written need not be what it should be. */
function counted(rows: unknown, noun: string): string {
  return Array.isArray(rows) ? plural(rows.length, noun) : `no list of ${noun}s`;
}

function optionsOf({ faults = [], unattended, scribbled }: Extract<SimOperation, { readonly label: string }>): string {
  const options = [...faults, ...(unattended ? ['unattended'] : []), ...(scribbled ? ['scribbled'] : [])];
  return options.length === 0 ? '' : `, ${options.join(', ')}`;
}
