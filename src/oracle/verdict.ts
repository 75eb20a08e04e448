import type { InMemoryPersistenceErrorCode } from '../store/errors.js';

/** What a commit must answer: this receipt, or an error of one of these codes. */
export type Verdict<Receipt> =
  | { readonly receipt: Receipt; readonly refusals?: undefined }
  | { readonly receipt?: undefined; readonly refusals: readonly InMemoryPersistenceErrorCode[] };
