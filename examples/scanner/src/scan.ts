import {
  DoneLedgerStatus,
  type CommitHandle,
  type ConnectorInstanceIdHash,
  type DoneLedger,
  type FindingsSink,
} from 'gossip-inmemory';
import { examine, type ExaminationContext } from './examine.ts';
import type { FileSource } from './file-source.ts';
import { openFile, type OpenedFile } from './open-file.ts';
import { retrying, type RetryPolicy } from './retry.ts';
import { policyOf, RULES, type Rule } from './rules.ts';

export interface ScanOptions extends Omit<ExaminationContext, 'policyHash' | 'rules'> {
  readonly ledger: DoneLedger;
  readonly sink: FindingsSink;
  readonly files: FileSource;
  /** The installation of the file connector that the files belong to. */
  readonly instance: ConnectorInstanceIdHash;
  readonly retry: RetryPolicy;
  readonly rules?: readonly Rule[];
  /** Files per page, 10 unless told. A page is written as a whole. */
  readonly pageSize?: number;
  /** Pages that may wait for durability at the same time, 1 unless told. */
  readonly pagesInFlight?: number;
  /** Larger files are not read. 1 MiB unless told. */
  readonly maxBytes?: number;
  /** Stops the worker. What it has submitted may still become durable. */
  readonly signal?: AbortSignal;
}

/** What a run did. Files per outcome, as far as this run recorded it; the ledger says what is so altogether. */
export interface ScanReport extends Record<DoneLedgerStatus, number> {
  readonly files: number;
  /** Files that the ledger had with a terminal status already. */
  readonly alreadyDone: number;
}

/**
 * Scans files page by page. The ledger says that a file is done only after its findings are durable, so a worker can die
 * at any point: the next one does again what the ledger does not know. Resolves once everything is durable; rejects with the
 * first failure that retries could not mend, after the pages in flight have come to an end.
 */
export async function scan(options: ScanOptions): Promise<ScanReport> {
  const { ledger, sink, files, tenant, instance, retry, signal } = options;
  const { rules = RULES, pageSize = 10, pagesInFlight = 1, maxBytes = 1 << 20 } = options;
  const policyHash = policyOf(rules);
  const context: ExaminationContext = { ...options, rules, policyHash };
  const paths = await files.list();
  const report = { ...NOTHING_YET, files: paths.length };

  /** Submits until the write is durable. A refused submission and a failed commit are alike: both are tried again. */
  const durably = <Receipt>(submit: () => Promise<CommitHandle<Receipt>>): Promise<Receipt> =>
    retrying(retry, async () => (await submit()).wait({ signal }), signal);

  const withoutDone = async (opened: readonly OpenedFile[]): Promise<readonly OpenedFile[]> => {
    const hashes = opened.map(({ ovidHash }) => ovidHash);
    const rows = await retrying(retry, () => ledger.batchGet(tenant.id, policyHash, hashes), signal);
    return opened.filter((_, index) => {
      const row = rows[index];
      return row === undefined || !DoneLedgerStatus.isTerminal(row.status);
    });
  };

  const scanPage = async (page: readonly string[]): Promise<void> => {
    const opened = await Promise.all(page.map((path) => openFile(files, path, instance, maxBytes)));
    const todo = await withoutDone(opened);
    report.alreadyDone += opened.length - todo.length;
    if (todo.length === 0) return;

    const examined = todo.map((file) => examine(file, context));
    const findings = examined.flatMap((file) => file.findings);
    if (findings.length > 0) {
      const occurrences = examined.flatMap((file) => file.occurrences);
      const observations = examined.flatMap((file) => file.observations);
      await durably(() => sink.upsertBatch({ findings, occurrences, observations }));
    }
    const records = examined.map(({ record }) => record);
    await durably(() => ledger.batchUpsert(records));
    for (const { status } of records) report[status]++;
  };

  await inLanes(pagesInFlight, pagesOf(paths, pageSize), scanPage);
  return report;
}

/** Works items off in order, `lanes` at a time. After a failure no further item is begun, and those begun are awaited. */
async function inLanes<Item>(lanes: number, items: Iterable<Item>, work: (item: Item) => Promise<void>): Promise<void> {
  const queue = items[Symbol.iterator]();
  const failures: unknown[] = [];
  const lane = async (): Promise<void> => {
    while (failures.length === 0) {
      const next = queue.next();
      if (next.done) return;
      await work(next.value).catch((error: unknown) => failures.push(error));
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  if (failures.length > 0) throw failures[0];
}

function* pagesOf(paths: readonly string[], size: number): Generator<readonly string[]> {
  for (let first = 0; first < paths.length; first += size) yield paths.slice(first, first + size);
}

const NOTHING_YET: ScanReport = Object.freeze({
  files: 0,
  alreadyDone: 0,
  FailedRetryable: 0,
  FailedPermanent: 0,
  Skipped: 0,
  ScannedClean: 0,
  ScannedWithFindings: 0,
});
