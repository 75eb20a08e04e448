/** The median of some numbers, and between what they lie. */
export function summaryOf(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const median = sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  return { median, min: sorted[0], max: sorted.at(-1) };
}

/** Per round, the ratio of two times; of the rounds, the summary. */
export function ratioOf(rounds, name, reference) {
  return summaryOf(rounds.map((times) => times[name] / times[reference]));
}
