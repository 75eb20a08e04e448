import { describe, expect, test } from 'vitest';
import * as matchers from '../../matchers/index.js';
import { InMemoryDoneLedger, InMemoryFindingsSink, ReadyCommitHandle, defineStore } from '../../src/index.js';
import { EXTENDED_EVENT_KINDS, scenario, SEED_EVENT_KINDS } from '../../src/sim/index.js';
import { finding } from '../support/rows.js';
import { expectRefusal } from './refusal.js';

const ledger = new InMemoryDoneLedger();
const sink = new InMemoryFindingsSink();
const log = defineStore({ kind: 'log', createDurable: () => undefined, apply: () => undefined });
const handle = ReadyCommitHandle.ok({ recordCount: 0, scannedCount: 0, findingsCount: 0 });
const settled = Promise.resolve();
const run = await scenario(new InMemoryDoneLedger()).run();
const KINDS = [...SEED_EVENT_KINDS, ...EXTENDED_EVENT_KINDS, 'UpsertInDoubt'];

interface Usage {
  readonly judges: string;
  readonly received: unknown;
  readonly args: readonly unknown[];
  /** Whether the argument may be left out. */
  readonly optional?: true;
  /** Kinds of receivers that are refused in other words, or not at all. */
  readonly except?: readonly string[];
  /** What it says to two numbers, and to an explicit undefined, if that is something of its own. */
  readonly surplus?: string;
  readonly undefinedArgument?: string;
}

const USAGE: Readonly<Record<string, Usage>> = {
  toBeDurable: { judges: 'a commit handle', received: handle, args: [], optional: true },
  toBeRedacted: { judges: 'anything', received: 1, args: [new Uint8Array(8)] },
  toConform: {
    judges: 'a backend { doneLedger, findings }',
    received: { doneLedger: ledger, findings: sink },
    args: [],
    optional: true,
  },
  toConvergeWith: { judges: 'a ledger or a sink', received: ledger, args: [ledger], except: ['a findings store'] },
  toConvergeWithOracle: {
    judges: 'a ledger, a sink, or { ledger, sink }',
    received: ledger,
    args: [],
    optional: true,
    except: ['a findings store'],
  },
  toDominate: {
    judges: 'a ledger record or a status',
    received: 'Skipped',
    args: ['Skipped'],
    except: ['a plain object', 'an instance of Promise', 'a findings store', 'a log store'],
  },
  toFailCommit: { judges: 'a commit handle', received: handle, args: ['AckLost'] },
  toHaveDurableCounts: {
    judges: 'a ledger, a sink, or a probe with durableCounts()',
    received: ledger,
    args: [{ records: 0 }],
    except: ['a findings store'],
  },
  toHaveDurableFinding: {
    judges: 'a sink',
    received: sink,
    args: [{ tenantId: finding(1).tenantId }],
    except: ['a findings store'],
  },
  toHaveDurableObservation: {
    judges: 'a sink',
    received: sink,
    args: [{ seenAt: 1n }],
    except: ['a findings store'],
  },
  toHaveDurableOccurrence: {
    judges: 'a sink',
    received: sink,
    args: [{ byteOffset: 1n }],
    except: ['a findings store'],
  },
  toHaveDurableRecord: { judges: 'a ledger', received: ledger, args: [{ status: 'Skipped' }] },
  toHavePendingWrites: {
    judges: 'a store or a withDelayedWrites scope',
    received: ledger,
    args: [],
    optional: true,
    except: ['a findings store', 'a log store'],
  },
  toHoldInvariants: {
    judges: 'the report of a simulation, a scenario, a replay or a sweep',
    received: run,
    args: [],
    optional: true,
    except: ['an instance of Promise'],
    surplus: 'toHoldInvariants() takes 0 arguments, not 2.',
    undefinedArgument: 'toHoldInvariants() takes 0 arguments, not 1.',
  },
  toReachEvents: {
    judges: 'the report of a simulation, a scenario, a replay or a sweep',
    received: run,
    args: [],
    optional: true,
    except: ['an instance of Promise'],
    surplus: `toReachEvents(): there is no kind of event a number, only ${KINDS.join(', ')}.`,
  },
  toRejectWithCode: { judges: 'a promise', received: settled, args: ['AckLost'], except: ['an instance of Promise'] },
};

describe.each(Object.entries(USAGE))('%s', (matcher, usage) => {
  const { judges, received, args, optional, except = [], surplus, undefinedArgument } = usage;
  test('refuses surplus arguments', async () => {
    const message = `${matcher}() takes ${optional ? '0 or 1 arguments' : '1 argument'}, not 2.`;
    await expectRefusal(matcher, received, [1, 2], surplus ?? message);
  });

  if (!optional) {
    test('refuses no argument', async () => {
      await expectRefusal(matcher, received, [], `${matcher}() takes 1 argument, not 0.`);
    });
  }

  test('refuses an explicit undefined', async () => {
    const advice = optional ? 'leave it out or mend what gave it' : 'mend what gave it';
    const message = `${matcher}() was given undefined as its argument; ${advice}.`;
    await expectRefusal(matcher, received, [undefined], undefinedArgument ?? message);
  });

  const receivers: readonly (readonly [string, unknown])[] = [
    ['undefined', undefined],
    ['null', null],
    ['a number', 5],
    ['NaN', NaN],
    ['a bigint', 5n],
    ['a string', 'done-ledger'],
    ['a boolean', true],
    ['an array', [ledger]],
    ['a function', () => ledger],
    ['a plain object', { store: ledger }],
    ['an instance of Promise', settled],
    ['a findings store', sink],
    ['a log store', log],
  ];
  const wrong = receivers.filter(([kind]) => judges !== 'anything' && !except.includes(kind));
  test.each(wrong)('refuses to judge %s', async (kind, receiver) => {
    await expectRefusal(matcher, receiver, args, `${matcher}() judges ${judges}; it received ${kind}.`);
  });
});

test('the table has every matcher', () => {
  expect(Object.keys(USAGE).sort()).toEqual(Object.keys(matchers).sort());
});
