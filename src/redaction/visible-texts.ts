/** A text that a value shows, and where. */
export interface VisibleText {
  readonly path: string;
  readonly text: string;
}

/**
 * Every text that a value shows: the strings, symbols, bigints and bytes that can be reached through its own properties
 * (hidden ones and symbols too), their names, entries of Maps and Sets, messages and causes of errors; and what it
 * turns into as a string and as JSON. Bytes show as decimal lists, bigints in hex.
 */
export function* visibleTexts(value: unknown, path = 'value', seen: Set<object> = new Set()): Generator<VisibleText> {
  if (typeof value === 'string') yield { path, text: value };
  if (typeof value === 'bigint') yield { path, text: value.toString(16) };
  if (typeof value === 'symbol') yield { path, text: nameOf(value) };
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value)) return;
  seen.add(value);
  yield* conversions(value, path);
  if (ArrayBuffer.isView(value)) {
    const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    yield { path, text: bytes.join(',') };
    return;
  }
  if (value instanceof ArrayBuffer) yield { path, text: new Uint8Array(value).join(',') };
  if (value instanceof Map || value instanceof Set) {
    let index = 0;
    for (const entry of value) yield* visibleTexts(entry, `${path}[${index++}]`, seen);
  }
  if (Array.isArray(value) && value.every((item) => typeof item === 'number')) yield { path, text: value.join(',') };
  for (const key of Reflect.ownKeys(value)) {
    yield { path: `a key of ${path}`, text: nameOf(key) }; // first, so that no path says what a key gives away
    yield* visibleTexts(read(value, key), `${path}.${String(key)}`, seen);
  }
}

function* conversions(value: object, path: string): Generator<VisibleText> {
  const asString = attempt(() => String(value as { toString(): string }));
  if (asString !== undefined) yield { path: `String(${path})`, text: asString };
  const asJson = attempt(() =>
    JSON.stringify(value, (_, leaf: unknown) => (typeof leaf === 'bigint' ? `${leaf}` : leaf)),
  );
  if (asJson !== undefined) yield { path: `JSON.stringify(${path})`, text: asJson };
}

function nameOf(key: string | symbol): string {
  return typeof key === 'symbol' ? (key.description ?? '') : key;
}

function read(value: object, key: PropertyKey): unknown {
  return attempt(() => (value as Record<PropertyKey, unknown>)[key]);
}

/** What a value's own code throws shows nothing that could be searched. */
function attempt<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}
