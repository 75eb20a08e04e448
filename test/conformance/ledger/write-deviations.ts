import { DoneLedgerRecord, InMemoryDoneLedger, ReadyCommitHandle } from '../../../src/index.js';
import { bug, rank, ids, to, listing, writing, type Row, type Rows, type Deviation } from './deviation.js';
import { OtherLedger } from './other-ledger.js';

/** Ledgers whose writes, handles, lists or refusals are wrong. */
export const WRITE_DEVIATIONS: readonly Deviation[] = [
  writing('acknowledged before applied', ids('HANDLE', 1), (ledger) => async (records) => {
    const taken = ledger.taken(records);
    const late: (() => void)[] = [() => ledger.apply(taken)];
    const get = ledger.batchGet.bind(ledger);
    ledger.batchGet = async (...asked) => {
      const rows = await get(...asked);
      if (asked[2].length > 0 && late.length > 0 && seen++ > 0) late.pop()?.();
      return rows;
    };
    let seen = -1;
    return ReadyCommitHandle.ok(ledger.receipt([...ledger.fold(taken).values()], records));
  }),
  writing('the receipt of the last write', [...ids('HANDLE', 2, 3, 4, 5)], (_, upsert) => {
    let last: unknown;
    return async (records) => {
      last = await (await upsert(records)).wait();
      return { wait: async () => last as never };
    };
  }),
  writing('waits again and again', ids('HANDLE', 6), (_, upsert) => async (records) => {
    const receipt = await (await upsert(records)).wait();
    return { wait: async () => receipt };
  }),
  writing('the array by reference', ids('CALLER', 1), (ledger) => async (records) => ({
    wait: async () => ledger.apply(records),
  })),
  writing('records by reference', [...ids('CALLER', 2), ...ids('DELAY', 5)], (ledger) => async (records) => {
    ledger.stored = (row) => row;
    const batch = [...records];
    const release = ledger.held;
    return release
      ? (release.push(() => undefined), { wait: async () => ledger.apply(batch) })
      : ReadyCommitHandle.ok(ledger.apply(batch));
  }),
  writing(
    'records taken later',
    ids('CALLER', 3),
    (_, upsert) => async (records) => {
      await Promise.resolve();
      return upsert(records);
    },
    true,
  ),
  bug('rows handed out', ids('CALLER', 4), () => Object.assign(new OtherLedger(), { shown: (row: Row) => row })),
  receiptsShared(),
  writing("sorts the caller's array", ids('CALLER', 6), (_, upsert) => async (records) => {
    (records as Row[]).sort((a, b) => (a.key.ovidHash < b.key.ovidHash ? -1 : 1));
    Object.assign(records[0] ?? {}, { seen: true });
    return upsert(records);
  }),
  bug('takes frozen records only', ids('CALLER', 7), () =>
    Object.assign(new OtherLedger(), {
      validate: (record: Row) => {
        if (!Object.isFrozen(record)) throw new Error('not one of ours');
        DoneLedgerRecord.validate(record);
      },
    }),
  ),
  bug('errorCode: undefined is one', ids('CALLER', 8), () =>
    Object.assign(new OtherLedger(), {
      validate: (record: Row) => {
        if (record.status.startsWith('Scanned') && 'errorCode' in record) throw new Error('error code');
        DoneLedgerRecord.validate(record);
      },
    }),
  ),
  bug(
    'not strict at all',
    [
      ...ids('GET', 9),
      ...ids('CALLER', 9),
      ...ids('LIST', 10),
      ...ids('INVALID', ...to(1, 18)),
      ...ids('ATOMIC', ...to(1, 10)),
    ],
    () => new OtherLedger(),
    true,
  ),
  bug(
    'validates nothing',
    [...ids('INVALID', ...to(1, 13)), ...ids('ATOMIC', ...to(1, 10)), ...ids('LIST', 9), ...ids('RESTART', 3)],
    () => Object.assign(new OtherLedger(), { validate: () => undefined, merge: (_: Row, add: Row) => add }),
  ),
  bug('row by row', [...ids('ATOMIC', 2, 3, 4, 5, 7, 10), ...ids('LIST', 9)], () => rowByRow()),
  bug('checks what it folded', ids('ATOMIC', 8), () => {
    const ledger = new OtherLedger();
    return Object.assign(ledger, {
      merge: (old: Row, add: Row) => (rank(add) > rank(old) ? add : old),
      taken: (records: Rows) => {
        for (const row of ledger.fold(records).values()) ledger.validate(row);
        return records;
      },
      apply: (records: Rows) => {
        for (const [key, row] of ledger.fold(records)) ledger.rows.set(key, row);
        return ledger.receipt([...ledger.fold(records).values()], records);
      },
    });
  }),
  listing('lists every write', [...ids('LIST', 2)], (hashes) => hashes.flatMap((hash) => [hash, hash])),
  listing('lists all tenants', ids('LIST', 3), (_, ledger) =>
    [...ledger.rows.values()].filter((row) => rank(row) > 0).map(({ key }) => key.ovidHash),
  ),
  bug('an index of first writes', [...ids('LIST', 4)], () => {
    const ledger = new OtherLedger();
    const first = new Map<string, Row>();
    return Object.assign(ledger, {
      stored: (row: Row) => {
        if (!first.has(row.key.ovidHash)) first.set(row.key.ovidHash, row);
        return row;
      },
      listDoneHashes: async () => [...first.values()].filter((row) => rank(row) > 0).map(({ key }) => key.ovidHash),
    });
  }),
  bug('an index of last writes', [...ids('LIST', 5)], () => {
    const ledger = new OtherLedger();
    const last = new Map<string, Row>();
    const taken = ledger.taken.bind(ledger);
    return Object.assign(ledger, {
      taken: (rows: Rows) => {
        for (const row of rows) last.set(row.key.ovidHash, row);
        return taken(rows);
      },
      listDoneHashes: async () => [...last.values()].filter((row) => rank(row) > 0).map(({ key }) => key.ovidHash),
    });
  }),
  listing('lists scans only', ids('LIST', 1, 4, 5), (hashes, ledger) =>
    hashes.filter((hash) => [...ledger.rows.values()].some((row) => row.key.ovidHash === hash && rank(row) > 2)),
  ),
  listing('lists what may be tried again', ids('LIST', 1, 4, 6), (_, ledger) =>
    [...ledger.rows.values()].map(({ key }) => key.ovidHash),
  ),
  listing('lists a page', ids('LIST', 7), (hashes) => hashes.slice(0, 100)),
  bug('lists what it keeps', ids('LIST', 8), () => {
    const ledger = new OtherLedger();
    const done: string[] = [];
    const stored = ledger.stored.bind(ledger);
    return Object.assign(ledger, {
      apply: (records: Rows) => {
        done.push(...records.map(({ key }) => key.ovidHash));
        for (const row of records) ledger.rows.set(ledger.keyOf(row.key), stored(row));
        return ledger.receipt(records, records);
      },
      listDoneHashes: async () => done,
    });
  }),
  bug('applies what is held', [...ids('DELAY', 1, 2, 3, 4)], () =>
    Object.assign(new OtherLedger(), { holdWrites: () => () => undefined }),
  ),
  bug('fails half way', ids('FAULT', 1, 2), () => failing((ledger, records) => void ledger.apply(records.slice(0, 1)))),
  bug('never recovers from a failure', ids('FAULT', 3), () =>
    failing((ledger) => {
      ledger.taken = () => {
        throw new Error('current transaction is aborted');
      };
    }),
  ),
  bug('forgets at a restart', ids('RESTART', 1, 2, 4), () =>
    Object.assign(new OtherLedger(), { restart: () => new OtherLedger() }),
  ),
  bug(
    'a signal that is not looked at',
    ids('HANDLE', 8),
    () => {
      const ledger = new InMemoryDoneLedger();
      return {
        batchGet: (...asked) => ledger.batchGet(...asked),
        batchUpsert: async (records) => {
          const handle = await ledger.batchUpsert(records);
          return { wait: () => handle.wait() };
        },
      };
    },
    true,
  ),
  bug(
    'two waits, two receipts',
    ids('HANDLE', 7),
    () => {
      const ledger = new InMemoryDoneLedger();
      return {
        batchGet: (...asked) => ledger.batchGet(...asked),
        batchUpsert: async (records) => {
          const receipt = await (await ledger.batchUpsert(records)).wait();
          return { wait: async () => receipt };
        },
      };
    },
    true,
  ),
];

function receiptsShared(): Deviation {
  return bug('one object for all empty receipts', ids('CALLER', 5), () => {
    const ledger = new OtherLedger();
    const none = { recordCount: 0, scannedCount: 0, findingsCount: 0 };
    const right = ledger.apply.bind(ledger);
    return Object.assign(ledger, { apply: (records: Rows) => (records.length === 0 ? none : right(records)) });
  });
}

function rowByRow(): OtherLedger {
  const ledger = new OtherLedger();
  const right = ledger.apply.bind(ledger);
  const taken = (records: Rows): Rows => {
    for (const record of records) {
      DoneLedgerRecord.validate(record);
      right([record]);
    }
    return records;
  };
  return Object.assign(ledger, { taken });
}

function failing(fail: (ledger: OtherLedger, records: Rows) => void): OtherLedger {
  const ledger = new OtherLedger();
  const right = ledger.commit.bind(ledger);
  const commit = (records: Rows): ReturnType<OtherLedger['commit']> => {
    if (!ledger.failing) return right(records);
    ledger.failing = false;
    fail(ledger, records);
    return ReadyCommitHandle.err(new Error('connection reset'));
  };
  return Object.assign(ledger, { commit });
}
