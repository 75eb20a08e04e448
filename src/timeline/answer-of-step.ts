import { INJECTED_FAULT, type SimEventKind, type SimOperationType } from '../sim/operations.js';
import type { RecordedStep } from '../sim/world.js';

/**
 * What came of a step, in a few words: what the store answered without receipts, and of writes that nobody has waited for
 * yet what the model says. `ended` are the labels of the writes that were released, in that order.
 */
export function answerOf(
  { operation, answer, events, faults, violations }: RecordedStep,
  ended: readonly string[],
): string {
  if (operation.type in INJECTED_FAULT)
    return `${faults[INJECTED_FAULT[operation.type as keyof typeof INJECTED_FAULT]]} to strike`;
  if (operation.type === 'ResetFaults') return '';
  const own = 'label' in operation ? `${operation.label} ` : '';
  const answers =
    answer === ''
      ? []
      : answer
          .replaceAll(/ \{[^{}]*\}/g, '')
          .replaceAll(' is pending', ' pending')
          .split('; ');
  const released = events.filter((kind) => kind in OUTCOMES);
  const unheard = ended.flatMap((label, index) => {
    const outcome = OUTCOMES[released[index] as keyof typeof OUTCOMES];
    return outcome === undefined || answers.some((text) => text.startsWith(`${label} `))
      ? []
      : [`${label} ${outcome}, not waited for yet`];
  });
  const said = [
    ...answers.map((text) => (own !== '' && text.startsWith(own) ? text.slice(own.length) : text)),
    ...unheard,
  ];
  if (said.length > 0) return said.join('; ');
  if (READS.has(operation.type)) return violations.length === 0 ? 'as predicted' : 'not as predicted';
  const silent = events.find((kind) => kind in SILENT);
  return silent === undefined ? '' : (SILENT[silent] ?? '');
}

/** How a released write ended. */
const OUTCOMES = {
  Released: 'committed',
  ReleasedCommitFailed: 'failed with InjectedCommitFailure',
  ReleasedRejected: 'refused for its content',
  ReleasedAckLost: 'committed, its acknowledgement lost',
  UpsertInDoubt: 'in doubt',
} as const satisfies Partial<Record<SimEventKind, string>>;

/** What to say where nobody was told anything. */
const SILENT: Partial<Record<SimEventKind, string>> = {
  UpsertCommitted: 'committed, not waited for yet',
  UpsertCommitFailed: 'failed with InjectedCommitFailure, not waited for yet',
  UpsertRejected: 'refused for its content, not waited for yet',
  UpsertAckLost: 'committed, its acknowledgement lost, not waited for yet',
};

const READS: ReadonlySet<SimOperationType> = new Set(['BatchGet', 'ListDone', 'ReadAll']);
