import { plural } from '../src/harness/describe-event.js';
import { GossipOracle, oracleOf, type OracleReport } from '../src/oracle/oracle.js';
import { coreOf } from '../src/store/controlled-store.js';
import { kindOf } from '../src/values/check.js';
import { PersistenceInputError } from '../src/values/input-error.js';
import { checkArguments, describe, wrongArgument, wrongReceiver } from './support/arguments.js';
import { MatcherUsageError, type MatcherContext, type MatcherResult } from './support/context.js';
import { historyOf } from './support/history.js';
import { report } from './support/report.js';
import { describeDifferences, sides } from './support/row-differences.js';

const NAME = 'toConvergeWithOracle';

/** Holds when what is durable equals what the oracle works out, and every write ended as it predicts. */
export function toConvergeWithOracle(
  this: MatcherContext,
  received: unknown,
  ...args: readonly unknown[]
): MatcherResult {
  checkArguments(NAME, args, 0, 1);
  const stores = readStores(received);
  if (args.length === 1 && !(args[0] instanceof GossipOracle))
    throw wrongArgument(NAME, `the argument is a GossipOracle, not ${describe(args[0])}`);
  const reports = stores.map((store) => judge(store, args[0] as GossipOracle | undefined));
  const rows = reports.flatMap((one) => one.rows);
  const outcomes = reports.flatMap((one) => one.outcomes);
  const pass = rows.length + outcomes.length === 0;
  return report(this, NAME, args.length === 0 ? '' : 'oracle', pass, () => ({
    sentence: pass ? 'Durable state is what the oracle works out.' : sentenceOf({ rows, outcomes }),
    ...(rows.length > 0 && { diff: sides(rows) }),
    evidence: stores
      .filter((_, index) => pass || hasDifferences(reports[index]))
      .map((store) => historyOf(store, keysOf(rows)))
      .join('\n\n'),
  }));
}

function judge(store: Store, chosen: GossipOracle | undefined): OracleReport {
  const core = coreOf(store) as NonNullable<ReturnType<typeof coreOf>>;
  const oracle = chosen ?? oracleOf(store);
  if (oracle === undefined) {
    throw new MatcherUsageError(
      `${NAME}(): no oracle has followed this ${core.kind} store from the start. The fixtures have one; ` +
        'for a store of your own make new GossipOracle({ ledger, sink }) before its first write.',
    );
  }
  if (core.pendingCount() > 0) {
    const ids = core.pendingIds().map((id) => `#${id}`);
    throw new MatcherUsageError(
      `${NAME}(): ${plural(ids.length, 'write')} of the ${core.kind} store ${ids.length === 1 ? 'is' : 'are'} still pending (${ids.join(', ')}). ` +
        'State converges once everything is released: release first, then judge.',
    );
  }
  try {
    return oracle.differences(store);
  } catch (error) {
    if (!PersistenceInputError.is(error)) throw error;
    throw new MatcherUsageError(`${NAME}(): the oracle given does not follow this ${core.kind} store.`, {
      cause: error,
    });
  }
}

type Store = Parameters<GossipOracle['differences']>[0];

/** A store, or a pair `{ ledger, sink }`. */
function readStores(received: unknown): readonly Store[] {
  if (isLedger(received) || isSink(received)) return [received as Store];
  const stores = kindOf(received) === 'object' ? (received as Record<string, unknown>) : {};
  const { ledger, sink } = stores;
  if (!isLedger(ledger) || !isSink(sink)) throw wrongReceiver(NAME, 'a ledger, a sink, or { ledger, sink }', received);
  const surplus = Object.keys(stores).filter((key) => key !== 'ledger' && key !== 'sink');
  if (surplus.length > 0)
    throw wrongReceiver(NAME, `{ ledger, sink } and nothing else, not ${surplus.join(', ')}`, received);
  return [ledger as Store, sink as Store];
}

function isLedger(store: unknown): boolean {
  return coreOf(store)?.kind === 'done-ledger';
}

function isSink(store: unknown): boolean {
  return coreOf(store)?.kind === 'findings';
}

function sentenceOf({ rows, outcomes }: OracleReport): string {
  const parts: string[] = [];
  if (rows.length > 0)
    parts.push(
      `${plural(rows.length, 'durable row')} ${rows.length === 1 ? 'is' : 'are'} not what the oracle works out:\n${describeDifferences(rows)}`,
    );
  for (const { store, operationId, expected, actual } of outcomes) {
    parts.push(`${store} write #${operationId} answered ${actual}; the oracle works out ${expected}.`);
  }
  return parts.join('\n');
}

function hasDifferences(report: OracleReport | undefined): boolean {
  return report !== undefined && report.rows.length + report.outcomes.length > 0;
}

function keysOf(rows: OracleReport['rows']): ReadonlySet<string> | undefined {
  return rows.length === 0 ? undefined : new Set(rows.map(({ key }) => key));
}
