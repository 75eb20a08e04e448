/**
 * The line of a stack that a user would call theirs: the first that lies neither in a dependency nor in the runtime, or
 * else the first. `frames` starts at the caller of ours.
 */
export function userFrame(frames: string | undefined): string | undefined {
  const lines = frames?.split('\n') ?? [];
  return (lines.find((line) => !NOT_THEIRS.test(line)) ?? lines[0])?.trim();
}

/** `file:line:column` of that line, without the function and without `file://`. */
export function userLocation(frames: string | undefined): string | undefined {
  const frame = userFrame(frames);
  if (frame === undefined) return undefined;
  const location = / \((.+)\)$/.exec(frame)?.[1] ?? frame.replace(/^at (?:async )?/, '');
  return location.replace(/^file:\/\//, '');
}

/** Dependencies, the runtime, and frames without a file; `Object.<anonymous> (file)` has one. */
const NOT_THEIRS = /[/\\]node_modules[/\\]|\bnode:|<anonymous>\)?$|\(index \d+\)$/;
