/** A text that a value of a backend shows, and where. */
export interface ShownText {
  readonly path: string;
  readonly text: string;
}

/** Bytes of more than this are no row's: they are the memory of something. */
const MOST_BYTES = 65_536;

/**
 * The texts that a value shows to somebody who prints or logs it: its own data properties, so many levels deep, entries of
 * arrays, Maps and Sets, what it turns into as a string and as JSON; of errors also the message, the stack and the causes,
 * however many. A value of a backend may hold on to a whole database, so it is not searched any further.
 */
export function* shownTexts(
  value: unknown,
  levels: number,
  path: string,
  seen = new Set<object>(),
): Generator<ShownText> {
  if (typeof value === 'string') yield { path, text: value };
  if (typeof value === 'bigint') yield { path, text: value.toString(16) };
  if (typeof value !== 'object' || value === null || seen.has(value)) return;
  seen.add(value);
  if (ArrayBuffer.isView(value)) {
    const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    if (bytes.length <= MOST_BYTES) yield { path, text: bytes.join(',') };
    return;
  }
  yield* conversions(value, levels, path, seen);
  if (value instanceof Error) yield* ofError(value, levels, path, seen);
  if (levels < 0) return;
  if (Array.isArray(value) && value.every((item) => typeof item === 'number')) yield { path, text: value.join(',') };
  if (value instanceof Map || value instanceof Set) {
    for (const entry of value as Iterable<unknown>) yield* shownTexts(entry, levels - 1, `an entry of ${path}`, seen);
  }
  for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(value))) {
    yield { path: `a key of ${path}`, text: name };
    yield* shownTexts(property.value, levels - 1, `${path}.${name}`, seen);
  }
}

function* ofError(error: Error, levels: number, path: string, seen: Set<object>): Generator<ShownText> {
  for (const name of ['message', 'stack', 'cause', 'errors'] as const) {
    const part = attempt(() => (error as unknown as Record<string, unknown>)[name]);
    yield* shownTexts(part, levels, `${path}.${name}`, seen);
  }
}

function* conversions(value: object, levels: number, path: string, seen: Set<object>): Generator<ShownText> {
  const { toString, toJSON } = value as { readonly toString?: unknown; readonly toJSON?: unknown };
  if (typeof toString === 'function' && !Array.isArray(value)) {
    yield* shownTexts(
      attempt(() => String(value as { toString(): string })),
      levels,
      `String(${path})`,
      seen,
    );
  }
  if (typeof toJSON === 'function') {
    yield* shownTexts(
      attempt(() => (toJSON as () => unknown).call(value)),
      levels - 1,
      `${path}.toJSON()`,
      seen,
    );
  }
}

/** What a value's own code throws shows nothing that could be searched. */
function attempt<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}
