import { observe, type CommitHandle } from 'gossip-inmemory';
import { describe, expect, test } from 'vitest';
import type { Database } from '../src/database.ts';
import { openBackend } from '../src/postgres-backend.ts';
import { PostgresDoneLedger } from '../src/postgres-done-ledger.ts';
import { PostgresFindingsSink } from '../src/postgres-findings-sink.ts';
import { randomOf } from './random.ts';
import { batchOf, finding, observation, occurrence, ovid, randomRecord, record, secret, times } from './rows.ts';
import { emptyBackend, emptyDatabase, SERVER } from './support.ts';

// Skipped on embedded Postgres: it has one connection, so no transaction ever meets another one there.
describe.skipIf(SERVER === undefined)('connections that meet on a server (needs DATABASE_URL)', () => {
  test('a writer waits for another one that has inserted the same finding, and sees what that committed', async () => {
    const { database, findings } = await emptyBackend();
    const first = heldTransaction(database);
    await first.write(batchOf({ findings: [finding(1)] }));

    const same = findings.upsertBatch(batchOf({ findings: [finding(1)] }));
    const other = findings.upsertBatch(batchOf({ findings: [{ ...finding(1), secretHash: secret(2) }] }));
    await untilWaiting(database, 2);
    await first.commit();

    expect(await outcomeOf(same)).toEqual({ findingCount: 1, occurrenceCount: 0, observationCount: 0 });
    expect(await outcomeOf(other)).toBe('FindingConflict');
    expect(await findings.findingsSnapshot()).toEqual([finding(1)]);
  });

  test('a writer whose predecessor rolls back takes its place', async () => {
    const { database, findings } = await emptyBackend();
    const first = heldTransaction(database);
    await first.write(batchOf({ findings: [{ ...finding(1), secretHash: secret(2) }] }));

    const second = findings.upsertBatch(batchOf({ findings: [finding(1)] }));
    await untilWaiting(database, 1);
    await first.rollback();

    expect(await outcomeOf(second)).toMatchObject({ findingCount: 1 });
    expect(await findings.findingsSnapshot()).toEqual([finding(1)]);
  });

  test('a parent that is not committed is not there yet', async () => {
    const { database, findings } = await emptyBackend();
    const parent = heldTransaction(database);
    await parent.write(batchOf({ findings: [finding(1)] }));
    const child = batchOf({ occurrences: [occurrence(finding(1))] });

    expect(await outcomeOf(findings.upsertBatch(child))).toBe('MissingFinding');
    await parent.commit();
    expect(await outcomeOf(findings.upsertBatch(child))).toMatchObject({ occurrenceCount: 1 });
  });

  test('two contributions to one observation that meet are both merged', async () => {
    const { database, findings } = await emptyBackend();
    const parent = occurrence(finding(1));
    await (await findings.upsertBatch(batchOf({ findings: [finding(1)], occurrences: [parent] }))).wait();
    const first = heldTransaction(database);
    await first.write(batchOf({ observations: [observation(parent, { seenAt: 5, location: { display: 'a' } })] }));

    const second = findings.upsertBatch(batchOf({ observations: [observation(parent, { seenAt: 9 })] }));
    await untilWaiting(database, 1);
    await first.commit();

    expect(await outcomeOf(second)).toMatchObject({ observationCount: 1 });
    const merged = observation(parent, { seenAt: 9, location: { display: 'a' } });
    expect(await findings.observationsSnapshot()).toEqual([merged]);
  });

  test('writers of the same rows in opposite orders do not wait in a circle', async () => {
    const noRetry = { attempts: 1, pause: () => Promise.resolve() };
    const backend = await emptyBackend({ retry: noRetry });
    const observed = observe(backend);
    const random = randomOf(5);
    const parents = times(40, (n) => occurrence(finding(n)));
    const rows = parents.map((parent, n) => ({ finding: finding(n), parent }));
    const shuffled = <T>(items: readonly T[]): T[] =>
      items
        .map((item) => [random.int(1e6), item] as const)
        .sort(([a], [b]) => a - b)
        .map(([, item]) => item);

    const outcomes = await Promise.all(
      times(40, (n) => {
        const records = shuffled(times(40, ovid)).map((ovidHash) => record({ key: { ovidHash }, runId: n }));
        const batch = {
          findings: shuffled(rows).map((row) => row.finding),
          occurrences: shuffled(parents),
          observations: shuffled(parents).map((parent) => observation(parent, { runId: n })),
        };
        return [outcomeOf(observed.doneLedger.batchUpsert(records)), outcomeOf(observed.findings.upsertBatch(batch))];
      }).flat(),
    );

    for (const outcome of outcomes) expect(outcome).toBeTypeOf('object');
    expect(await observed.differences()).toEqual([]);
  });

  test('a server that serialises by default makes writers lose, and retries mend it', async () => {
    let lost = 0;
    const retry = {
      attempts: 100,
      pause: async () => {
        lost++;
        await new Promise((resume) => setTimeout(resume, lost % 7));
      },
    };
    const backend = await emptyBackend({ retry, settings: { default_transaction_isolation: 'serializable' } });
    const observed = observe(backend);
    await Promise.all(
      times(8, async (writer) => {
        const random = randomOf(writer);
        for (let write = 0; write < 10; write++) {
          const records = times(8, () => randomRecord(random));
          expect(await outcomeOf(observed.doneLedger.batchUpsert(records))).toBeTypeOf('object');
        }
      }),
    );

    expect(lost).toBeGreaterThan(0);
    expect(await observed.differences()).toEqual([]);
  });

  test('a write whose connection dies is not acknowledged, and is stored as a whole or not at all', async () => {
    const { database, ...backend } = await emptyBackend();
    const observed = observe(backend);
    await outcomeOf(observed.doneLedger.batchUpsert([record({ key: { ovidHash: ovid(3) } })]));
    const holder = heldTransaction(database);
    await holder.session.query('SELECT 1::text AS one FROM done_ledger FOR UPDATE');

    const records = times(6, (n) => record({ key: { ovidHash: ovid(n) }, runId: 9 }));
    const dying = observed.doneLedger.batchUpsert(records);
    const [connection] = await untilWaiting(database, 1);
    await database.query('SELECT pg_terminate_backend($1::int)::text AS ended', [connection as string]);

    expect(await outcomeOf(dying)).toBe('57P01');
    await holder.rollback();
    expect(await observed.differences()).toEqual([]);
    expect(await backend.doneLedger.snapshot()).toHaveLength(1);
    expect(await outcomeOf(observed.doneLedger.batchUpsert(records))).toMatchObject({ recordCount: 6 });
    expect(await observed.differences()).toEqual([]);
  });

  test('two backends on one schema are one', async () => {
    const database = await emptyDatabase();
    const [one, two] = await Promise.all([openBackend(database), openBackend(database)]);
    await (await one.doneLedger.batchUpsert([record({ finishedAt: 50 })])).wait();
    await (await two.doneLedger.batchUpsert([record({ bytesScanned: 7000 })])).wait();
    const merged = record({ finishedAt: 50, bytesScanned: 7000 });
    expect(await one.doneLedger.snapshot()).toEqual([merged]);
    expect(await new PostgresDoneLedger(database).snapshot()).toEqual([merged]);
  });
});

/** A transaction that is held open until told, and a write inside it. */
function heldTransaction(database: Database) {
  const end = Promise.withResolvers<void>();
  const started = Promise.withResolvers<Parameters<Parameters<Database['transaction']>[0]>[0]>();
  const transaction = database.transaction(async (session) => {
    started.resolve(session);
    await end.promise;
  });
  const session: Pick<Database, 'query' | 'execute'> = {
    query: async (statement, parameters) => (await started.promise).query(statement, parameters),
    execute: async (script) => (await started.promise).execute(script),
  };
  const sink = new PostgresFindingsSink({
    ...session,
    transaction: (work) => work(session),
    close: () => Promise.resolve(),
  });
  return {
    session,
    write: async (batch: Parameters<typeof sink.upsertBatch>[0]) => (await sink.upsertBatch(batch)).wait(),
    commit: async () => {
      end.resolve();
      await transaction;
    },
    rollback: async () => {
      end.reject(new Error('rolled back'));
      await transaction.catch(() => {});
    },
  };
}

/** Resolves once `count` connections that use this test's tables wait for a lock, with their process ids. */
async function untilWaiting(database: Database, count: number): Promise<readonly string[]> {
  for (;;) {
    const waiting = await database.query<{ pid: string }>(`
      SELECT DISTINCT waiter.pid::text AS pid
      FROM pg_locks AS waiter
      JOIN pg_locks AS held ON held.pid = waiter.pid AND held.locktype = 'relation'
      JOIN pg_class ON pg_class.oid = held.relation
      WHERE NOT waiter.granted AND pg_class.relnamespace = current_schema()::regnamespace`);
    if (waiting.length >= count) return waiting.map(({ pid }) => pid);
  }
}

/** The receipt, or the code of the error. */
async function outcomeOf(submission: Promise<CommitHandle<object>>): Promise<unknown> {
  try {
    return await (await submission).wait();
  } catch (error) {
    return (error as { readonly code?: string }).code ?? error;
  }
}
