/** What the process ends with. */
export const ExitCode = {
  Clean: 0,
  /** Something does not hold. */
  Violation: 1,
  /** The command line makes no sense, or names what is not there. */
  Usage: 2,
  /** Nothing failed, but not everything was looked at. */
  Inconclusive: 3,
  /** Ended by Ctrl-C; what was known by then has been printed. */
  Interrupted: 130,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
