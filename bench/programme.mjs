// Who does what, at which size. The code is in workloads/ and contenders/.

/** A bare Map, or whatever is the least that has to be done. */
export const FLOOR = 'floor';
export const OURS = 'gossip-inmemory';
const OBSERVED = 'gossip-inmemory, observed';
const FAKE = 'hand-written fake';
const SQLITE = 'node:sqlite';
const LEVEL = 'memory-level';
const PGLITE = 'PGlite';
const PG_MEM = 'pg-mem';

/** The file of each contender, and the package that it needs. */
export const CONTENDERS = {
  [OURS]: { file: 'gossip-inmemory.mjs' },
  [OBSERVED]: { file: 'observed.mjs' },
  [FAKE]: { file: 'hand-written-fake.mjs' },
  [SQLITE]: { file: 'node-sqlite.mjs' },
  [LEVEL]: { file: 'memory-level.mjs', needs: 'memory-level' },
  [PGLITE]: { file: 'pglite.mjs', needs: '@electric-sql/pglite' },
  [PG_MEM]: { file: 'pg-mem.mjs', needs: 'pg-mem' },
};

/**
 * The workloads. The floor and we take part in every heat; slow contenders have a heat of their own, at a smaller scale, and are
 * compared with our time there.
 */
export const WORKLOADS = [
  {
    id: 'W1',
    title: 'upsert of 500,000 ledger records in batches of 20 over 50,000 object versions x 4 policies',
    unit: 'record',
    file: 'ledger-upsert.mjs',
    heats: [
      { scale: 1, against: [OBSERVED, FAKE, SQLITE] },
      { scale: 1 / 10, against: [LEVEL] },
      { scale: 1 / 50, against: [PGLITE] },
      { scale: 1 / 250, against: [PG_MEM] },
    ],
  },
  {
    id: 'W2',
    title: '25,000 batchGet of 20 keys, half of them absent, from 200,000 ledger rows',
    unit: 'key',
    file: 'ledger-get.mjs',
    heats: [
      { scale: 1, against: [FAKE, SQLITE] },
      { scale: 1 / 10, against: [LEVEL] },
      { scale: 1 / 50, against: [PGLITE] },
      { scale: 1 / 250, against: [PG_MEM] },
    ],
  },
  {
    id: 'W3',
    title: 'findings batches of 10, 20 and 40 rows, 200,000 observations, half of them replays',
    unit: 'row',
    file: 'findings-upsert.mjs',
    heats: [
      { scale: 1, against: [OBSERVED, FAKE, SQLITE] },
      { scale: 1 / 50, against: [PGLITE] },
      { scale: 1 / 250, against: [PG_MEM] },
    ],
  },
  delayedWrites('a', 'oldest first'),
  delayedWrites('b', 'newest first'),
  delayedWrites('c', 'by id, in random order'),
  {
    id: 'W5',
    title: 'a sorted snapshot of 100,000 ledger rows',
    unit: 'row',
    file: 'ledger-snapshot.mjs',
    heats: [
      { scale: 1, against: [FAKE, SQLITE, LEVEL] },
      { scale: 1 / 10, against: [PGLITE] },
      { scale: 1 / 50, against: [PG_MEM] },
    ],
  },
  stormySimulation('a', 'done-ledger'),
  stormySimulation('b', 'findings'),
  stormySimulation('c', 'persistence'),
];

/** The floor are the bare stores, without prediction, invariants and draws. */
function stormySimulation(letter, simulation) {
  return {
    id: `W6${letter}`,
    title: `the stormy simulation ${simulation}, 100 seeds x 500 operations, beside the bare stores`,
    unit: 'operation',
    file: 'stormy-simulation.mjs',
    simulation,
    grows: false,
    heats: [{ scale: 1, against: [] }],
  };
}

/** No database holds writes back. */
function delayedWrites(letter, order) {
  return {
    id: `W4${letter}`,
    title: `100,000 delayed writes of one record, released ${order}, counted after each`,
    unit: 'write',
    file: 'delayed-writes.mjs',
    order,
    heats: [
      { scale: 1, against: [] },
      { scale: 1 / 20, against: [FAKE] },
    ],
  };
}
