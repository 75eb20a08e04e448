/** Where a command writes to, and what ends it. */
export interface Io {
  /** Results, to standard output. */
  out(text: string): void;
  /** Everything else, to standard error. */
  err(text: string): void;
  /** Shows how far a command has got, in place of what it showed before; only if standard error is a terminal. */
  readonly progress: ((text: string) => void) | undefined;
  /** Aborts at Ctrl-C. */
  readonly signal: AbortSignal;
}
