import { isCanonicalId, shortenId } from '../../src/values/public-id.js';
import { hasMethods, isAsymmetric } from './arguments.js';

const LINE = 100;

/** Words in the place of a value: shown as they are, where a string would stand in quotation marks. */
export class Words {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/**
 * Shows a value the same way under every runner: identities by their first and last digits, u64 with an `n`, secrets
 * redacted; on one line if that is short enough.
 */
export function show(value: unknown, indent = ''): string {
  if (isCanonicalId(value)) return shortenId(value);
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value !== 'object' || value === null) return String(value);
  if (value instanceof Words) return value.text;
  if (isAsymmetric(value)) return showAsymmetric(value, indent);
  if (hasMethods(value, 'toJSON')) return String(value.toJSON());
  return Array.isArray(value)
    ? enclose(
        '[',
        value.map((item) => show(item, `${indent}  `)),
        ']',
        indent,
      )
    : enclose(
        '{',
        Object.entries(value).map(([field, item]) => `${field}: ${show(item, `${indent}  `)}`),
        '}',
        indent,
      );
}

/** As the runner's own diff does: some of its asymmetric matchers say what they look for, of others it is the sample. */
function showAsymmetric(value: object, indent: string): string {
  if (hasMethods(value, 'toAsymmetricMatcher')) return String(value.toAsymmetricMatcher());
  const name = (value as { toString(): string }).toString();
  return 'sample' in value ? `${name} ${show(value.sample, indent)}` : name;
}

function enclose(open: string, items: readonly string[], close: string, indent: string): string {
  if (items.length === 0) return open + close;
  const pad = open === '{' ? ' ' : '';
  const line = `${open}${pad}${items.join(', ')}${pad}${close}`;
  if (line.length <= LINE && !line.includes('\n')) return line;
  return `${open}\n${items.map((item) => `${indent}  ${item},`).join('\n')}\n${indent}${close}`;
}
