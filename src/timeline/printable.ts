import { kindOf } from '../values/check.js';
import { kindOfSensitive } from '../values/secrets.js';

/** A text for one line: without line breaks, control characters and whatever reorders or hides text. Cut if very long. */
export function printable(text: string): string {
  const cut = text.length > LONGEST ? `${text.slice(0, LONGEST)}..` : text;
  return cut.toWellFormed().replaceAll(UNSEEN, escaped);
}

/** A value in a timeline. Sensitive values are redacted, bytes only counted, and nothing that a value does throws. */
export function showValue(value: unknown, depth = 3): string {
  try {
    const sensitive = kindOfSensitive(value);
    if (sensitive !== undefined) return redacted(sensitive);
    if (typeof value === 'string') return printable(value);
    if (value === null || typeof value !== 'object') return printable(String(value));
    if (ArrayBuffer.isView(value)) return `${value.byteLength} bytes`;
    if (depth === 0) return kindOf(value);
    if (Array.isArray(value)) return `[${some(value, (part) => showValue(part, depth - 1))}]`;
    return `{ ${some(Object.entries(value), ([name, part]) => `${printable(name)}: ${showValue(part, depth - 1)}`)} }`;
  } catch {
    return kindOf(value);
  }
}

/** How a sensitive value of a kind shows. */
export function redacted(kind: string): string {
  return `${kind}([redacted])`;
}

function some<T>(parts: readonly T[], show: (part: T) => string): string {
  const shown = parts.slice(0, MOST).map(show);
  return [...shown, ...(parts.length > MOST ? ['..'] : [])].join(', ');
}

const LONGEST = 1000;
const MOST = 20;

// Controls, and what formats without being seen: soft hyphens, zero widths, separators, marks and overrides of direction.
const UNSEEN = /[\p{Cc}\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
