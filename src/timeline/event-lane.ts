import { userLocation } from '../harness/call-site.js';
import { describeHappening } from '../harness/describe-event.js';
import type { FaultName, StoreEvent } from '../store/events.js';
import { EventRows } from './event-rows.js';
import { Flights } from './flights.js';
import type { KeyBook } from './key-book.js';
import type { PageEntry, PageTone } from './page.js';
import { printable, showValue } from './printable.js';

/** Makes entries of the events of one store, one after the other. */
export class EventLane {
  readonly flights: Flights<number>;
  readonly #lane: number;
  readonly #keys: KeyBook;
  readonly #rows: EventRows;
  readonly #submitted = new Map<bigint, number>();
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
