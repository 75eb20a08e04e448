import { coreOf } from '../../src/store/controlled-store.js';
import { invalidType, kindOf, objectLike, reading } from '../../src/values/check.js';
import { checkArguments, describe, wrongReceiver } from './arguments.js';
import { MatcherUsageError, type MatcherContext, type MatcherResult } from './context.js';
import { historyOf } from './history.js';
import { report, type Finding } from './report.js';
import { Words } from './show.js';

/** A matcher of your own: what it judges, and how. */
export interface MatcherDefinition<Received> {
  /** As it is called: `'toHaveCheckpoint'`. */
  readonly name: string;
  /** What it judges, in words, for the error on anything else: `'a checkpoint store'`. */
  readonly receiver: string;
  /** Whether this is such a thing. */
  accepts(received: unknown): received is Received;
  /** What it is given besides, in order: `['checkpoint']`. With a `?` at its end an argument may be left out. */
  readonly parameters?: readonly string[];
  /**
   * Judges, at once. `args` are as many as `parameters` ask for, none of them `undefined`; whether they make sense is for this
   * method to check. Throw a {@link MatcherUsageError} for what cannot be judged, so that `.not` does not pass for it.
   */
  judge(received: Received, args: readonly unknown[], tools: JudgingTools): Judgement;
}

/** What the runner has that helps in judging. */
export interface JudgingTools {
  /** The runner's equality: asymmetric matchers count, and so do testers that were added to it. */
  equals(actual: unknown, expected: unknown): boolean;
}

/** What a matcher of your own found out. */
export interface Judgement {
  /** Whether it holds. */
  readonly pass: boolean;
  /** What is the case, whichever it is: it says why `expect(..)` fails, or why `expect(..).not` does. */
  readonly sentence: string;
  /** What was expected, shown above what was received; objects go into the runner's diff, too. */
  readonly expected?: unknown;
  /** What was received in its place; `undefined` shows as `nothing`. */
  readonly received?: unknown;
  /** Which writes the history is about, by their payload; all writes of the store if left out. */
  concerns?(payload: unknown): boolean;
}

/**
 * Makes a matcher for a store of your own: `expect.extend({ toHaveCheckpoint: defineMatcher({ ... }) })`. It refuses what it
 * cannot judge, with `.not` too, and fails with a message like those of ours: hint, sentence, expected and received, and
 * the history of the store if a timeline follows it. Throws `InvalidType` for a definition that lacks something.
 */
export function defineMatcher<Received>(
  definition: MatcherDefinition<Received>,
): (this: MatcherContext, received: unknown, ...args: readonly unknown[]) => MatcherResult {
  const { name, receiver, parameters } = reading('definition', () => {
    checkDefinition(objectLike('definition', definition));
    const { name, receiver, parameters = [] } = definition;
    return { name, receiver, parameters };
  });
  const required = parameters.filter((parameter) => !isOptional(parameter)).length;
  const matcher = function (this: MatcherContext, received: unknown, ...args: readonly unknown[]): MatcherResult {
    checkArguments(name, args, required, parameters.length);
    if (!definition.accepts(received)) throw wrongReceiver(name, receiver, received);
    const tools: JudgingTools = { equals: (a, b) => this.equals(a, b, this.customTesters) };
    const judgement = readJudgement(name, definition.judge(received, args, tools));
    const given = parameters.slice(0, args.length).map((parameter) => parameter.replace('?', ''));
    return report(this, name, given.join(', '), judgement.pass, () => findingOf(judgement, received));
  };
  return Object.defineProperty(matcher, 'name', { value: name }); // as stacks show it
}

/** Refuses above all a promise: it would fail always, and pass always under `.not`. */
function readJudgement(name: string, judgement: Judgement): Judgement {
  if (kindOf(judgement) === 'object' && typeof judgement.pass === 'boolean') return judgement;
  throw new MatcherUsageError(`${name}(): judge() returns { pass, sentence } at once, not ${describe(judgement)}.`);
}

function findingOf(judgement: Judgement, received: unknown): Omit<Finding, 'pass'> {
  const { sentence, expected, received: actual, concerns } = judgement;
  const shows = 'expected' in judgement || 'received' in judgement;
  return {
    sentence,
    shown: shows ? { expected: orNothing(expected), received: orNothing(actual) } : undefined,
    diff: isComparable(expected) && isComparable(actual) ? { actual, expected } : undefined,
    evidence: coreOf(received) && historyOf(received, concerns),
  };
}

function orNothing(value: unknown): unknown {
  return value === undefined ? new Words('nothing') : value;
}

/** Whether a diff by the runner says more than the two values, one above the other. */
function isComparable(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function isOptional(parameter: string): boolean {
  return parameter.endsWith('?');
}

function checkDefinition({ name, receiver, parameters, accepts, judge }: Readonly<Record<string, unknown>>): void {
  for (const [field, text] of Object.entries({ name, receiver })) {
    if (typeof text !== 'string' || text === '') throw invalidType(`definition.${field}`, 'text', text);
  }
  for (const [field, method] of Object.entries({ accepts, judge })) {
    if (typeof method !== 'function') throw invalidType(`definition.${field}`, 'function', method);
  }
  if (parameters !== undefined && !areNames(parameters))
    throw invalidType('definition.parameters', 'names, those that may be left out last', parameters);
}

/** Names of parameters, of which one that may be left out is not followed by one that may not. */
function areNames(value: unknown): value is readonly string[] {
  if (kindOf(value) !== 'array') return false;
  const names = value as readonly unknown[];
  return (
    names.every((name) => typeof name === 'string') &&
    names.every((name, index) => isOptional(name) || !isOptional(names[index - 1] ?? ''))
  );
}
