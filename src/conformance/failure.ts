/** A backend did not do what a check demands. Thrown inside a check, reported with the check's operations. */
export class ConformanceFailure extends Error {
  readonly expected: string | undefined;
  readonly received: string | undefined;

  constructor(
    sentence: string,
    sides: { readonly expected?: string; readonly received?: string } = {},
    options?: ErrorOptions,
  ) {
    super(sentence, options);
    this.expected = sides.expected;
    this.received = sides.received;
  }

  static {
    Object.defineProperty(this.prototype, 'name', { value: 'ConformanceFailure', configurable: true, writable: true });
  }
}
