import type { CapturedStack } from '../store/events.js';
import { describeFields, nameRow } from '../compare/describe-row.js';
import { shortIds } from '../compare/leaves.js';
import { userLocation } from '../harness/call-site.js';
import { plural } from '../harness/describe-event.js';
import { framesOf } from '../store/events.js';

const MOST_CALLS = 12;
const MOST_ROWS = 3;

/** A row that a call writes. */
export interface WrittenRow {
  readonly table: string;
  readonly key: string;
  readonly row: unknown;
}

/** A call that was made on both sides. */
export interface Call {
  readonly number: number;
  /** What was called, and with what. */
  readonly text: string;
  /** The keys of the rows that it is about; `undefined` if it is about all. */
  readonly keys: ReadonlySet<string> | undefined;
  readonly written: readonly WrittenRow[];
  /** Where it was made. */
  readonly site: CapturedStack;
  /** What both answered; `undefined` while they have not. */
  answer?: string;
}

/** The calls so far, in order. */
export class Calls {
  readonly #calls: Call[] = [];

  enter(site: CapturedStack, text: string, keys?: Call['keys'], written: readonly WrittenRow[] = []): Call {
    const call: Call = { number: this.#calls.length + 1, text, keys, written, site };
    this.#calls.push(call);
    return call;
  }

  /** A call and those before it that were about some rows, the latest ones if there are many, with what they wrote of these. */
  history(of: Call, keys: ReadonlySet<string> | undefined): readonly string[] {
    const isConcerned = (call: Call): boolean =>
      call === of || call.keys === undefined || keys === undefined || meet(call.keys, keys);
    return this.#calls
      .filter(isConcerned)
      .slice(-MOST_CALLS)
      .flatMap(({ number, text, answer = 'no answer yet', written, site }) => [
        `${String(number).padStart(4)}. ${text} -> ${answer}${place(site)}`,
        ...describeWritten(written.filter(({ key }) => keys === undefined || keys.has(key))),
      ]);
  }
}

function meet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return [...a].some((key) => b.has(key));
}

function describeWritten(rows: readonly WrittenRow[]): string[] {
  const lines = rows
    .slice(0, MOST_ROWS)
    .flatMap(({ table, key, row }) => [nameRow(table, key, shortIds), ...describeFields(table, key, row, shortIds)]);
  const left = rows.length - MOST_ROWS;
  return [...lines, ...(left > 0 ? [`... and ${plural(left, 'more row')}`] : [])].map((line) => `      ${line}`);
}

/** Where a call was made, as in other histories. */
function place(site: CapturedStack): string {
  const location = userLocation(framesOf(site));
  return location === undefined ? '' : `, at ${location}`;
}
