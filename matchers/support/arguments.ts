import { coreOf } from '../../src/store/controlled-store.js';
import { kindOf } from '../../src/values/check.js';
import { MatcherUsageError } from './context.js';

/** Refuses more arguments than a matcher takes, fewer than it needs, and an explicit `undefined`, which is a mistake. */
export function checkArguments(name: string, args: readonly unknown[], min: number, max: number): void {
  if (args.length < min || args.length > max) {
    const wanted = min === max ? `${min}` : `${min} ${max - min > 1 ? 'to' : 'or'} ${max}`;
    throw new MatcherUsageError(`${name}() takes ${wanted} argument${wanted === '1' ? '' : 's'}, not ${args.length}.`);
  }
  const index = args.indexOf(undefined);
  if (index < 0) return;
  const advice = index < min ? 'mend what gave it' : 'leave it out or mend what gave it';
  throw new MatcherUsageError(`${name}() was given undefined as its argument; ${advice}.`);
}

/** The `MatcherUsageError` for a receiver that a matcher cannot judge. */
export function wrongReceiver(name: string, expected: string, received: unknown): MatcherUsageError {
  return new MatcherUsageError(`${name}() judges ${expected}; it received ${describe(received)}.`);
}

/** The `MatcherUsageError` for an argument that makes no sense. */
export function wrongArgument(name: string, sentence: string): MatcherUsageError {
  return new MatcherUsageError(`${name}(): ${sentence}.`);
}

/** Whether an object has these methods. Whatever a proxy or a getter throws counts as no. */
export function hasMethods<Name extends string>(
  value: unknown,
  ...names: readonly Name[]
): value is Record<Name, (...args: readonly unknown[]) => unknown> {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false;
  try {
    return names.every((name) => typeof (value as Record<string, unknown>)[name] === 'function');
  } catch {
    return false;
  }
}

/** Whether a value is one of the runner's asymmetric matchers (`expect.any(..)`, `expect.stringContaining(..)`). */
export function isAsymmetric(value: unknown): boolean {
  return hasMethods(value, 'asymmetricMatch');
}

/** Names a value in a usage error without printing what may be sensitive. */
export function describe(value: unknown): string {
  const core = coreOf(value);
  if (core !== undefined) return `a ${core.kind} store`;
  const kind = kindOf(value);
  if (kind === 'object') {
    const name = (value as object).constructor?.name;
    return name === undefined || name === 'Object' ? 'a plain object' : `an instance of ${name}`;
  }
  return ['undefined', 'null', 'NaN'].includes(kind) ? kind : `${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${kind}`;
}

/** Names a value that is wrong although it may be of the right type; never where something sensitive may stand. */
export function describeWrong(value: unknown): string {
  if (typeof value === 'string') return 'this string';
  if (typeof value === 'bigint') return `${value}n`;
  return typeof value === 'number' ? `the number ${value}` : describe(value);
}
