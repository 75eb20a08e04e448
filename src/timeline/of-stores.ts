import type { StoreEvent } from '../store/events.js';
import { renderHtml } from './html/render-html.js';
import { pageOfEvents, type TimelineHtmlOptions } from './page-of-events.js';
import { renderMermaid } from './render-mermaid.js';

// What a timeline of stores loads once it is to be shown as more than text.

/** What stores told their observers, as one HTML page that needs no network. */
export function htmlOfEvents(events: readonly StoreEvent[], options?: TimelineHtmlOptions): string {
  return renderHtml(pageOfEvents(events, options));
}

/** What stores told their observers, as a sequence diagram in Mermaid's language. */
export function mermaidOfEvents(events: readonly StoreEvent[]): string {
  return renderMermaid(pageOfEvents(events));
}
