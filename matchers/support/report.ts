import type { MatcherContext, MatcherResult } from './context.js';
import { show } from './show.js';

/** What a matcher found out; everything but `pass` is only looked at when the assertion fails. */
export interface Finding {
  readonly pass: boolean;
  /** What is the case, for both polarities: it says why `expect(..)` failed, or why `expect(..).not` did. */
  readonly sentence: string;
  /** The expected and the received value, shown one above the other. Under `.not` only what was not expected. */
  readonly shown?: { readonly expected: unknown; readonly received: unknown } | undefined;
  /** Two values for the runner's own diff. */
  readonly diff?: { readonly actual: unknown; readonly expected: unknown } | undefined;
  /** What happened to the thing judged. */
  readonly evidence?: string | undefined;
}

/** A matcher's answer, of which the message is put together only if somebody reads it. */
export function report(
  context: MatcherContext,
  name: string,
  argument: string,
  pass: boolean,
  explain: () => Omit<Finding, 'pass'>,
): MatcherResult {
  let explained: Omit<Finding, 'pass'> | undefined;
  const finding = (): Omit<Finding, 'pass'> => (explained ??= explain());
  // The runner takes the diff off every answer, and shows it only after a failure. Under .not there is nothing to compare.
  const diff = pass || context.isNot === true ? undefined : finding().diff;
  return {
    pass,
    message: () => messageOf(context, name, argument, finding()),
    ...(diff && { actual: diff.actual, expected: diff.expected }),
  };
}

function messageOf(context: MatcherContext, name: string, argument: string, finding: Omit<Finding, 'pass'>): string {
  const { utils, isNot = false, promise = '' } = context;
  const { sentence, shown, evidence } = finding;
  const parts = [utils.matcherHint(name, 'received', argument, { isNot, promise }), sentence];
  if (shown !== undefined) {
    parts.push(
      `Expected: ${isNot ? 'not ' : ''}${colour(utils.EXPECTED_COLOR, shown.expected)}\n` +
        `Received: ${isNot ? '    ' : ''}${colour(utils.RECEIVED_COLOR, shown.received)}`,
    );
  }
  if (evidence !== undefined) parts.push(evidence);
  return parts.join('\n\n');
}

function colour(paint: ((text: string) => string) | undefined, value: unknown): string {
  const text = show(value);
  return paint === undefined ? text : paint(text);
}
