/** Something that a checkup has found. */
export interface Finding {
  /** `note` is neither good nor bad, or cannot be told. */
  readonly status: 'ok' | 'note' | 'problem';
  readonly text: string;
  /** What to do about it. */
  readonly remedy?: string;
}

/** Looks at one thing in the project in a folder. */
export type Checkup = (folder: string) => Finding[] | Promise<Finding[]>;
