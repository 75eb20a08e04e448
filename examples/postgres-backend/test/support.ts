import { randomUUID } from 'node:crypto';
import { afterAll } from 'vitest';
import type { Database } from '../src/database.ts';
import { openEmbedded } from '../src/embedded-database.ts';
import { openBackend, type PostgresBackend } from '../src/postgres-backend.ts';
import type { RetryPolicy } from '../src/retry.ts';
import { connectServer } from '../src/server-database.ts';

/** The server to test against; without one it is the embedded database. */
export const SERVER = process.env['DATABASE_URL'];

/** How the tests say which of the two they ran on. */
export const PLACE = SERVER === undefined ? 'embedded Postgres' : 'a PostgreSQL server';

export interface SchemaOptions {
  readonly retry?: RetryPolicy;
  /** Connections, at most; the embedded database has one in any case. */
  readonly connections?: number;
  /** Settings of the server for these connections. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** A database with a schema of its own, so that tests can count all there is. It goes when the file is through. */
export async function emptyDatabase(options: SchemaOptions = {}): Promise<Database> {
  const schema = `gossip_${randomUUID().replaceAll('-', '')}`;
  return SERVER === undefined ? embedded(schema) : onServer(SERVER, schema, options);
}

/** Both stores on such a database. */
export async function emptyBackend(options: SchemaOptions = {}): Promise<PostgresBackend & { database: Database }> {
  const database = await emptyDatabase(options);
  return { ...(await openBackend(database, options.retry)), database };
}

let embeddedDatabase: Promise<Database> | undefined;

/** The file's embedded database, with another schema in front: the one before is out of use. */
async function embedded(schema: string): Promise<Database> {
  embeddedDatabase ??= openEmbedded();
  const database = await embeddedDatabase;
  await database.execute(`CREATE SCHEMA ${schema}; SET search_path TO ${schema}`);
  return { ...database, close: () => Promise.resolve() };
}

async function onServer(
  connectionString: string,
  schema: string,
  { connections = 8, settings = {} }: SchemaOptions,
): Promise<Database> {
  const options = Object.entries({ search_path: schema, ...settings }).map(([name, value]) => `-c ${name}=${value}`);
  const database = connectServer({ connectionString, max: connections, options: options.join(' ') });
  await database.execute(`CREATE SCHEMA ${schema}`);
  cleanups.push(async () => {
    await database.execute(`DROP SCHEMA ${schema} CASCADE`);
    await database.close();
  });
  return { ...database, close: () => Promise.resolve() };
}

const cleanups: (() => Promise<void>)[] = [];

afterAll(async () => {
  for (const cleanup of cleanups) await cleanup();
  await (await embeddedDatabase)?.close();
});
