import type { FindingRecord } from '../records/finding-record.js';
import type { OccurrenceRecord } from '../records/occurrence-record.js';
import type { FindingId, ObservationId, OccurrenceId, TenantId } from '../values/identities.js';
import { valuesByKey } from '../values/order.js';
import type { ObservationRow } from './observation-row.js';

/** The durable rows of one tenant, three layers. */
export interface TenantTables {
  readonly findings: Map<FindingId, FindingRecord>;
  readonly occurrences: Map<OccurrenceId, OccurrenceRecord>;
  readonly observations: Map<ObservationId, ObservationRow>;
}

/** A layer of the sink. */
export type Layer = keyof TenantTables;

type IdOf<Name extends Layer> = TenantTables[Name] extends Map<infer Id extends string, unknown> ? Id : never;
type RowOf<Name extends Layer> = TenantTables[Name] extends Map<string, infer Row> ? Row : never;

/** The durable rows of one tenant, to be read only. */
export type ReadonlyTables = {
  readonly [Name in Layer]: TenantTables[Name] extends Map<infer Id, infer Row> ? ReadonlyMap<Id, Row> : never;
};

/** The durable rows of a sink: tenant -> layer -> id -> row. */
export class FindingsTables {
  readonly #tenants = new Map<TenantId, TenantTables>();
  /** Tables that a fork has as well: to be copied before they are written to. */
  #shared: Set<TenantTables> | undefined;

  /** The tables of a tenant; empty ones, which are not kept, for a tenant that has none. */
  of(tenantId: TenantId): ReadonlyTables {
    return this.#tenants.get(tenantId) ?? emptyTables();
  }

  /** The tables of a tenant, to be written to. */
  toWrite(tenantId: TenantId): TenantTables {
    const tables = this.#tenants.get(tenantId);
    if (tables !== undefined && !this.#shared?.delete(tables)) return tables;
    const { findings, occurrences, observations } = tables ?? emptyTables();
    const own = {
      findings: new Map(findings),
      occurrences: new Map(occurrences),
      observations: new Map(observations),
    };
    this.#tenants.set(tenantId, own);
    return own;
  }

  /** How many rows a layer has, over all tenants. */
  count(layer: Layer): number {
    let count = 0;
    for (const tables of this.#tenants.values()) count += tables[layer].size;
    return count;
  }

  /** The rows of a layer, sorted by (tenant, id). */
  sorted<Row>(layer: (tables: TenantTables) => ReadonlyMap<string, Row>): Row[] {
    return valuesByKey(this.#tenants).flatMap((tables) => valuesByKey(layer(tables)));
  }

  /** The rows of a layer by tenant and id, in the order in which they were first written within a tenant. */
  toMap<Row>(layer: (tables: TenantTables) => ReadonlyMap<string, Row>): Map<string, Row> {
    const byTenantAndId = new Map<string, Row>();
    for (const [tenantId, tables] of this.#tenants) {
      for (const [id, row] of layer(tables)) byTenantAndId.set(`${tenantId}/${id}`, row);
    }
    return byTenantAndId;
  }

  /** Tables of their own with the same rows, which the two share until either writes to them. */
  fork(): FindingsTables {
    const fork = new FindingsTables();
    for (const [tenantId, tables] of this.#tenants) fork.#tenants.set(tenantId, tables);
    this.#shared = new Set(this.#tenants.values());
    fork.#shared = new Set(this.#shared);
    return fork;
  }
}

function emptyTables(): TenantTables {
  return { findings: new Map(), occurrences: new Map(), observations: new Map() };
}

/** What one write has changed in tables, to be taken back if it fails. */
export class TableChanges {
  readonly tables: TenantTables;
  readonly #changed: { readonly rows: Map<string, unknown>; readonly id: string; readonly before: unknown }[] = [];

  constructor(tables: TenantTables) {
    this.tables = tables;
  }

  /** Puts a row in the place of another one, or of none. */
  put<Name extends Layer>(layer: Name, id: IdOf<Name>, row: RowOf<Name>, before: RowOf<Name> | undefined): void {
    const rows = this.tables[layer] as Map<string, unknown>;
    this.#changed.push({ rows, id, before });
    rows.set(id, row);
  }

  /** Puts everything back as it was. */
  takeBack(): void {
    for (const { rows, id, before } of this.#changed.reverse()) {
      if (before === undefined) rows.delete(id);
      else rows.set(id, before);
    }
  }
}
