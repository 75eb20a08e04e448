import type { TableName } from '../oracle/differences.js';
import { describeOperation } from '../sim/describe-run.js';
import type { SimOperation, SimStore } from '../sim/operations.js';
import { INVARIANTS, type Violation } from '../sim/violation.js';
import type { RecordedStep } from '../sim/world.js';
import { answerOf } from './answer-of-step.js';
import { differencesOf } from './differences-of.js';
import { Flights } from './flights.js';
import type { KeyBook, WrittenRows } from './key-book.js';
import type { PageEntry, PageViolation } from './page.js';
import { printable } from './printable.js';
import { showRow } from './show-row.js';
import { toneOfStep } from './tone-of-step.js';

/** Makes entries of the steps of a run that concern one store, one after the other. */
export class StepLane {
  readonly flights: Flights<string>;
  readonly #store: SimStore;
  readonly #lane: number;
  readonly #keys: KeyBook;
  readonly #writes = new Map<string | number, { readonly number: number; readonly rows: WrittenRows }>();

  constructor(store: SimStore, lane: number, keys: KeyBook) {
    this.flights = new Flights(lane);
    this.#store = store;
    this.#lane = lane;
    this.#keys = keys;
  }

  entry(step: RecordedStep): PageEntry {
    const { number, phase, operation, changes, faults } = step;
    const rows = this.#rows(operation);
    if ('label' in operation) this.#writes.set(operation.label, { number, rows });
    const ended = this.#ended(step);
    const writes = [...ended, ...labelsIn(operation)].flatMap((label) => this.#writes.get(label) ?? []);
    const violations = step.violations.map((violation) => this.#violation(violation));
    return {
      number,
      lane: this.#lane,
      phase,
      text: printable(describeOperation(operation)),
      answer: printable(answerOf(step, ended)),
      tone: toneOfStep(step),
      keys: this.#touched(operation, [rows, ...writes.map((write) => write.rows)], violations),
      details: detailsOf(step),
      written: this.#keys.written(rows),
      writes: [...new Set(writes.map((write) => write.number))],
      changes: changes.map(({ table, key, before, after }) => ({
        key: this.#keys.index(table, key),
        ...(before && { before: showRow(before) }),
        after: showRow(after),
      })),
      faults: Object.entries(faults).flatMap(([fault, left]) => (left > 0 ? [`${fault} ${left}`] : [])),
      violations,
    };
  }

  /** The rows that an operation submits; those of an earlier write, if it submits them again. */
  #rows(operation: SimOperation): WrittenRows {
    return operation.type === 'Replay' ? (this.#writes.get(operation.of)?.rows ?? {}) : rowsOf(operation);
  }

  /** The labels of the writes that were pending before a step, and are not after it, in the order of their release. */
  #ended({ number, operation, pending }: RecordedStep): readonly string[] {
    const before = new Set(this.flights.pending());
    const after = new Set(pending.map(({ label }) => label));
    const ended = [...before].filter((label) => !after.has(label));
    for (const label of ended) this.flights.end(label, number);
    for (const label of after) if (!before.has(label)) this.flights.start(label, number, number);
    return operation.type === 'ReleaseAll' && operation.order === 'NewestFirst' ? ended.reverse() : ended;
  }

  #touched(
    operation: SimOperation,
    rows: readonly WrittenRows[],
    violations: readonly PageViolation[],
  ): readonly number[] {
    const read = operation.type === 'BatchGet' ? [{ records: operation.keys.map((key) => ({ key })) }] : [];
    const keys = [...rows, ...read].flatMap((written) => this.#keys.touched(written));
    return [...new Set([...keys, ...violations.flatMap(({ key }) => key ?? [])])];
  }

  #violation(violation: Violation): PageViolation {
    const { invariant, message, key } = violation;
    return {
      invariant,
      rule: INVARIANTS[invariant],
      message: printable(message),
      differences: differencesOf(violation),
      ...(key !== undefined && { key: this.#keys.find(TABLES[this.#store], key) }),
    };
  }
}

const TABLES: Readonly<Record<SimStore, readonly [TableName, ...TableName[]]>> = {
  ledger: ['records'],
  sink: ['observations', 'occurrences', 'findings'],
};

/** The rows that an operation submits. */
function rowsOf(operation: SimOperation): WrittenRows {
  if (operation.type !== 'BatchUpsert') return {};
  return operation.store === 'ledger' ? { records: operation.records } : { ...operation.batch };
}

/** The labels of earlier writes that an operation names. */
function labelsIn(operation: SimOperation): readonly (string | number)[] {
  if ('write' in operation) return [operation.write];
  return 'of' in operation ? [operation.of] : [];
}

function detailsOf({ phase, operation, answer, events }: RecordedStep): PageEntry['details'] {
  const { faults = [], unattended = false } = 'label' in operation ? operation : {};
  const details: readonly (readonly [string, string])[] = [
    ['phase', phase],
    ['operation', operation.type],
    ['armed just before', faults.join(', ')],
    ['waited for', unattended ? 'not at once' : ''],
    ['answer', answer],
    ['counted as', events.join(', ')],
  ];
  return details.filter(([, text]) => text !== '').map(([name, text]) => [name, printable(text)]);
}
