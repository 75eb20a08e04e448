import type { DatabaseSync } from 'node:sqlite';

/** Runs `work` as the database's only writer; what it throws rolls everything back. */
export function transaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK'); // some errors have done that already
    throw error;
  }
}
