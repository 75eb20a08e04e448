import { describe, expect, test } from 'vitest';
import type { Database } from '../src/database.ts';
import { PostgresDoneLedger } from '../src/postgres-done-ledger.ts';
import { PostgresFindingsSink } from '../src/postgres-findings-sink.ts';
import { batchOf, finding, record } from './rows.ts';
import { emptyBackend } from './support.ts';

describe('a write that lost against another one', () => {
  test.each(['40001', '40P01'])('is made again after %s', async (code) => {
    const { database } = await emptyBackend();
    const { failing, pauses, retry } = failingTwice(database, code);
    const ledger = new PostgresDoneLedger(failing(), retry);
    const sink = new PostgresFindingsSink(failing(), retry);

    expect(await (await ledger.batchUpsert([record()])).wait()).toMatchObject({ recordCount: 1 });
    expect(await (await sink.upsertBatch(batchOf({ findings: [finding()] }))).wait()).toMatchObject({
      findingCount: 1,
    });
    expect(pauses).toEqual([1, 2, 1, 2]);
  });

  test('fails with the reason once the tries are used up', async () => {
    const { database } = await emptyBackend();
    const { failing, retry } = failingTwice(database, '40P01');
    const ledger = new PostgresDoneLedger(failing(), { ...retry, attempts: 2 });

    const handle = await ledger.batchUpsert([record()]);
    await expect(handle.wait()).rejects.toMatchObject({ code: '40P01' });
  });

  test('is not made again after an error that leaves it open whether it was stored', async () => {
    const { database } = await emptyBackend();
    const { failing, pauses, retry } = failingTwice(database, '08006');
    const sink = new PostgresFindingsSink(failing(), retry);

    const handle = await sink.upsertBatch(batchOf({ findings: [finding()] }));
    await expect(handle.wait()).rejects.toMatchObject({ code: '08006' });
    expect(pauses).toEqual([]);
  });
});

/** Makes databases whose first two statements or transactions fail with a SQLSTATE, and a policy that notes its pauses. */
function failingTwice(database: Database, code: string) {
  const pauses: number[] = [];
  const failing = (): Database => {
    let failures = 2;
    const unlessFailing = <T>(action: () => Promise<T>): Promise<T> =>
      failures-- > 0 ? Promise.reject(Object.assign(new Error('lost'), { code })) : action();
    return {
      ...database,
      query: (statement, parameters) => unlessFailing(() => database.query(statement, parameters)),
      transaction: (work) => unlessFailing(() => database.transaction(work)),
    };
  };
  const pause = (failed: number): Promise<void> => {
    pauses.push(failed);
    return Promise.resolve();
  };
  return { failing, pauses, retry: { attempts: 5, pause } };
}
