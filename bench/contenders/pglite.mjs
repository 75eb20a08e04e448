// PostgreSQL in WebAssembly, in memory.
import { PGlite } from '@electric-sql/pglite';
import { schema } from './sql-text.mjs';
import { SqlDoneLedger, SqlFindingsSink } from './sql-stores.mjs';

export async function open() {
  const database = await PGlite.create();
  for (const statement of schema()) await database.exec(statement);
  const session = new Session(database);
  return { ledger: new SqlDoneLedger(session), sink: new SqlFindingsSink(session), close: () => database.close() };
}

class Session {
  constructor(database) {
    this.database = database;
  }

  async all(sql, values) {
    let number = 0;
    return (
      await this.database.query(
        sql.replaceAll('?', () => `$${++number}`),
        values,
      )
    ).rows;
  }

  async transaction(work) {
    await this.database.exec('BEGIN');
    await work();
    await this.database.exec('COMMIT');
  }
}
