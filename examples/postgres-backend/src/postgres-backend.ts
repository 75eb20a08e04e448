import type { Database } from './database.ts';
import { migrate } from './migrate.ts';
import { PostgresDoneLedger } from './postgres-done-ledger.ts';
import { PostgresFindingsSink } from './postgres-findings-sink.ts';
import type { RetryPolicy } from './retry.ts';

/** Both stores on one database. */
export interface PostgresBackend {
  readonly doneLedger: PostgresDoneLedger;
  readonly findings: PostgresFindingsSink;
  /** Closes the database. */
  dispose(): Promise<void>;
}

/** Brings the schema of a database up to date, and opens both stores on it. */
export async function openBackend(database: Database, retry?: RetryPolicy): Promise<PostgresBackend> {
  await migrate(database);
  return {
    doneLedger: new PostgresDoneLedger(database, retry),
    findings: new PostgresFindingsSink(database, retry),
    dispose: () => database.close(),
  };
}
