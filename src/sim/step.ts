import type { SimEventKind, SimOperation } from './operations.js';
import { violationOf, type Breach, type Violation } from './violation.js';

/** What comes of one operation: the events that it counts as, what the store answered, and what was wrong. */
export class Step {
  readonly number: number;
  readonly operation: SimOperation;
  readonly events: SimEventKind[] = [];
  readonly violations: Violation[] = [];
  readonly #answers: string[] | undefined;

  /** @param recorded whether answers are kept; only timelines need them, and texts cost. */
  constructor(number: number, operation: SimOperation, recorded: boolean) {
    this.number = number;
    this.operation = operation;
    if (recorded) this.#answers = [];
  }

  event(kind: SimEventKind): void {
    this.events.push(kind);
  }

  /** Notes an answer of the store, for people. */
  say(answer: () => string): void {
    this.#answers?.push(answer());
  }

  breach(breach: Breach): void {
    this.violations.push(violationOf(breach, this.number, this.operation));
  }

  breaches(breaches: readonly Breach[]): void {
    for (const breach of breaches) this.breach(breach);
  }

  /** The store's answers, in one line. */
  get answer(): string {
    return this.#answers?.join('; ') ?? '';
  }
}
