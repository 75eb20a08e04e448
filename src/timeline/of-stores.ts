import type { StoreEvent } from '../store/events.js';
import { renderHtml } from './html/render-html.js';
import { pageOfEvents, type TimelineHtmlOptions } from './page-of-events.js';
import { renderMermaid } from './render-mermaid.js';

// What a timeline of stores loads once it is to be shown as more than text.

/** Events, each with what its store has of its own. */
type Entries = readonly { readonly core: object; readonly event: StoreEvent }[];

/** What stores told their observers, as one HTML page that needs no network. */
export function htmlOf(entries: Entries, options: TimelineHtmlOptions | undefined): string {
  return renderHtml(pageOf(entries, options));
}

/** What stores told their observers, as a sequence diagram in Mermaid's language. */
export function mermaidOf(entries: Entries): string {
  return renderMermaid(pageOf(entries));
}

function pageOf(entries: Entries, options?: TimelineHtmlOptions): ReturnType<typeof pageOfEvents> {
  const events = entries.map(({ event }) => event);
  return pageOfEvents(events, options, (index) => entries[index]?.core);
}
