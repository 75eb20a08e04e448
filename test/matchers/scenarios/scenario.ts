import { stripVTControlCharacters } from 'node:util';
import {
  InMemoryDoneLedger,
  InMemoryFindingsSink,
  RecordBuilders,
  TenantId,
  Timeline,
  type DoneLedgerRecord,
  type RecordOverrides,
} from '../../../src/index.js';

// Knows no runner: the same scenarios are played under Vitest, on @vitest/expect alone, and in consumers under every runner.

/** As much of `expect` as a scenario needs, whoever gives it. */
export interface AnyExpect {
  (received: unknown): AnyAssertion & { readonly not: AnyAssertion };
  any(type: unknown): unknown;
  stringContaining(text: string): unknown;
  objectContaining(part: object): unknown;
}
type AnyAssertion = Record<string, (...args: readonly unknown[]) => unknown>;

/** What a scenario finds on the stage. */
export interface Setting {
  readonly ledger: InMemoryDoneLedger;
  readonly sink: InMemoryFindingsSink;
  readonly records: RecordBuilders;
  readonly expect: AnyExpect;
}

/** What `expect` is given, and the matcher. */
export interface Act {
  readonly received: unknown;
  readonly args?: readonly unknown[];
}

/** How a matcher answers in one situation. */
export interface Case {
  readonly title: string;
  readonly not?: true;
  readonly arrange: (setting: Setting) => Act | Promise<Act>;
  /** The whole message up to the history; a case without one passes. */
  readonly fails?: string;
  /** The history at the end of the message, if the matcher tells one and a timeline follows the stores. */
  readonly history?: string;
}

/** A {@link Case}, once with a timeline that follows the stores and once without. */
export interface Scenario extends Case {
  readonly matcher: string;
  readonly followed: boolean;
}

export const UNFOLLOWED =
  'History: unknown, as no timeline follows this store. The fixtures have one; so has new Timeline(store).';

export function scenariosOf(matcher: string, cases: readonly Case[]): readonly Scenario[] {
  return cases.flatMap((one) => [
    { ...one, matcher, followed: true },
    { ...one, matcher, followed: false },
  ]);
}

export function titleOf({ matcher, not, title, followed }: Scenario): string {
  return `${not ? 'not.' : ''}${matcher}: ${title}${followed ? '' : ', without a timeline'}`;
}

/** How a scenario must end. */
export function expectedOutcome({ fails, history, followed }: Scenario): string {
  if (fails === undefined) return 'passes';
  return history === undefined ? fails : `${fails}\n\n${followed ? history : UNFOLLOWED}`;
}

/** How a scenario ends: `passes`, or the whole message, without colours, in which its own file is called `<here>`. */
export async function play(scenario: Scenario, expect: AnyExpect): Promise<string> {
  const ledger = new InMemoryDoneLedger();
  const sink = new InMemoryFindingsSink();
  if (scenario.followed) new Timeline(ledger, sink);
  const { received, args = [] } = await scenario.arrange({ ledger, sink, records: new RecordBuilders(), expect });
  const assertion = scenario.not ? expect(received).not : expect(received);
  try {
    await assertion[scenario.matcher]!(...args);
    return 'passes';
  } catch (error) {
    const { name, message } = error as Error;
    return `${name === 'MatcherUsageError' ? `${name}: ` : ''}${tidy(message, scenario.matcher)}`;
  }
}

function tidy(message: string, matcher: string): string {
  const file = matcher.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const here = new RegExp(`(?<=, at )/.*/scenarios/(${file}|of-internals)\\.ts:\\d+:\\d+$`, 'gm');
  return stripVTControlCharacters(message).replaceAll(here, '<here>');
}

export const OTHER_TENANT = TenantId.filled(0x0b);

/** A record without drawn values. */
export function scanned(records: RecordBuilders, overrides: RecordOverrides = {}): DoneLedgerRecord {
  return records.scanned({ bytesScanned: 100n, ...overrides, provenance: { finishedAt: 99, ...overrides.provenance } });
}

/** A text of several lines, indented as the code around it. */
export function text({ raw }: TemplateStringsArray): string {
  const lines = (raw[0] ?? '').replace(/^\n/, '').trimEnd().split('\n');
  const indent = Math.min(...lines.filter((line) => line !== '').map((line) => line.search(/\S/)));
  return lines.map((line) => line.slice(indent)).join('\n');
}
