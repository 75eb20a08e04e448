import { DatabaseSync } from 'node:sqlite';
import { SCHEMA } from './schema.ts';
import { SqliteDoneLedger } from './sqlite-done-ledger.ts';
import { SqliteFindingsSink } from './sqlite-findings-sink.ts';

/** Both stores in one database. */
export interface SqliteBackend {
  readonly doneLedger: SqliteDoneLedger;
  readonly findings: SqliteFindingsSink;
  /** Closes the database. */
  dispose(): void;
}

/**
 * Opens both stores on a file, which is made if it is not there, or in memory. Processes may share a file: they write one
 * after the other, and wait up to five seconds for their turn.
 */
export function openBackend(path = ':memory:'): SqliteBackend {
  const database = new DatabaseSync(path, { timeout: 5000, enableForeignKeyConstraints: true });
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  database.exec(SCHEMA);
  return {
    doneLedger: new SqliteDoneLedger(database),
    findings: new SqliteFindingsSink(database),
    dispose: () => database.close(),
  };
}
