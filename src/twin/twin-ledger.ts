import type { CapturedStack } from '../store/events.js';
import { shortIds, showLeaf } from '../compare/leaves.js';
import { plural } from '../harness/describe-event.js';
import { ledgerRowKey } from '../oracle/ledger-model.js';
import { DoneLedgerBatch } from '../records/done-ledger-batch.js';
import type { DoneLedgerKey, DoneLedgerRecord } from '../records/done-ledger-record.js';
import type { DoneLedger } from '../store/contracts.js';
import { captureSite } from '../store/events.js';
import { kindOf } from '../values/check.js';
import { attempt, DIFFERENT, judgeLists, judgeRows, type Verdict } from './answers.js';
import type { LockStep, Side } from './lock-step.js';

const MOST_SHOWN = 4;

/** Two ledgers in lock step, as one. */
export interface TwinLedger {
  readonly doneLedger: DoneLedger;
  /** Reads back what was written. */
  compare(site: CapturedStack): Promise<void>;
}

export function twinLedger(ledgers: Readonly<Record<Side, DoneLedger>>, steps: LockStep): TwinLedger {
  const written = new Map<string, Map<string, DoneLedgerKey>>();
  const { reference, backend } = ledgers;

  function read(site: CapturedStack, ...[tenantId, policyHash, ovidHashes]: Parameters<DoneLedger['batchGet']>) {
    const hashes = attempt(() => [...ovidHashes]) ?? ovidHashes; // the caller may change its own
    const keys = attempt(() => hashes.map((ovidHash) => ledgerRowKey({ tenantId, policyHash, ovidHash }))) ?? [];
    const text = `batchGet(${show(tenantId)}, ${show(policyHash)}, ${showAll(hashes)})`;
    return steps.ask(
      steps.calls.enter(site, text, new Set(keys)),
      (side) => ledgers[side].batchGet(tenantId, policyHash, hashes),
      (first, second, inFlight) => judgePositions(keys, first, second, inFlight),
    );
  }

  const doneLedger: DoneLedger = {
    batchGet: async (...asked) => read(captureSite(doneLedger.batchGet), ...asked),

    async batchUpsert(records) {
      const batch = attempt(() => DoneLedgerBatch.parse(records));
      const rows = (batch ?? []).map((row) => ({ table: 'records', key: ledgerRowKey(row.key), row }));
      for (const { key } of batch ?? []) remember(written, key);
      const text = `batchUpsert(${batch === undefined ? 'a malformed batch' : plural(rows.length, 'record')})`;
      return steps.submit(
        steps.calls.enter(captureSite(doneLedger.batchUpsert), text, new Set(rows.map(({ key }) => key)), rows),
        (side) => ledgers[side].batchUpsert(batch ?? records),
      );
    },

    ...(reference.listDoneHashes &&
      backend.listDoneHashes && {
        listDoneHashes: async (tenantId, policyHash) =>
          steps.ask(
            steps.calls.enter(
              captureSite((doneLedger as Required<DoneLedger>).listDoneHashes),
              `listDoneHashes(${show(tenantId)}, ${show(policyHash)})`,
            ),
            async (side) => (ledgers[side] as Required<DoneLedger>).listDoneHashes(tenantId, policyHash),
            (first, second, inFlight) => {
              const mayDiffer = [...inFlight].some((key) => key.startsWith(`${tenantId}/${policyHash}/`));
              return mayDiffer ? undefined : judgeLists(first, second, steps.isStrict);
            },
          ),
      }),
  };

  return {
    doneLedger,
    async compare(site) {
      for (const keys of written.values()) {
        const [{ tenantId, policyHash }] = keys.values() as unknown as [DoneLedgerKey];
        const hashes = Array.from(keys.values(), ({ ovidHash }) => ovidHash);
        await read(site, tenantId, policyHash, hashes);
      }
    },
  };
}

function remember(written: Map<string, Map<string, DoneLedgerKey>>, key: DoneLedgerKey): void {
  const group = key.tenantId + key.policyHash;
  const keys = written.get(group) ?? new Map<string, DoneLedgerKey>();
  written.set(group, keys.set(key.ovidHash, key));
}

type Answer = readonly (DoneLedgerRecord | undefined)[];

function judgePositions(
  keys: readonly string[],
  reference: Answer,
  backend: Answer,
  inFlight: ReadonlySet<string>,
): Verdict {
  if (kindOf(backend) !== 'array' || backend.length !== reference.length) return DIFFERENT;
  const verdicts = keys.map((key, index) => {
    if (inFlight.has(key)) return undefined;
    return judgeRows('records', rowsAt(key, reference[index]), rowsAt(key, canonical(backend[index])));
  });
  const rows = verdicts.flatMap((verdict) => verdict?.rows ?? []);
  return rows.length === 0 ? undefined : { rows };
}

function rowsAt(key: string, row: unknown): ReadonlyMap<string, unknown> {
  return new Map(row === undefined ? [] : [[key, row]]);
}

/** A row as our own ledger shows it: without what else a backend may have in it. */
function canonical(row: DoneLedgerRecord | undefined): DoneLedgerRecord | undefined {
  return row && (attempt(() => DoneLedgerBatch.parse([row])[0]) ?? row);
}

function show(value: unknown): string {
  return attempt(() => showLeaf('', value, shortIds)) ?? 'something that cannot be shown';
}

function showAll(values: readonly unknown[]): string {
  if (kindOf(values) !== 'array') return show(values);
  const more = values.length - MOST_SHOWN;
  return `[${[...values.slice(0, MOST_SHOWN).map(show), ...(more > 0 ? [`and ${more} more`] : [])].join(', ')}]`;
}
