import type { CapturedStack } from '../store/events.js';
import { plural } from '../harness/describe-event.js';
import { findingKey, observationKey, occurrenceKey } from '../oracle/findings-model.js';
import type { ObservableBackend } from '../oracle/observe.js';
import type { FindingRecord } from '../records/finding-record.js';
import { FindingsUpsertBatch } from '../records/findings-batch.js';
import type { ObservationRecord } from '../records/observation-record.js';
import type { OccurrenceRecord } from '../records/occurrence-record.js';
import { captureSite } from '../store/events.js';
import { invalidType } from '../values/check.js';
import { attempt, DIFFERENT, judgeFields, judgeRows } from './answers.js';
import type { LockStep, Side } from './lock-step.js';

type Sink = ObservableBackend['findings'];
type Row = FindingRecord | OccurrenceRecord | ObservationRecord;

/** Two sinks in lock step, as one. */
export interface TwinSink {
  readonly findings: Sink;
  /** Reads back what was written, or else counts it. */
  compare(site: CapturedStack): Promise<void>;
}

export function twinSink(sinks: Readonly<Record<Side, Sink>>, steps: LockStep): TwinSink {
  const tenants = new Set<string>();
  const reads = readsOf(sinks, steps, tenants);
  const findings: Sink = {
    async upsertBatch(batch) {
      const copy = attempt(() => FindingsUpsertBatch.parse(batch)); // the caller may change its own
      const rows = LAYERS.flatMap(({ table, keyOf }) =>
        (copy?.[table] ?? []).map((row) => ({ table, key: keyOf(row as never), row })),
      );
      for (const { row } of rows) tenants.add(row.tenantId);
      const keys = new Set(rows.map(({ key }) => key));
      return steps.submit(
        steps.calls.enter(captureSite(findings.upsertBatch), `upsertBatch(${describe(copy)})`, keys, rows),
        (side) => sinks[side].upsertBatch(copy ?? batch),
      );
    },
  };
  for (const [name, read] of reads) {
    const method = async (): Promise<unknown> => read(captureSite(method));
    Object.assign(findings, { [name]: method });
  }
  return {
    findings,
    async compare(site) {
      if (tenants.size === 0) return;
      const snapshots = LAYERS.flatMap(({ snapshot }) => reads.get(snapshot) ?? []);
      const counts = reads.get('durableCounts');
      if (snapshots.length === LAYERS.length) for (const read of snapshots) await read(site);
      else if (counts !== undefined) await counts(site);
      else throw invalidType('findings', 'sinks that both have snapshot methods, or durableCounts()', sinks);
    },
  };
}

type Read = (site: CapturedStack) => Promise<unknown>;

/** The ways to read that both sinks have, by the names of their methods. */
function readsOf(
  sinks: Readonly<Record<Side, Sink>>,
  steps: LockStep,
  tenants: ReadonlySet<string>,
): ReadonlyMap<string, Read> {
  const reads = new Map<string, Read>();
  const { reference, backend } = sinks;
  if (reference.durableCounts !== undefined && backend.durableCounts !== undefined) {
    reads.set('durableCounts', (site) =>
      steps.ask(
        steps.calls.enter(site, 'durableCounts()'),
        async (side) => (sinks[side] as Required<Sink>).durableCounts(),
        (first, second, inFlight) => (inFlight.size > 0 ? undefined : judgeFields(first, second)),
      ),
    );
  }
  for (const { table, snapshot, keyOf } of LAYERS) {
    if (reference[snapshot] === undefined || backend[snapshot] === undefined) continue;
    reads.set(snapshot, (site) =>
      steps.ask<readonly Row[]>(
        steps.calls.enter(site, `${snapshot}()`),
        async (side) => (sinks[side] as Required<Sink>)[snapshot](),
        (first, second, inFlight) => {
          const byKey = (rows: readonly Row[]): ReadonlyMap<string, Row> =>
            new Map(
              rows
                .filter((row) => tenants.has(row.tenantId) && !inFlight.has(keyOf(row as never)))
                .map((row) => [keyOf(row as never), canonical(table, row)]),
            );
          const found = attempt(() => byKey(second));
          return found === undefined ? DIFFERENT : judgeRows(table, byKey(first), found);
        },
      ),
    );
  }
  return reads;
}

/** A row as our own sink shows it: without what else a backend may have in it. */
function canonical(table: (typeof LAYERS)[number]['table'], row: Row): Row {
  const alone = { findings: [], occurrences: [], observations: [], [table]: [row] };
  return attempt(() => FindingsUpsertBatch.parse(alone)[table][0]) ?? row;
}

function describe(batch: FindingsUpsertBatch | undefined): string {
  if (batch === undefined) return 'a malformed batch';
  const layers = LAYERS.map(({ table, name }) => [batch[table].length, name] as const).filter(([count]) => count > 0);
  return layers.length === 0 ? 'no rows' : layers.map(([count, name]) => plural(count, name)).join(', ');
}

const LAYERS = [
  { table: 'findings', name: 'finding', snapshot: 'findingsSnapshot', keyOf: findingKey },
  { table: 'occurrences', name: 'occurrence', snapshot: 'occurrencesSnapshot', keyOf: occurrenceKey },
  { table: 'observations', name: 'observation', snapshot: 'observationsSnapshot', keyOf: observationKey },
] as const;
