import { FenceEpoch, RunId, ShardId } from 'gossip-inmemory';
import type { PageItem } from 'gossip-inmemory/vitest';
import type { Checkpoint, ShardKey } from '../src/checkpoint-store.ts';
import type { ScannedPage, ShardSource } from '../src/scan-shard.ts';

export const shard: ShardKey = { runId: RunId.of(1), shardId: ShardId.of(1) };

/** The lease of the nth worker on that shard. */
export const lease = (n: number) => ({ ...shard, fenceEpoch: FenceEpoch.of(n) });

/** The checkpoint after so many pages, by the first worker unless it says otherwise. */
export const after = (pagesDone: number, differently: Partial<Checkpoint> = {}): Checkpoint => ({
  ...lease(1),
  pagesDone,
  cursor: cursorOf(pagesDone),
  ...differently,
});

/** A shard that has these pages, and remembers which it was asked for. */
export function sourceOf(...pages: readonly (readonly PageItem[])[]): ShardSource & { readonly asked: string[] } {
  const asked: string[] = [];
  const page = async (cursor: string): Promise<ScannedPage> => {
    asked.push(cursor);
    const number = pages.findIndex((_, pagesDone) => cursorOf(pagesDone) === cursor);
    const items = pages[number];
    if (items === undefined) throw new Error(`there is no page at "${cursor}"`);
    const findings = {
      findings: items.flatMap(({ triple }) => triple.findings),
      occurrences: items.flatMap(({ triple }) => triple.occurrences),
      observations: items.flatMap(({ triple }) => triple.observations),
    };
    const records = items.map(({ record }) => record);
    return { findings, records, ...(number + 1 < pages.length && { next: cursorOf(number + 1) }) };
  };
  return { asked, page };
}

function cursorOf(pagesDone: number): string {
  return pagesDone === 0 ? '' : `after ${pagesDone}`;
}
