import { isSensitive } from '../../src/values/secrets.js';
import { isAsymmetric } from './arguments.js';

/**
 * An equality tester for a runner: sensitive values equal only sensitive values of the same kind and bytes, not objects
 * that look like them. Leaves everything else, asymmetric matchers included, to the runner.
 */
export function secretsEqual(a: unknown, b: unknown): boolean | undefined {
  if (!isSensitive(a) && !isSensitive(b)) return undefined;
  if (isAsymmetric(a) || isAsymmetric(b)) return undefined;
  return isSensitive(a) && isSensitive(b) && a.tag === b.tag && a.constructor === b.constructor;
}
