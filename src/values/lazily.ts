/** Makes a value when it is first asked for, so that loading a module costs nothing for what a test may never use. */
export function lazily<T extends object | string>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
