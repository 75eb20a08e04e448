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

/** One write to all layers. */
export interface Writes {
  readonly findings: LayerWrites<FindingId, FindingRecord>;
  readonly occurrences: LayerWrites<OccurrenceId, OccurrenceRecord>;
  readonly observations: LayerWrites<ObservationId, ObservationRow>;
}

/** What one write puts into a layer, to be taken back if it fails. */
export class LayerWrites<Id extends string, Row> {
  readonly rows: Map<Id, Row>;
  readonly #ids: readonly Id[];
  /** Looked up before anything else is done, as a processor waits for several look-ups at a time. */
  readonly #found: readonly (Row | undefined)[];
  readonly #changed: { readonly id: Id; readonly before: Row | undefined }[] = [];

  /** @param ids of the rows to write, in order */
  constructor(rows: Map<Id, Row>, ids: readonly Id[]) {
    this.rows = rows;
    this.#ids = ids;
    this.#found = ids.map((id) => rows.get(id));
  }

  /** How many different rows are written. */
  get size(): number {
    return new Set(this.#ids).size;
  }

  /** What there is by now under the id at this place. */
  at(index: number): Row | undefined {
    return this.#changed.length === 0 ? this.#found[index] : this.rows.get(this.#ids[index] as Id);
  }

  /** Puts a row in under the id at this place, instead of another one or of none. */
  put(index: number, row: Row, before: Row | undefined): void {
    const id = this.#ids[index] as Id;
    this.#changed.push({ id, before });
    this.rows.set(id, row);
  }

  /** Puts everything back as it was. */
  takeBack(): void {
    for (const { id, before } of this.#changed.reverse()) {
      if (before === undefined) this.rows.delete(id);
      else this.rows.set(id, before);
    }
  }
}
