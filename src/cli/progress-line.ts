import type { SweepProgress } from '../sim/sweep/options.js';

/** How far a sweep has got, in one line. */
export class SweepProgressLine {
  readonly #write: (text: string) => void;
  readonly #started = performance.now();

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  show(progress: SweepProgress): void {
    this.#write(progressLine(progress, (performance.now() - this.#started) / 1_000));
  }
}

/** One line: seeds done, operations per second, kinds of event reached, kinds of failure found. */
export function progressLine(progress: SweepProgress, seconds: number): string {
  const { seeds, total, operations, events, reachable, failures } = progress;
  const rate = Math.round(operations / Math.max(seconds, 0.001));
  const found = `${failures} ${failures === 1 ? 'failure' : 'failures'}`;
  return `${seeds}/${total} seeds, ${rate} operations/s, ${events}/${reachable} kinds of event, ${found}`;
}
