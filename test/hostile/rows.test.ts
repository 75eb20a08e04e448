import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  DoneLedgerRecord,
  type FindingRecord,
  InMemoryDoneLedger,
  InMemoryFindingsSink,
  ObservationRecord,
  type OccurrenceRecord,
  coreOf,
  type FindingsUpsertBatch,
} from '../../src/index.js';
import {
  batchOf,
  clean,
  describeError,
  failed,
  hostile,
  observation,
  outcomeOf,
  triple,
  typed,
} from '../support/rows.js';

type Plain = Record<string, unknown>;

/** A copy down to the leaves that a caller may change; secrets stay what they are. */
function thaw(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || 'tag' in value) return value;
  return Object.fromEntries(Object.entries(value).map(([field, part]) => [field, thaw(part)]));
}

/** Every path into a row: `['key', 'tenantId']`. */
function paths(value: unknown): string[][] {
  if (typeof value !== 'object' || value === null || 'tag' in value) return [];
  return Object.entries(value).flatMap(([field, part]) => [[field], ...paths(part).map((path) => [field, ...path])]);
}

/** The object that holds the last step of a path. */
const holder = (row: Plain, path: readonly string[]): Plain =>
  path.slice(0, -1).reduce((part, field) => part[field] as Plain, row);

const { finding, occurrence } = triple(1);
const located = observation(occurrence, { location: { display: 'a', url: 'b' } });

/** The rows that get spoilt, and how each alone becomes a batch of a sink. */
const ROWS = {
  finding: { row: finding, wrap: (row: unknown) => batchOf([row as FindingRecord]) },
  occurrence: { row: occurrence, wrap: (row: unknown) => batchOf([finding], [row as OccurrenceRecord]) },
  observation: { row: located, wrap: (row: unknown) => batchOf([finding], [occurrence], [row as ObservationRecord]) },
} as const satisfies Record<string, { row: object; wrap: (row: unknown) => FindingsUpsertBatch }>;

/** A store of either kind that rows go into, one at a time, and what it holds. */
interface Target {
  readonly row: object;
  make(autoComplete?: boolean): {
    store: InMemoryDoneLedger | InMemoryFindingsSink;
    submit(
      row: unknown,
    ): ReturnType<InMemoryDoneLedger['batchUpsert']> | ReturnType<InMemoryFindingsSink['upsertBatch']>;
    /** An empty batch, which any store takes. */
    submitNothing(): Promise<{ readonly operationId: bigint }>;
    rows(): readonly object[];
  };
}

const ledgerTarget = (row: DoneLedgerRecord): Target => ({
  row,
  make(autoComplete = true) {
    const store = new InMemoryDoneLedger({ autoComplete });
    return {
      store,
      submit: (row) => store.batchUpsert([row as DoneLedgerRecord]),
      submitNothing: () => store.batchUpsert([]),
      rows: () => store.snapshot(),
    };
  },
});

const sinkTarget = ({ row, wrap }: (typeof ROWS)[keyof typeof ROWS], name: keyof typeof ROWS): Target => ({
  row,
  make(autoComplete = true) {
    const store = new InMemoryFindingsSink({ autoComplete });
    const rows = () => (store[`${name}sSnapshot`] as () => readonly object[])();
    return {
      store,
      submit: (row) => store.upsertBatch(wrap(row)),
      submitNothing: () => store.upsertBatch(batchOf()),
      rows,
    };
  },
});

const TARGETS: readonly (readonly [string, Target])[] = [
  ['a clean ledger record', ledgerTarget(clean(1))],
  ['a failed ledger record', ledgerTarget(failed(1))],
  ['a finding', sinkTarget(ROWS.finding, 'finding')],
  ['an occurrence', sinkTarget(ROWS.occurrence, 'occurrence')],
  ['an observation', sinkTarget(ROWS.observation, 'observation')],
];

/** What a stored row must be: frozen, and taken as it is by the constructor that checks everything. */
function checkStored(row: object): void {
  expect(Object.isFrozen(row)).toBe(true);
  if ('bytesScanned' in row) expect(DoneLedgerRecord.validate(row as DoneLedgerRecord)).toBe(row);
  else if ('seenAt' in row) expect(ObservationRecord.fromPersisted(row as ObservationRecord)).toStrictEqual(row);
  else expect(Object.values(row).every((value) => ['string', 'bigint', 'object'].includes(typeof value))).toBe(true);
}

describe.each(TARGETS)('%s', (_, { row, make }) => {
  const path = fc.constantFrom(...paths(row));

  test('spoilt in one field or two is taken if it is still valid, else refused with a typed error', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(path, hostile), { minLength: 1, maxLength: 2 }), async (spoilings) => {
        const { submit, submitNothing, rows } = make();
        const given = thaw(row) as Plain;
        for (const [path, { make }] of [...spoilings].sort(([a], [b]) => b.length - a.length)) {
          holder(given, path)[path.at(-1) as string] = make();
        }
        const accepted = await submit(given).catch((error: unknown) => ({ error }));
        const outcome = 'error' in accepted ? accepted : await accepted.wait().catch((error: unknown) => ({ error }));
        if ('error' in outcome) {
          if (!typed(outcome.error)) throw new Error(`not one of our errors: ${describeError(outcome.error)}`);
          expect(rows()).toEqual([]);
        } else {
          expect(rows()).toHaveLength(1);
          rows().forEach(checkStored);
        }
        expect((await submitNothing()).operationId).toBe('error' in accepted ? 1n : 2n);
      }),
      { numRuns: 150 },
    );
  });

  test('whose every field changes after the first read is stored as it was first read', async () => {
    await fc.assert(
      fc.asyncProperty(hostile, async (later) => {
        const { submit, rows } = make();
        const shifty = (value: unknown): unknown => {
          if (typeof value !== 'object' || value === null || 'tag' in value) return value;
          const object = {};
          for (const [field, part] of Object.entries(value)) {
            let reads = 0;
            const get = () => (reads++ === 0 ? shifty(part) : later.make());
            Object.defineProperty(object, field, { get, enumerable: true });
          }
          return object;
        };
        expect(await outcomeOf(submit(shifty(row)))).toBe('fulfilled');
        expect(rows()).toStrictEqual([row]);
      }),
      { numRuns: 50 },
    );
  });

  test('that is spoilt after it was submitted is stored as it was', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(path, hostile)), fc.boolean(), async (spoilings, autoComplete) => {
        const { store, submit, rows } = make(autoComplete);
        const given = thaw(row) as Plain;
        const handle = await submit(given);
        for (const [path, { make }] of [...spoilings].sort(([a], [b]) => b.length - a.length)) {
          holder(given, path)[path.at(-1) as string] = make();
        }
        store.releaseAll();
        expect(await outcomeOf(handle.wait())).toBe('fulfilled');
        expect(rows()).toStrictEqual([row]);
      }),
      { numRuns: 50 },
    );
  });

  test('that writes to the store while it is read is a write after that one', async () => {
    const { store, submit, rows } = make();
    const field = Object.keys(row)[0] as string;
    let inner: ReturnType<typeof submit> | undefined;
    const nested = Object.defineProperty(thaw(row) as object, field, {
      get: () => {
        inner ??= submit(row);
        return (row as Plain)[field];
      },
    });
    const outer = await submit(nested);
    expect([(await inner)?.operationId, outer.operationId]).toEqual([1n, 2n]);
    expect(await outcomeOf(outer.wait())).toBe('fulfilled');
    expect(rows()).toStrictEqual([row]);
    expect(coreOf(store)?.pendingCount()).toBe(0);
  });
});
