import { describe, expect, test } from 'vitest';
import { migrate, readMigrations } from '../src/migrate.ts';
import { emptyDatabase } from './support.ts';

describe('migrations', () => {
  test('are applied in order, once, and recorded', async () => {
    const database = await emptyDatabase();

    expect(await migrate(database)).toEqual(['001_done_ledger.sql', '002_findings.sql']);
    expect(await migrate(database)).toEqual([]);
    expect(await database.query('SELECT name FROM gossip_migrations ORDER BY name')).toEqual([
      { name: '001_done_ledger.sql' },
      { name: '002_findings.sql' },
    ]);
  });

  test('add to a schema what is new', async () => {
    const database = await emptyDatabase();
    const known = await readMigrations();
    await migrate(database, known);

    const added = { name: '003_remark.sql', script: `COMMENT ON TABLE findings IS 'immutable'` };
    expect(await migrate(database, [...known, added])).toEqual(['003_remark.sql']);
  });

  test('that fail leave the schema as it was', async () => {
    const database = await emptyDatabase();
    const broken = { name: '003_broken.sql', script: 'CREATE TABLE half (); SELECT 1 / 0' };

    await expect(migrate(database, [...(await readMigrations()), broken])).rejects.toThrow('division by zero');
    expect(await database.query(`SELECT to_regclass('findings')::text AS findings`)).toEqual([{ findings: null }]);
  });

  test('are refused if one has changed since it was applied, or the schema is newer', async () => {
    const database = await emptyDatabase();
    const [first, second] = await readMigrations();
    if (first === undefined || second === undefined) throw new Error('there should be two');
    await migrate(database);

    await expect(migrate(database, [{ ...first, script: `${first.script}\n` }, second])).rejects.toThrow(
      '001_done_ledger.sql has changed since it was applied',
    );
    await expect(migrate(database, [first])).rejects.toThrow('the schema has 002_findings.sql');
  });

  test('of processes that start together are applied once', async () => {
    const database = await emptyDatabase();
    const applied = await Promise.all([migrate(database), migrate(database), migrate(database)]);
    expect(applied.flat()).toEqual(['001_done_ledger.sql', '002_findings.sql']);
  });
});
