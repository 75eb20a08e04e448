import { invalidType } from '../values/check.js';
import { encodeOperation } from './codec.js';
import { encodeValue, SecretLabels } from './json-values.js';
import type { SimReport } from './report.js';

/**
 * A recorded run as JSON, one line per step: what was done, what the store answered, what changed, what is pending, which
 * faults are armed, what was violated. Two runs that did the same have the same text, byte for byte. Throws `InvalidType`
 * for a run that was not recorded.
 */
export function traceText({ steps, operations }: Pick<SimReport, 'steps' | 'operations'>): string {
  if (steps.length < operations.length) throw invalidType('report', 'a run with { record: true }', operations);
  const secrets = new SecretLabels();
  return steps
    .map(({ operation, changes, ...step }) => {
      const { number, phase, answer, events, pending, faults, violations } = step;
      const line = {
        number,
        phase,
        operation: encodeOperation(operation, secrets),
        answer,
        events,
        changes: encodeValue(changes, secrets),
        pending,
        faults,
        violations,
      };
      return `${JSON.stringify(line)}\n`;
    })
    .join('');
}
