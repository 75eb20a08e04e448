import type { StoreEvent } from '../store/events.js';
import { describeHappening } from './describe-event.js';
import { numbered, placeOf, type NumberedEvent } from './event-lines.js';

/**
 * Events as a page of HTML that needs nothing else: a table with a lane per store. It says of an event what a line of the
 * timeline says, so neither rows nor sensitive values are in it.
 */
export function renderTimelineHtml(events: readonly StoreEvent[], title: string): string {
  const stores = [...new Set(events.map(({ store }) => store))];
  const shown = numbered(events).slice(-MOST);
  const left = events.length - shown.length;
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width">',
    '<meta name="color-scheme" content="light dark">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<title>${escaped(title)}</title>`,
    `<style>${STYLE}</style>`,
    `<h1>${escaped(title)}</h1>`,
    `<p>What its stores did, in order.${left > 0 ? ` The first ${left} of ${events.length} events are left out.` : ''}</p>`,
    '<table>',
    `<thead><tr><th scope="col">#</th>${stores.map((store) => `<th scope="col">${escaped(store)}</th>`).join('')}<th scope="col">Called at</th></tr></thead>`,
    '<tbody>',
    ...shown.map((event) => row(event, stores)),
    '</tbody>',
    '</table>',
    '</html>',
    '',
  ].join('\n');
}

function row({ number, event }: NumberedEvent, stores: readonly string[]): string {
  const lanes = stores.map((store) =>
    store === event.store ? `<td class="${event.type}">${text(event)}</td>` : '<td></td>',
  );
  return `<tr><td>${number}</td>${lanes.join('')}<td>${escaped(placeOf(event).replace(', at ', ''))}</td></tr>`;
}

function text(event: StoreEvent): string {
  const id = 'operationId' in event && event.operationId !== undefined ? `#${event.operationId} ` : '';
  return escaped(`${id}${describeHappening(event)}`);
}

function escaped(value: string): string {
  return value.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** More than a person reads, and less than a browser minds. */
const MOST = 1000;

const STYLE = `
:root { color-scheme: light dark; --line: #d0d7de; --bad: #b3261e; --good: #1a7f37; --held: #8a5a00; }
@media (prefers-color-scheme: dark) { :root { --line: #444c56; --bad: #ff8b81; --good: #57c273; --held: #e0b050; } }
body { margin: 2rem; font: 14px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.2rem; overflow-wrap: anywhere; }
table { border-collapse: collapse; }
th, td { border: 1px solid var(--line); padding: 0.2rem 0.6rem; text-align: left; vertical-align: top; }
td { font-family: ui-monospace, monospace; }
.committed { color: var(--good); }
.delayed, .fault-armed, .mode-changed { color: var(--held); }
.failed, .refused, .fault-struck, .crashed, .poisoned { color: var(--bad); }
`;
