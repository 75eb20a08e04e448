/** Whether a version is in a range like `>=3.2.0 <6` or `^29 || ^30`. */
export function isIn(version: string, range: string): boolean {
  return range.split('||').some((part) =>
    part
      .trim()
      .split(/\s+/)
      .every((bound) => holds(version, bound)),
  );
}

function holds(version: string, bound: string): boolean {
  const number = bound.replace(/^\D+/, '');
  if (number === '') return true; // any
  if (bound.startsWith('<')) return !isAtLeast(version, number);
  const sameMajor = !bound.startsWith('^') || version.split('.')[0] === number.split('.')[0];
  return sameMajor && isAtLeast(version, number);
}

/** Whether a version is at least another. */
export function isAtLeast(version: string, least: string): boolean {
  const [a, b] = [version, least].map((text) => (/\d+(\.\d+)*/.exec(text)?.[0] ?? '0').split('.').map(Number));
  for (let place = 0; place < 3; place++) {
    const difference = (a?.[place] ?? 0) - (b?.[place] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
