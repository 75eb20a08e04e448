import type { PageFlight } from './page.js';

/** Keeps account of the writes that a store holds back. */
export class Flights<Name> {
  readonly #lane: number;
  readonly #all: Flight[] = [];
  readonly #pending = new Map<Name, Flight>();

  constructor(lane: number) {
    this.#lane = lane;
  }

  /** A write that the entry `write` submitted is held back, as the entry `from` says. */
  start(name: Name, write: number, from: number): void {
    const flight: Flight = { lane: this.#lane, write, from };
    this.#pending.set(name, flight);
    this.#all.push(flight);
  }

  /** With the entry `to` a write is not pending any more, if it was. */
  end(name: Name, to: number): void {
    const flight = this.#pending.get(name);
    if (flight !== undefined) flight.to = to;
    this.#pending.delete(name);
  }

  /** What is pending, oldest first. */
  pending(): readonly Name[] {
    return [...this.#pending.keys()];
  }

  all(): readonly PageFlight[] {
    return this.#all;
  }
}

interface Flight {
  readonly lane: number;
  readonly write: number;
  readonly from: number;
  to?: number;
}
