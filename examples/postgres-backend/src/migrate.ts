import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type { Database } from './database.ts';

/** A step of the schema, from a file `NNN_name.sql`. */
export interface Migration {
  readonly name: string;
  readonly script: string;
}

/** The migrations of a folder in order. Throws if their numbers are not 1, 2, 3, ... */
export async function readMigrations(
  folder: URL = new URL('../migrations/', import.meta.url),
): Promise<readonly Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  names.forEach((name, index) => {
    if (Number.parseInt(name, 10) !== index + 1) throw new Error(`${name} is not migration ${index + 1}`);
  });
  return Promise.all(names.map(async (name) => ({ name, script: await readFile(new URL(name, folder), 'utf8') })));
}

/**
 * Brings the schema up to date, in one transaction: what is missing is applied and recorded, and what was applied must be
 * what the files say. Processes that start together take turns. Returns the names of what it applied.
 */
export async function migrate(database: Database, migrations?: readonly Migration[]): Promise<readonly string[]> {
  const wanted = migrations ?? (await readMigrations());
  return database.transaction(async (session) => {
    await session.query(`SELECT pg_advisory_xact_lock(hashtext('gossip_migrations'))::text AS locked`);
    await session.execute(`
      CREATE TABLE IF NOT EXISTS gossip_migrations (
        name TEXT PRIMARY KEY,
        digest TEXT NOT NULL,
        applied_at TIMESTAMPTZ NOT NULL DEFAULT now()
      )`);
    const applied = await session.query<{ name: string; digest: string }>(
      'SELECT name, digest FROM gossip_migrations ORDER BY name',
    );
    applied.forEach(({ name, digest }, index) => {
      const file = wanted[index];
      if (file?.name !== name) throw new Error(`the schema has ${name}, which is not among the migrations`);
      if (digestOf(file) !== digest) throw new Error(`${name} has changed since it was applied`);
    });
    const missing = wanted.slice(applied.length);
    for (const migration of missing) {
      await session.execute(migration.script);
      await session.query('INSERT INTO gossip_migrations (name, digest) VALUES ($1, $2)', [
        migration.name,
        digestOf(migration),
      ]);
    }
    return missing.map(({ name }) => name);
  });
}

function digestOf({ script }: Migration): string {
  return createHash('sha256').update(script).digest('hex');
}
