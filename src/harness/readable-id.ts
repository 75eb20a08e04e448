import type { PublicIdCompanion } from '../values/public-id.js';

/** An identity that a person recognises in a message: a word in hex digits and a number, over and over. */
export function readableId<Id extends string>(companion: PublicIdCompanion<Id>, word: string, number: number): Id {
  return companion.fromHex(`${word}${String(number).padStart(4, '0')}`.repeat(8).slice(0, 64));
}
