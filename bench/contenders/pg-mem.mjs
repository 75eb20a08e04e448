// An emulation of PostgreSQL in JavaScript. It takes values as literals.
import pgMem from 'pg-mem';
import { schema } from './sql-text.mjs';
import { SqlDoneLedger, SqlFindingsSink } from './sql-stores.mjs';

export function open() {
  const database = pgMem.newDb().public;
  for (const statement of schema()) database.none(statement);
  const session = new Session(database);
  return { ledger: new SqlDoneLedger(session), sink: new SqlFindingsSink(session), close() {} };
}

class Session {
  constructor(database) {
    this.database = database;
  }

  all(sql, values) {
    let place = 0;
    const literal = () => {
      const value = values[place++];
      return typeof value === 'string' ? `'${value}'` : `${value}`;
    };
    return this.database.many(sql.replaceAll('?', literal));
  }

  async transaction(work) {
    this.database.none('BEGIN');
    await work();
    this.database.none('COMMIT');
  }
}
