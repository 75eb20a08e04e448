import { Pool, type ClientBase, type PoolConfig } from 'pg';
import type { Database, Session, TextRow } from './database.ts';

/** A PostgreSQL server, through a pool of connections of `pg`. */
export function connectServer(config: PoolConfig): Database {
  const pool = new Pool(config);
  // An idle connection that breaks is the pool's to replace. Without a listener it would end the process.
  pool.on('error', () => {});
  return {
    ...sessionOn(pool),
    transaction: (work) => transaction(pool, work),
    close: () => pool.end(),
  };
}

async function transaction<T>(pool: Pool, work: (session: Session) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('BEGIN ISOLATION LEVEL READ COMMITTED');
    const result = await work(sessionOn(client));
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((failure: Error) => {
      broken = failure; // the connection goes, and the transaction with it
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

function sessionOn(client: Pool | ClientBase): Session {
  return {
    query: async <Row extends TextRow>(statement: string, parameters: readonly string[] = []) =>
      (await client.query<Row>(statement, [...parameters])).rows,
    execute: async (script) => {
      await client.query(script);
    },
  };
}
