// The schema and the statements, in the SQL that SQLite, PostgreSQL and pg-mem have in common: one statement per batch and layer.
// A u64 is a BIGINT, as no value of these workloads needs the 64th bit; ids are TEXT, an absent error code or location is empty.

const LEDGER_KEY = ['tenant_id', 'policy_hash', 'ovid_hash'];
const LEDGER_CLAIM = ['status', 'finished_at', 'started_at', 'fence_epoch', 'run_id', 'shard_id', 'error_code'];
const OBSERVATION_KEY = ['tenant_id', 'observation_id'];
const CLAIM = ['seen_at', 'has_location', 'fence_epoch', 'run_id', 'shard_id', 'display', 'url'];
const WINNER = CLAIM.map((column) => `winner_${column}`);
const LOCATED = CLAIM.map((column) => `located_${column}`);

export const LEDGER = [...LEDGER_KEY, ...LEDGER_CLAIM, 'bytes_scanned', 'findings_count'];
export const FINDING = ['tenant_id', 'finding_id', 'stable_item_id', 'rule_fingerprint', 'secret_hash'];
export const OCCURRENCE = [
  ...['tenant_id', 'occurrence_id', 'finding_id', 'object_version_id'],
  ...['byte_offset', 'byte_length'],
];
export const OBSERVATION = [
  ...[...OBSERVATION_KEY, 'occurrence_id', 'policy_hash', 'ovid_hash'],
  ...[...WINNER, ...LOCATED],
];

const TEXTS = /(_id|_hash|_fingerprint|error_code|display|url)$/;
const NUMBERS = /(run|shard)_id$/;

/** @param suffix what ends a CREATE TABLE: how an engine is told to keep rows in the order of their key. */
export function schema(suffix = '') {
  const table = (name, columns, key, more = '') => `
    CREATE TABLE ${name} (
      ${columns.map((column) => `${column} ${TEXTS.test(column) && !NUMBERS.test(column) ? 'TEXT' : 'BIGINT'} NOT NULL`)},
      PRIMARY KEY (${key})${more}
    ) ${suffix};`;
  return [
    table('done_ledger', LEDGER, LEDGER_KEY),
    table('findings', FINDING, ['tenant_id', 'finding_id']),
    table('occurrences', OCCURRENCE, ['tenant_id', 'occurrence_id']),
    table('observations', OBSERVATION, OBSERVATION_KEY),
  ];
}

/** Merges ledger rows, no two of one key. */
export const upsertLedger = remembered(
  (rows) => `${insert('done_ledger', LEDGER, rows)}
  ON CONFLICT (${LEDGER_KEY}) DO UPDATE SET
    bytes_scanned = ${greater('done_ledger.bytes_scanned', 'excluded.bytes_scanned')},
    findings_count = CASE ${greater('done_ledger.status', 'excluded.status')}
      WHEN 10 THEN 0
      WHEN 11 THEN ${greater(countOf('done_ledger'), countOf('excluded'))}
      ELSE ${greater('done_ledger.findings_count', 'excluded.findings_count')}
    END,
    ${keepGreater('done_ledger', LEDGER_CLAIM)}`,
);

/** Merges observation rows, no two of one id: two maxima. A contribution without location is the least of those with one. */
export const upsertObservations = remembered(
  (rows) => `${insert('observations', OBSERVATION, rows)}
  ON CONFLICT (${OBSERVATION_KEY}) DO UPDATE SET
    ${keepGreater('observations', WINNER)}, ${keepGreater('observations', LOCATED)}`,
);

/** Inserts rows that never change, and lets those be that are there. */
export const insertNew = remembered(
  (table, columns, rows) => `${insert(table, columns, rows)} ON CONFLICT (${columns.slice(0, 2)}) DO NOTHING`,
);

/** The rows of some ids, of one tenant: its first parameter. */
export const selectIn = remembered((table, fixed, id, count) => {
  const equal = fixed.map((column) => `${column} = ?`).join(' AND ');
  return `SELECT * FROM ${table} WHERE ${equal} AND ${id} IN (${marks(count)})`;
});

export const selectAll = (table, key) => `SELECT * FROM ${table} ORDER BY ${key}`;

/** Makes each text once: it is long, and the same for every batch of a size. */
function remembered(textOf) {
  const texts = new Map();
  return (...about) => {
    const key = about.join(' ');
    if (!texts.has(key)) texts.set(key, textOf(...about));
    return texts.get(key);
  };
}

function insert(table, columns, rows) {
  const row = `(${marks(columns.length)})`;
  return `INSERT INTO ${table} (${columns}) VALUES ${Array.from({ length: rows }, () => row)}`;
}

function marks(count) {
  return Array.from({ length: count }, () => '?').join(', ');
}

/**
 * SET clauses that keep the greater of two versions of some columns, compared from left to right. Written so that pg-mem does
 * the same as the others: it compares rows `(a, b) > (c, d)` in a way of its own, and a clause of its UPDATE sees what those
 * before it have set. With the last column first, what is yet to be compared is as it was.
 */
function keepGreater(table, columns) {
  return columns
    .toReversed()
    .map((c) => `${c} = CASE WHEN ${isGreater(columns, table)} THEN excluded.${c} ELSE ${table}.${c} END`)
    .join(', ');
}

function isGreater([column, ...rest], table) {
  const greater = `excluded.${column} > ${table}.${column}`;
  if (rest.length === 0) return greater;
  return `${greater} OR (excluded.${column} = ${table}.${column} AND (${isGreater(rest, table)}))`;
}

function greater(a, b) {
  return `CASE WHEN ${a} >= ${b} THEN ${a} ELSE ${b} END`;
}

function countOf(row) {
  return `CASE WHEN ${row}.status = 11 THEN ${row}.findings_count ELSE 1 END`;
}
