import type { StoreEvent } from '../store/events.js';
import { userLocation } from './call-site.js';
import { describeEvent } from './describe-event.js';

/** What stands above a list of events: those that concern a matcher's rows, or those of all stores of a test. */
export type Heading = 'History' | 'What the stores did';

/** An event and its number in a timeline, from 1. */
export interface NumberedEvent {
  readonly number: number;
  readonly event: StoreEvent;
}

/** The events of a timeline with their numbers. */
export function numbered(events: readonly StoreEvent[]): readonly NumberedEvent[] {
  return events.map((event, index) => ({ number: index + 1, event }));
}

/** Events as lines under a heading, each with the place of the call behind it; the latest ones if there are many. */
export function listOfEvents(heading: Heading, events: readonly NumberedEvent[]): string {
  const shown = events.slice(-MOST);
  const bounds = shown.length < events.length ? `, the last ${MOST} of ${events.length} events` : '';
  return [`${heading}${bounds}:`, ...shown.map(lineOf)].join('\n');
}

/** Whether a text has such a list in it. */
export function hasListOfEvents(text: string): boolean {
  return LIST.test(text);
}

/** Where a write was submitted or a control called: `, at your.test.ts:3:14`; empty for what nobody called. */
export function placeOf({ callSite }: StoreEvent): string {
  const location = userLocation(callSite);
  return location === undefined ? '' : `, at ${location}`;
}

function lineOf({ number, event }: NumberedEvent): string {
  return `${String(number).padStart(4)}. ${describeEvent(event)}${placeOf(event)}`;
}

const MOST = 12;
const LIST = /^(History|What the stores did)(, the last \d+ of \d+ events)?:$/m;
