// W3: findings writes.
import { findingsBatches } from '../inputs/findings.mjs';
import { contestantOf } from './contestant.mjs';

export function load(scale) {
  const batches = findingsBatches(200_000 * scale);
  return {
    operations: batches.reduce((sum, batch) => sum + Object.values(batch).flat().length, 0),
    floor: () => floorOf(batches),
    contestant: (name) =>
      contestantOf(name, {
        run: async ({ sink }) => {
          for (const batch of batches) await (await sink.upsertBatch(batch)).wait();
        },
        outcome: async ({ sink }) => [
          ...(await sink.findingsSnapshot()),
          ...(await sink.occurrencesSnapshot()),
          ...(await sink.observationsSnapshot()),
        ],
      }),
  };
}

/** Three Maps; each row is looked up and set, and before that its parent is looked up. */
function floorOf(batches) {
  return {
    run: () => {
      const findings = new Map();
      const occurrences = new Map();
      const observations = new Map();
      for (const batch of batches) {
        for (const row of batch.findings) {
          findings.get(row.findingId);
          findings.set(row.findingId, row);
        }
        for (const row of batch.occurrences) {
          findings.has(row.findingId);
          occurrences.get(row.occurrenceId);
          occurrences.set(row.occurrenceId, row);
        }
        for (const row of batch.observations) {
          occurrences.has(row.occurrenceId);
          observations.get(row.observationId);
          observations.set(row.observationId, row);
        }
      }
      return findings.size + occurrences.size + observations.size;
    },
  };
}
