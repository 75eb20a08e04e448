import type { FindingRecord } from '../records/finding-record.js';
import type { OccurrenceRecord } from '../records/occurrence-record.js';
import type { FindingId, ObservationId, OccurrenceId, TenantId } from '../values/identities.js';
import { compare } from '../values/order.js';
import type { ObservationRow } from './observation-row.js';

/** The durable rows of one tenant, three layers. */
export interface TenantTables {
  readonly findings: Map<FindingId, FindingRecord>;
  readonly occurrences: Map<OccurrenceId, OccurrenceRecord>;
  readonly observations: Map<ObservationId, ObservationRow>;
}

/** A layer of the sink. */
export type Layer = keyof TenantTables;

/** The durable rows of a sink: tenant -> layer -> id -> row. */
export class FindingsTables {
  readonly #tenants = new Map<TenantId, TenantTables>();

  /** The tables of a tenant; empty ones, which are not kept, for a tenant that has none. */
  of(tenantId: TenantId): TenantTables {
    return this.#tenants.get(tenantId) ?? { findings: new Map(), occurrences: new Map(), observations: new Map() };
  }

  /** Keeps the tables of a tenant that got its first rows. */
  keep(tenantId: TenantId, tables: TenantTables): void {
    this.#tenants.set(tenantId, tables);
  }

  /** How many rows a layer has, over all tenants. */
  count(layer: Layer): number {
    let count = 0;
    for (const tables of this.#tenants.values()) count += tables[layer].size;
    return count;
  }

  /** The rows of a layer, sorted by (tenant, id). */
  sorted<Row>(layer: (tables: TenantTables) => ReadonlyMap<string, Row>): Row[] {
    return byKey(this.#tenants).flatMap(([, tables]) => byKey(layer(tables)).map(([, row]) => row));
  }
}

function byKey<Value>(map: ReadonlyMap<string, Value>): [string, Value][] {
  return [...map].sort(([a], [b]) => compare(a, b));
}
