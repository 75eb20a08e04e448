import { PGlite, type Transaction } from '@electric-sql/pglite';
import type { Database, Session, TextRow } from './database.ts';

/** PostgreSQL inside this process, with one connection. In memory, unless a directory is given to keep the data in. */
export async function openEmbedded(directory?: string): Promise<Database> {
  const db = await PGlite.create(directory);
  return {
    ...sessionOn(db),
    transaction: (work) => db.transaction((transaction) => work(sessionOn(transaction))),
    close: () => db.close(),
  };
}

function sessionOn(client: PGlite | Transaction): Session {
  return {
    query: async <Row extends TextRow>(statement: string, parameters: readonly string[] = []) =>
      (await client.query<Row>(statement, [...parameters])).rows,
    execute: async (script) => {
      await client.exec(script);
    },
  };
}
