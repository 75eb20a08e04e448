import type { Database } from '../src/database.ts';

/** A database that can be told to fail its next write at the last moment: everything is done, and then rolled back. */
export interface FailingDatabase extends Database {
  failNextCommit(): void;
}

export function failingCommits(database: Database): FailingDatabase {
  let armed = false;
  const disarm = (): boolean => {
    const was = armed;
    armed = false;
    return was;
  };
  const failing: FailingDatabase = {
    ...database,
    failNextCommit: () => {
      armed = true;
    },
    query: (statement, parameters) =>
      armed && statement.includes('INSERT')
        ? failing.transaction((session) => session.query(statement, parameters))
        : database.query(statement, parameters),
    transaction: (work) =>
      database.transaction(async (session) => {
        const result = await work(session);
        if (disarm()) throw new Error('the disk is full');
        return result;
      }),
  };
  return failing;
}
