import { defineStore, Timeline } from '../../src/index.js';
import { InMemoryDoneLedger, InMemoryFindingsSink, RecordBuilders } from '../../src/index.js';
import { pageOfEvents } from '../../src/timeline/page-of-events.js';
import type { TimelinePage } from '../../src/timeline/page.js';

/** Texts that would do something, were they taken for markup or for script. Each sets `window.hurt` if it can. */
export const HOSTILE = [
  '</script><img src=x onerror="window.hurt=1">',
  '"><script>window.hurt=1</script>',
  "' onmouseover='window.hurt=1",
  '<!--<script>',
  '</pre></style><b>',
  '${window.hurt=1}',
  ']]>&lt;script&gt;',
];

/** A timeline in which such texts are wherever a caller can put any. */
export async function hostilePage(): Promise<TimelinePage> {
  const records = new RecordBuilders();
  const [ledger, sink] = [new InMemoryDoneLedger(), new InMemoryFindingsSink()];
  const timeline = new Timeline(ledger, sink);
  for (const text of HOSTILE) {
    const own = defineStore({ kind: text, createDurable: () => [], apply: () => ({ [text]: text }) });
    timeline.follow(own);
    await own.submit(text);
    await sink.upsertBatch(records.triple({ observation: { location: { display: text, url: text } } }));
    const key = { tenantId: text, policyHash: text, ovidHash: text };
    await ledger.batchUpsert([{ ...records.clean(), key, [text]: text } as never]).catch(() => undefined);
  }
  return pageOfEvents(timeline.events(), { title: HOSTILE.join(), failure: HOSTILE.join('\n') });
}
