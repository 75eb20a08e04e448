import { changesOf, type RowChange } from '../compare/row-changes.js';
import { leavesOf, sameLeaf, shortIds, showLeaf } from '../compare/leaves.js';
import { kindOf } from '../values/check.js';

/** How a call ended on one side. */
export type TwinAnswer<T = unknown> = { readonly value: T } | { readonly error: unknown };

/** Makes a call; whatever it throws, also at once, is its answer. */
export async function answerOf<T>(call: () => Promise<T>): Promise<TwinAnswer<T>> {
  try {
    return { value: await call() };
  } catch (error) {
    return { error };
  }
}

/** In what two answers differ: `undefined` if in nothing. Rows are given where it is rows that differ. */
export type Verdict = { readonly rows: readonly RowChange[] } | undefined;

/** Different, and not in rows. */
export const DIFFERENT: Verdict = Object.freeze({ rows: [] });

/**
 * Holds two answers against each other. Two refusals are the same if the backend may choose its errors, which the contracts
 * leave to it; under `strict` they must have the same `code`.
 */
export function judgeAnswers<T>(
  reference: TwinAnswer<T>,
  backend: TwinAnswer<T>,
  strict: boolean,
  judge: (reference: T, backend: T) => Verdict,
): Verdict {
  if ('value' in reference && 'value' in backend) return judge(reference.value, backend.value);
  if ('value' in reference || 'value' in backend) return DIFFERENT;
  return strict && codeOf(reference.error) !== codeOf(backend.error) ? DIFFERENT : undefined;
}

/** Receipts and counts: the fields that the reference has. */
export function judgeFields(reference: unknown, backend: unknown): Verdict {
  const found = leavesOf(backend);
  return [...leavesOf(reference)].every(([path, leaf]) => sameLeaf(leaf, found.get(path))) ? undefined : DIFFERENT;
}

/** Rows by key: those that are asked for. */
export function judgeRows(
  table: string,
  reference: ReadonlyMap<string, unknown>,
  backend: ReadonlyMap<string, unknown>,
): Verdict {
  const rows = changesOf(table, reference, backend, true);
  return rows.length === 0 ? undefined : { rows };
}

/** Lists of ids: the same ones, each once; under `strict` in the same order. */
export function judgeLists(reference: readonly string[], backend: readonly string[], strict: boolean): Verdict {
  if (kindOf(backend) !== 'array') return DIFFERENT;
  const [wanted, found] = strict ? [reference, backend] : [reference.toSorted(), [...backend].sort()];
  return wanted.length === found.length && wanted.every((id, index) => id === found[index]) ? undefined : DIFFERENT;
}

/** Shows an answer on one line. */
export function describeAnswer(answer: TwinAnswer): string {
  if ('error' in answer) return `rejects with ${describeError(answer.error)}`;
  const { value } = answer;
  if (typeof (value as { readonly wait?: unknown } | undefined)?.wait === 'function') return 'a handle';
  if (kindOf(value) !== 'array') return showLeaf('', value, shortIds);
  const items = (value as readonly unknown[]).slice(0, MOST_ITEMS).map(describeItem);
  const more = (value as readonly unknown[]).length - items.length;
  return `[${[...items, ...(more > 0 ? [`and ${more} more`] : [])].join(', ')}]`;
}

function describeItem(item: unknown): string {
  if (kindOf(item) === 'object') return 'a row';
  return item === undefined ? 'nothing' : showLeaf('', item, shortIds);
}

function describeError(error: unknown): string {
  if (!(error instanceof Error)) return `${showLeaf('', error, shortIds)}, which is no Error`;
  return `${codeOf(error) ?? error.name}: ${error.message}`;
}

function codeOf(error: unknown): string | undefined {
  const { code } = (error ?? {}) as { readonly code?: unknown };
  return typeof code === 'string' ? code : undefined;
}

const MOST_ITEMS = 8;

/** What a reader returns; `undefined` if it throws. */
export function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
