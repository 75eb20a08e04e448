/** `file:line` of the call of this function, or of the line so many below it. */
export function here(below = 0): string {
  const site: { stack?: string } = {};
  Error.captureStackTrace(site, here);
  const [, file, line] = /(\/[^()]+):(\d+):\d+/.exec(site.stack?.split('\n')[1] ?? '') ?? [];
  if (file === undefined) throw new Error(`no position in ${site.stack}`);
  return `${file}:${Number(line) + below}`;
}

/** A position `file:line:column` without its column. */
export const lineOf = (position: string | undefined): string | undefined => position?.replace(/:\d+$/, '');
