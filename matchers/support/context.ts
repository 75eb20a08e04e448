/** Each runner has a type of its own for what `expect.addEqualityTesters` is given; we hand it through. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- assignable to each of them, and they to it
type Tester = any;

/** What these matchers need of the runner that calls them: a subset of what Vitest, Jest and `@vitest/expect` give. */
export interface MatcherContext {
  readonly isNot?: boolean;
  readonly promise?: string;
  equals(a: unknown, b: unknown, customTesters?: Tester[]): boolean;
  readonly customTesters?: Tester[];
  readonly utils: {
    matcherHint(
      name: string,
      received?: string,
      expected?: string,
      options?: { readonly isNot?: boolean; readonly promise?: string },
    ): string;
    EXPECTED_COLOR?(text: string): string;
    RECEIVED_COLOR?(text: string): string;
  };
}

/** What a matcher answers. `actual` and `expected` feed the runner's own diff. */
export interface MatcherResult {
  readonly pass: boolean;
  message(): string;
  readonly actual?: unknown;
  readonly expected?: unknown;
}

/**
 * A matcher was given something that it cannot judge. Thrown with and without `.not`: nonsense never passes. Its message
 * starts with the matcher's name, and its stack with whoever called that.
 */
export class MatcherUsageError extends TypeError {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    const name = message.slice(0, message.indexOf('('));
    const [head = '', ...frames] = (this.stack ?? '').split(/\n(?= {4}at )/);
    const matcher = frames.findLastIndex((frame) => frame.includes(`${name} (`));
    if (matcher >= 0 && matcher < frames.length - 1) this.stack = [head, ...frames.slice(matcher + 1)].join('\n');
  }

  static {
    Object.defineProperty(this.prototype, 'name', { value: 'MatcherUsageError', configurable: true, writable: true });
  }
}
