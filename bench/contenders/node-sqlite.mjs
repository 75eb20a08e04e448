// SQLite in memory, as Node brings it along. Statements are prepared once, one per number of rows.
import { DatabaseSync } from 'node:sqlite';
import { schema } from './sql-text.mjs';
import { SqlDoneLedger, SqlFindingsSink } from './sql-stores.mjs';

export function open() {
  const session = new Session(new DatabaseSync(':memory:'));
  return {
    ledger: new SqlDoneLedger(session),
    sink: new SqlFindingsSink(session),
    close: () => session.database.close(),
  };
}

class Session {
  prepared = new Map();

  constructor(database) {
    this.database = database;
    for (const statement of schema('WITHOUT ROWID')) database.exec(statement); // rows in the order of their key: faster
  }

  all(sql, values) {
    let statement = this.prepared.get(sql);
    if (statement === undefined) this.prepared.set(sql, (statement = this.database.prepare(sql)));
    return statement.all(...values);
  }

  async transaction(work) {
    this.database.exec('BEGIN');
    await work();
    this.database.exec('COMMIT');
  }
}
