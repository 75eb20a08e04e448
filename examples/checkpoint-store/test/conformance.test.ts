import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SqliteCheckpointStore } from '../src/sqlite-checkpoint-store.ts';
import { describeCheckpoints } from '../testing/checkpoint-checks.ts';
import { InMemoryCheckpointStore } from '../testing/in-memory-checkpoint-store.ts';

// The double and the store that the service runs on answer to the same checks: that is what makes the double one.

describeCheckpoints('the double', () => {
  const store = new InMemoryCheckpointStore();
  return {
    store,
    restart: () => {
      store.crash();
      return store;
    },
  };
});

describeCheckpoints('SQLite', () => {
  const folder = mkdtempSync(join(tmpdir(), 'checkpoints-'));
  let store = new SqliteCheckpointStore(join(folder, 'checkpoints.db'));
  return {
    store,
    restart: () => {
      store.close();
      return (store = new SqliteCheckpointStore(join(folder, 'checkpoints.db')));
    },
    dispose: () => {
      store.close();
      rmSync(folder, { recursive: true });
    },
  };
});
