import { hasListOfEvents, listOfEvents, numbered } from './event-lines.js';
import type { Timeline } from './timeline.js';

/**
 * What to add to `message`, the text of the error that a test failed with: the last events of its stores, unless it shows
 * events already, and where the whole timeline is. `undefined` if there is nothing to add.
 */
export function explainFailure(timeline: Timeline, message: string, page: string | undefined): string | undefined {
  const events = timeline.events();
  if (events.length === 0) return undefined;
  const paragraphs = [
    ...(hasListOfEvents(message) ? [] : [listOfEvents('What the stores did', numbered(events))]),
    ...(page === undefined ? [] : [`The whole timeline: ${page}`]),
  ];
  return paragraphs.length === 0 ? undefined : paragraphs.join('\n\n');
}
