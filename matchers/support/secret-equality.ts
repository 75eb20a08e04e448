import { kindOfSensitive } from '../../src/values/secrets.js';
import { isAsymmetric } from './arguments.js';

/**
 * An equality tester for a runner: sensitive values equal only sensitive values of the same kind and bytes, not objects
 * that look like them; the tag says both. Leaves everything else, asymmetric matchers included, to the runner.
 */
export function secretsEqual(a: unknown, b: unknown): boolean | undefined {
  const [left, right] = [kindOfSensitive(a), kindOfSensitive(b)];
  if (left === undefined && right === undefined) return undefined;
  if (isAsymmetric(a) || isAsymmetric(b)) return undefined;
  return left === right && (a as { readonly tag: string }).tag === (b as { readonly tag: string }).tag;
}
