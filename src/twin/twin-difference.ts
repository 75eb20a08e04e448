import { nameRow } from '../compare/describe-row.js';
import { shortIds, showLeaf } from '../compare/leaves.js';
import type { FieldChange, RowChange } from '../compare/row-changes.js';
import { plural } from '../harness/describe-event.js';
import { framesOf } from '../store/events.js';
import { describeAnswer, type TwinAnswer } from './answers.js';
import type { Call } from './calls.js';

const MOST_ROWS = 5;

/** What a {@link TwinDifference} is made of. */
interface TwinDifferenceParts {
  readonly call: Call;
  readonly reference: TwinAnswer;
  readonly backend: TwinAnswer;
  readonly rows: readonly RowChange[];
  readonly history: readonly string[];
}

/** The first call that two backends answered differently. Every later call on the twin rejects with it, too. */
export class TwinDifference extends Error {
  /** What was called, and with what. */
  readonly call: string;
  /** How the reference answered. */
  readonly reference: TwinAnswer;
  /** How the backend answered. */
  readonly backend: TwinAnswer;
  /** The rows that differ, if it is rows: `before` in the reference, `after` in the backend. */
  readonly rows: readonly RowChange[];
  /** The calls that were about the rows concerned, in order. */
  readonly history: readonly string[];

  /** @internal */
  constructor({ call, reference, backend, rows, history }: TwinDifferenceParts) {
    super(
      [
        `twin(): call ${call.number} is answered differently: ${call.text}`,
        `Reference: ${describeAnswer(reference)}\nBackend:   ${describeAnswer(backend)}`,
        ...(rows.length === 0 ? [] : [describeRows(rows)]),
        ['History of the rows concerned:', ...history].join('\n'),
      ].join('\n\n'),
    );
    this.call = call.text;
    this.reference = reference;
    this.backend = backend;
    this.rows = rows;
    this.history = history;
    // The stack is that of the call: runners show the line that they find there.
    this.stack = `TwinDifference: ${this.message}\n${framesOf(call.site) ?? ''}`;
  }

  static {
    Object.defineProperty(this.prototype, 'name', { value: 'TwinDifference', configurable: true, writable: true });
  }
}

function describeRows(rows: readonly RowChange[]): string {
  const left = rows.length - MOST_ROWS;
  return [
    ...rows.slice(0, MOST_ROWS).map(describeRow),
    ...(left > 0 ? [`... and ${plural(left, 'more row')}`] : []),
  ].join('\n');
}

function describeRow({ change, table, key, fields }: RowChange): string {
  const row = nameRow(table, key, shortIds);
  if (change === 'added') return `${row} is only in the backend`;
  if (change === 'removed') return `${row} is only in the reference`;
  return [row, ...fields.map((field) => `    ${describeField(field)}`)].join('\n');
}

function describeField({ path, before, after }: FieldChange): string {
  const show = (leaf: unknown): string => (leaf === undefined ? 'nothing' : showLeaf(path, leaf, shortIds));
  const [reference, backend] = [show(before), show(after)];
  return `${path}: ${reference} in the reference, ${reference === backend ? 'another' : backend} in the backend`;
}
