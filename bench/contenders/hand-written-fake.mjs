// A fake as it is written today, by somebody who means well: Maps under joined keys, rows copied on their way in and out, an
// array for the writes that are held back. It merges as the contract says, but it checks nothing and injects nothing.
import { fresherObservation, ledgerReceipt, mergeLedgerRecords } from './plain-merge.mjs';

export function open() {
  return { ledger: new FakeDoneLedger(), sink: new FakeFindingsSink(), close() {} };
}

class FakeDoneLedger {
  rows = new Map();
  pending = [];
  nextId = 1;
  held = false;

  setAutoComplete(on) {
    this.held = !on;
  }

  async batchUpsert(records) {
    const copies = records.map(copyOf);
    if (!this.held) {
      const receipt = this.apply(copies);
      return { wait: async () => receipt };
    }
    const write = { id: this.nextId++, records: copies };
    const done = new Promise((resolve) => {
      write.resolve = resolve;
    });
    this.pending.push(write);
    return { wait: () => done };
  }

  apply(records) {
    const folded = new Map();
    for (const record of records) put(folded, record);
    for (const record of folded.values()) put(this.rows, record);
    return ledgerReceipt([...folded.values()]);
  }

  releaseNext(order) {
    this.complete(order === 'NewestFirst' ? this.pending.pop() : this.pending.shift());
  }

  releaseSpecific(id) {
    const index = this.pending.findIndex((write) => write.id === id);
    this.complete(this.pending.splice(index, 1)[0]);
  }

  complete(write) {
    write.resolve(this.apply(write.records));
  }

  pendingCount() {
    return this.pending.length;
  }

  async batchGet(tenantId, policyHash, ovidHashes) {
    return ovidHashes.map((ovidHash) => {
      const row = this.rows.get(keyOf({ tenantId, policyHash, ovidHash }));
      return row && copyOf(row);
    });
  }

  snapshot() {
    return [...this.rows].sort(byKey).map(([, row]) => copyOf(row));
  }
}

class FakeFindingsSink {
  findings = new Map();
  occurrences = new Map();
  observations = new Map();

  async upsertBatch({ findings, occurrences, observations }) {
    for (const row of findings) {
      const existing = this.findings.get(row.tenantId + row.findingId);
      if (existing && !isSame(existing, row)) throw new Error(`finding ${row.findingId} is another one`);
    }
    const newFindings = new Set(findings.map(({ findingId }) => findingId));
    for (const row of occurrences) {
      const { tenantId, findingId, occurrenceId } = row;
      const parent = newFindings.has(findingId) || this.findings.has(tenantId + findingId);
      if (!parent) throw new Error(`occurrence ${occurrenceId} has no finding`);
      const existing = this.occurrences.get(tenantId + occurrenceId);
      if (existing && !isSame(existing, row)) throw new Error(`occurrence ${occurrenceId} is another one`);
    }
    const newOccurrences = new Set(occurrences.map(({ occurrenceId }) => occurrenceId));
    for (const { tenantId, occurrenceId, observationId } of observations) {
      const parent = newOccurrences.has(occurrenceId) || this.occurrences.has(tenantId + occurrenceId);
      if (!parent) throw new Error(`observation ${observationId} has no occurrence`);
    }
    for (const row of findings) this.findings.set(row.tenantId + row.findingId, { ...row });
    for (const row of occurrences) this.occurrences.set(row.tenantId + row.occurrenceId, { ...row });
    for (const row of observations) this.see(row);
    const receipt = {
      findingCount: newFindings.size,
      occurrenceCount: newOccurrences.size,
      observationCount: new Set(observations.map(({ observationId }) => observationId)).size,
    };
    return { wait: async () => receipt };
  }

  see(row) {
    const key = row.tenantId + row.observationId;
    const { winner, located } = this.observations.get(key) ?? {};
    this.observations.set(key, {
      winner: fresherObservation(winner, { ...row }),
      located: row.location ? fresherObservation(located, { ...row }) : located,
    });
  }

  findingsSnapshot() {
    return [...this.findings].sort(byKey).map(([, row]) => ({ ...row }));
  }

  occurrencesSnapshot() {
    return [...this.occurrences].sort(byKey).map(([, row]) => ({ ...row }));
  }

  observationsSnapshot() {
    return [...this.observations]
      .sort(byKey)
      .map(([, { winner, located }]) => ({ ...winner, ...(located && { location: located.location }) }));
  }
}

function put(rows, record) {
  const key = keyOf(record.key);
  const existing = rows.get(key);
  rows.set(key, existing ? mergeLedgerRecords(existing, record) : record);
}

function keyOf({ tenantId, policyHash, ovidHash }) {
  return `${tenantId}/${policyHash}/${ovidHash}`;
}

function copyOf(record) {
  return { ...record, key: { ...record.key }, provenance: { ...record.provenance } };
}

function isSame(a, b) {
  return Object.keys(a).every((field) => a[field] === b[field]);
}

function byKey([a], [b]) {
  return a < b ? -1 : 1;
}
