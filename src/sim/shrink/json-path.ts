import type { Json } from '../json-values.js';

/** Where a value is: names and indices. */
export type Path = readonly (string | number)[];

/** The value at a path; `undefined` if there is none. */
export function valueAt(json: unknown, path: Path): unknown {
  let value = json;
  for (const name of path)
    value = typeof value === 'object' && value !== null ? (value as Record<string | number, unknown>)[name] : undefined;
  return value;
}

/** A copy in which the value at a path is another; `undefined` takes the field away. */
export function withValue<T>(json: T, [name, ...path]: Path, value: Json | undefined): T {
  if (name === undefined) return value as T;
  if (Array.isArray(json)) return json.with(name as number, withValue(json[name as number], path, value)) as T;
  const { [name]: before, ...others } = json as Readonly<Record<string, unknown>>;
  if (path.length === 0 && value === undefined) return others as T;
  return { ...json, [name]: withValue(before, path, value) }; // at its place: a file should not change more than it must
}

/** The leaves of a value, with their paths. What is marked is one. */
export function* leavesOf(json: unknown, path: Path = []): Generator<readonly [path: Path, value: unknown]> {
  if (Array.isArray(json)) for (const [index, item] of json.entries()) yield* leavesOf(item, [...path, index]);
  else if (typeof json === 'object' && json !== null && !isMark(json))
    for (const [name, part] of Object.entries(json)) yield* leavesOf(part, [...path, name]);
  else yield [path, json];
}

/** A copy in which each leaf is what `change` makes of it. */
export function mapLeaves(json: unknown, change: (field: string, value: unknown) => unknown, field = ''): unknown {
  if (Array.isArray(json)) return json.map((item) => mapLeaves(item, change, field));
  if (typeof json !== 'object' || json === null || isMark(json)) return change(field, json);
  return Object.fromEntries(Object.entries(json).map(([name, part]) => [name, mapLeaves(part, change, name)]));
}

/** Whether an object stands for a value that JSON does not have. */
function isMark(json: object): boolean {
  const [first, second] = Object.keys(json);
  return first?.startsWith('$') === true && second === undefined;
}

/** A path as people write it: `records[0].provenance.finishedAt`. */
export function textOf(path: Path): string {
  return path.reduce<string>((text, name) => {
    if (typeof name === 'number') return `${text}[${name}]`;
    return text === '' ? name : `${text}.${name}`;
  }, '');
}
