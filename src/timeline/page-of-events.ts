import { userLocation } from '../harness/call-site.js';
import { describeHappening, plural } from '../harness/describe-event.js';
import type { FaultName, StoreEvent } from '../store/events.js';
import { EventRows } from './event-rows.js';
import { Flights } from './flights.js';
import { KeyBook } from './key-book.js';
import type { PageEntry, PageFailure, PageKey, PageTone, TimelinePage } from './page.js';
import { printable, showValue } from './printable.js';

/** What the page of a test's stores is about. */
export interface TimelineHtmlOptions {
  /** What the page is called: the name of the test. */
  readonly title?: string | undefined;
  /** What the test failed with, if it did. */
  readonly failure?: string | undefined;
}

/**
 * The timeline of stores from what their observers were told, one entry per event. Durable rows are worked out from the
 * definitions, as the oracle does it, from what was committed while somebody observed.
 */
export function pageOfEvents(
  events: readonly StoreEvent[],
  { title = 'What the stores did', failure }: TimelineHtmlOptions = {},
): TimelinePage {
  const kinds = new Set(events.map(({ store }) => store));
  const lanes = [...OURS.filter((kind) => kinds.has(kind)), ...[...kinds].filter((kind) => !OURS.includes(kind))];
  const keys = new KeyBook();
  const stores = new Map(lanes.map((store, lane) => [store, new StoreLane(lane, keys)]));
  const entries = events.map((event, index) => (stores.get(event.store) as StoreLane).entry(event, index + 1));
  const known = keys.keys();
  return {
    title: printable(title),
    summary: [
      `${plural(events.length, 'event')} of ${lanes.length === 0 ? 'no store' : lanes.map(printable).join(', ')}.`,
    ],
    ...(failure !== undefined && { failure: failureOf(failure, known) }),
    lanes: lanes.map(printable),
    keys: known,
    entries,
    flights: [...stores.values()].flatMap(({ flights }) => flights.all()).sort((a, b) => a.from - b.from),
  };
}

/** They come first, in this order. */
const OURS: readonly string[] = ['done-ledger', 'findings'];

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

/** Makes entries of the events of one store, one after the other. */
class StoreLane {
  readonly #lane: number;
  readonly #keys: KeyBook;
  readonly #rows: EventRows;
  readonly #submitted = new Map<bigint, number>();
  readonly flights: Flights<number>;
  readonly #faults = new Map<FaultName, number>();

  constructor(lane: number, keys: KeyBook) {
    this.#lane = lane;
    this.flights = new Flights(lane);
    this.#keys = keys;
    this.#rows = new EventRows(keys);
  }

  entry(event: StoreEvent, number: number): PageEntry {
    if (event.type === 'accepted') this.#submitted.set(event.operationId, number);
    const writes = this.#writesOf(event);
    this.#note(event, writes, number);
    const rows = this.#rows.submitted(event);
    const write = 'operationId' in event && event.operationId !== undefined ? `#${event.operationId} ` : '';
    return {
      number,
      lane: this.#lane,
      text: printable(write + describeHappening(event)),
      answer: '',
      tone: toneOf(event),
      keys: this.#keys.touched(rows),
      details: detailsOf(event),
      written: event.type === 'accepted' || event.type === 'refused' ? this.#keys.written(rows) : [],
      writes: writes.filter((submitted) => submitted !== number),
      changes: this.#rows.changes(event),
      faults: Array.from(this.#faults, ([fault, left]) => `${fault} ${left}`),
      violations: [],
    };
  }

  /** The entries in which the writes were accepted that an event is about. */
  #writesOf(event: StoreEvent): readonly number[] {
    const ids = event.type === 'crashed' ? event.dropped : 'operationId' in event ? [event.operationId] : [];
    return ids.flatMap((id) => (id === undefined ? [] : (this.#submitted.get(id) ?? [])));
  }

  #note(event: StoreEvent, writes: readonly number[], number: number): void {
    if (event.type === 'delayed') for (const write of writes) this.flights.start(write, write, number);
    if (ENDS.has(event.type)) for (const write of writes) this.flights.end(write, number);
    if (event.type === 'faults-reset') this.#faults.clear();
    if (event.type !== 'fault-armed' && event.type !== 'fault-struck') return;
    if (event.remaining > 0) this.#faults.set(event.fault, event.remaining);
    else this.#faults.delete(event.fault);
  }
}

const ENDS: ReadonlySet<StoreEvent['type']> = new Set(['committed', 'failed', 'crashed']);

function toneOf(event: StoreEvent): PageTone {
  if (event.type === 'committed') return event.acknowledged ? 'good' : 'bad';
  if (event.type === 'waited') return event.outcome === 'receipt' ? 'plain' : 'bad';
  return TONES[event.type] ?? 'plain';
}

const TONES: Partial<Record<StoreEvent['type'], PageTone>> = {
  refused: 'bad',
  failed: 'bad',
  crashed: 'bad',
  poisoned: 'bad',
  delayed: 'held',
  'fault-armed': 'fault',
  'fault-struck': 'fault',
  'faults-reset': 'fault',
  'mode-changed': 'fault',
};

function detailsOf(event: StoreEvent): PageEntry['details'] {
  const { type, callSite } = event;
  const place = userLocation(callSite);
  const { sequence: _, store: _store, type: _type, ...rest } = event as unknown as Record<string, unknown>;
  return [
    ['event', type],
    ...(place === undefined ? [] : [['called at', printable(place)] as const]),
    ...Object.entries(rest).map(([name, value]) => [printable(name), showValue(value)] as const),
  ];
}
