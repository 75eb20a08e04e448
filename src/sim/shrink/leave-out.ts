/**
 * Leaves out of a list what is not needed: large parts first, single items last, from the end. `take` tries the list without
 * the items from `start` up to `end`; whether that was taken. `length` is that of the list as it is now.
 */
export async function leaveOut(
  length: () => number,
  take: (start: number, end: number) => Promise<boolean>,
): Promise<void> {
  for (let size = length(); size >= 1; size = Math.floor(size / 2)) {
    for (let end = length(); end > 0;) {
      const start = Math.max(0, end - size);
      end = (await take(start, end)) ? Math.min(start, length()) : start;
    }
  }
}
