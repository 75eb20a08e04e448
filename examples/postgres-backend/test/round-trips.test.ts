import { describe, expect, test } from 'vitest';
import type { Database, Session } from '../src/database.ts';
import { PostgresDoneLedger } from '../src/postgres-done-ledger.ts';
import { PostgresFindingsSink } from '../src/postgres-findings-sink.ts';
import { batchOf, finding, observation, occurrence, ovid, policy, record, tenant, times } from './rows.ts';
import { emptyBackend } from './support.ts';

describe('round trips', () => {
  test('a ledger write is one, whatever the size of its batch', async () => {
    const { ledger, taken } = await counted();
    await ledger.batchUpsert(times(500, (n) => record({ key: { ovidHash: ovid(n) } })));
    expect(taken()).toBe(1);
    await ledger.batchUpsert([record({ bytesScanned: 1 }), record({ status: 'Skipped' })]);
    expect(taken()).toBe(1);
  });

  test('a read is one', async () => {
    const { ledger, taken } = await counted();
    await ledger.batchGet(tenant(1), policy(1), times(500, ovid));
    expect(taken()).toBe(1);
    await ledger.listDoneHashes(tenant(1), policy(1));
    expect(taken()).toBe(1);
  });

  test('a findings write is three, and one for each layer that has rows', async () => {
    const { sink, taken } = await counted();
    const findings = times(200, finding);
    const occurrences = findings.map((row) => occurrence(row));
    const observations = occurrences.map((row) => observation(row));
    await sink.upsertBatch({ findings, occurrences, observations });
    expect(taken()).toBe(6);
    await sink.upsertBatch(batchOf({ observations }));
    expect(taken()).toBe(4);
  });

  test('what is refused at submission, or breaks the rules of a record, is none', async () => {
    const { ledger, sink, taken } = await counted();
    await expect(ledger.batchUpsert([{} as never])).rejects.toMatchObject({ code: 'BatchValidation' });
    await ledger.batchUpsert([{ ...record(), findingsCount: 3 }]);
    await expect(sink.upsertBatch(batchOf({ findings: [finding(1), finding(1, tenant(2))] }))).rejects.toMatchObject({
      code: 'BatchValidation',
    });
    expect(taken()).toBe(0);
  });
});

/** Both stores on a database that counts, and how many round trips it took since it was last asked. */
async function counted() {
  const { database } = await emptyBackend();
  let count = 0;
  const counting = (session: Session): Session => ({
    ...session,
    query: (statement, parameters) => {
      count++;
      return session.query(statement, parameters);
    },
  });
  const counter: Database = {
    ...database,
    ...counting(database),
    transaction: (work) => {
      count += 2; // BEGIN and COMMIT
      return database.transaction((session) => work(counting(session)));
    },
  };
  const taken = (): number => {
    const since = count;
    count = 0;
    return since;
  };
  return { ledger: new PostgresDoneLedger(counter), sink: new PostgresFindingsSink(counter), taken };
}
