import { plural } from '../harness/describe-event.js';
import type { StoreEvent } from '../store/events.js';
import { invalidType, objectLike } from '../values/check.js';
import { EventLane } from './event-lane.js';
import { KeyBook } from './key-book.js';
import type { PageFailure, PageKey, TimelinePage } from './page.js';
import { printable } from './printable.js';

/** What the page of a test's stores is about. */
export interface TimelineHtmlOptions {
  /** What the page is called: the name of the test. */
  readonly title?: string | undefined;
  /** What the test failed with, if it did. */
  readonly failure?: string | undefined;
}

/**
 * The timeline of stores from what their observers were told, one entry per event. Durable rows are worked out from the
 * definitions, as the oracle does it, from what was committed while somebody observed. `storeOf` tells stores of one kind
 * apart: anything that each has of its own.
 */
export function pageOfEvents(
  events: readonly StoreEvent[],
  options: TimelineHtmlOptions = {},
  storeOf: (index: number) => unknown = (index) => events[index]?.store,
): TimelinePage {
  const { title, failure } = readOptions(options);
  const kinds = new Map(events.map(({ store }, index) => [storeOf(index), store]));
  const stores = [...kinds].sort(([, a], [, b]) => placeOf(a) - placeOf(b));
  const names = namesOf(stores.map(([, kind]) => kind));
  const keys = new KeyBook();
  const lanes = new Map(stores.map(([store], lane) => [store, new EventLane(lane, keys)]));
  const entries = events.map((event, index) => (lanes.get(storeOf(index)) as EventLane).entry(event, index + 1));
  const known = keys.keys();
  return {
    title: printable(title),
    summary: [`${plural(events.length, 'event')} of ${names.length === 0 ? 'no store' : names.join(', ')}.`],
    ...(failure !== undefined && { failure: failureOf(failure, known) }),
    lanes: names,
    keys: known,
    entries,
    flights: [...lanes.values()].flatMap(({ flights }) => flights.all()).sort((a, b) => a.from - b.from),
  };
}

function readOptions(options: TimelineHtmlOptions): { readonly title: string; readonly failure: string | undefined } {
  const { title = 'What the stores did', failure } = objectLike('options', options);
  if (typeof title !== 'string') throw invalidType('options.title', 'string', title);
  if (failure !== undefined && typeof failure !== 'string') throw invalidType('options.failure', 'string', failure);
  return { title, failure };
}

/** Ours come first, in this order; others as they come up. */
function placeOf(kind: string): number {
  const place = ['done-ledger', 'findings'].indexOf(kind);
  return place < 0 ? 2 : place;
}

/** Kinds, with a number each where there are several stores of one. */
function namesOf(kinds: readonly string[]): readonly string[] {
  return kinds.map((kind, index) => {
    const number = kinds.slice(0, index + 1).filter((other) => other === kind).length;
    return printable(kinds.filter((other) => other === kind).length === 1 ? kind : `${kind} (${number})`);
  });
}

/** Messages name rows by the first digits of their ids; those of matchers may be coloured. */
function failureOf(message: string, keys: readonly PageKey[]): PageFailure {
  const text = message.replaceAll(COLOURS, '');
  const isNamed = ({ key }: PageKey): boolean => text.includes(`${key.slice(key.lastIndexOf('/') + 1).slice(0, 8)}..`);
  return {
    lines: text.split('\n').map(printable),
    keys: keys.flatMap((key, index) => (isNamed(key) ? [index] : [])),
  };
}

// What paints text in a terminal: an escape character, numbers, and an m.
const COLOURS = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');
