/** What these matchers need of the runner that calls them: a subset of what Vitest, Jest and `@vitest/expect` give. */
export interface MatcherContext {
  readonly isNot?: boolean;
  readonly promise?: string;
  equals(a: unknown, b: unknown, customTesters?: readonly never[]): boolean;
  readonly customTesters?: readonly never[];
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

/** A matcher was given something that it cannot judge. Thrown with and without `.not`: nonsense never passes. */
export class MatcherUsageError extends TypeError {
  static {
    Object.defineProperty(this.prototype, 'name', { value: 'MatcherUsageError', configurable: true, writable: true });
  }
}
