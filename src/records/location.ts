import { objectLike, reading, utf8Text } from '../values/check.js';
import { LOCATION } from './stamps.js';

/** Where an occurrence can be looked at by a person. Immutable; shared between rows, never copied. */
export interface Location {
  /** 1 to 4096 UTF-8 bytes. */
  readonly display: string;
  /** Up to 4096 UTF-8 bytes; never empty. */
  readonly url?: string;
}

export const Location = Object.freeze({
  /** Makes a location; an empty `url` becomes absent. Throws `InvalidType`, `Empty`, `TooLarge` or `InvalidByte`. */
  create: (input: { readonly display: string; readonly url?: string | undefined }): Location =>
    readLocation('location', input),
});

/** Takes one of our locations as it is; reads, copies and freezes any other. */
export function readLocation(field: string, value: unknown): Location {
  if (LOCATION.has(value)) return value;
  return reading(field, () => {
    const { display, url } = objectLike(field, value);
    return LOCATION.seal({
      display: utf8Text(`${field}.display`, display, 1, MAX_BYTES),
      url: url === undefined || url === '' ? undefined : utf8Text(`${field}.url`, url, 0, MAX_BYTES),
    });
  });
}

const MAX_BYTES = 4096;
