import type { SimOperation, SimStores } from '../../src/sim/index.js';
import { SimReport } from '../../src/sim/report.js';
import { World } from '../../src/sim/world.js';
import { showRow } from '../../src/timeline/show-row.js';
import type { PageRow, TimelinePage } from '../../src/timeline/page.js';
import type { AnyRow } from '../../src/index.js';

/** Executes operations on stores, to the end, every step recorded. */
export async function scripted(stores: SimStores, operations: readonly SimOperation[]): Promise<SimReport> {
  const world = new World(stores, { recorded: true });
  await world.open();
  for (const operation of operations) await world.execute(operation, 'script');
  return new SimReport({ simulation: 'persistence' }, world);
}

/** The durable rows that a page comes to if its changes are made one after the other. Each must start from what is there. */
export function rowsOf({ entries, keys }: TimelinePage): ReadonlyMap<string, PageRow> {
  const rows = new Map<string, PageRow>();
  for (const { number, changes } of entries) {
    for (const { key, before, after } of changes) {
      const name = `${keys[key]!.table} ${keys[key]!.key}`;
      if (JSON.stringify(rows.get(name)) !== JSON.stringify(before)) throw new Error(`entry ${number}: ${name}`);
      rows.set(name, after);
    }
  }
  return new Map([...rows].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The rows of stores in the same form. */
export function shownRows(tables: Readonly<Record<string, readonly AnyRow[]>>): ReadonlyMap<string, PageRow> {
  const rows = Object.entries(tables).flatMap(([table, list]) =>
    list.map((row): [string, PageRow] => [`${table} ${keyOf(table, row as never)}`, showRow(row)]),
  );
  return new Map(rows.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function keyOf(table: string, row: Record<string, string> & { readonly key: Record<string, string> }): string {
  if (table === 'records') return `${row.key['tenantId']}/${row.key['policyHash']}/${row.key['ovidHash']}`;
  const ids = { findings: 'findingId', occurrences: 'occurrenceId', observations: 'observationId' } as const;
  return `${row['tenantId']}/${row[ids[table as 'findings']]}`;
}
