/** A way in which some bytes can show in a text. */
export type SecretForm = 'hex' | 'base64' | 'base64url' | 'decimal list' | 'text';

/** What to look for in a text: runs of the bytes in one form, and the reading of the text in which they would stand. */
export interface SecretRuns {
  readonly form: SecretForm;
  readonly runs: readonly string[];
  readonly read: (text: string) => string;
}

/**
 * Every text that gives away a run of the bytes: 4 of them in hex or as a decimal list, whatever separates them, 6 of
 * them (8 characters) in base64 or base64url, wherever in an encoding they stand, or 8 characters as they are.
 */
export function formsOf(bytes: Uint8Array): readonly SecretRuns[] {
  const base64 = runsOf(bytes, 6, (run) => btoa(String.fromCharCode(...run)));
  return [
    { form: 'hex', runs: runsOf(bytes, 4, (run) => run.map(hexDigits).join('')), read: withoutHexSeparators },
    { form: 'decimal list', runs: runsOf(bytes, 4, (run) => `,${run.join(',')},`), read: asDecimalList },
    { form: 'base64', runs: base64, read: asItIs },
    { form: 'base64url', runs: base64.map((run) => run.replaceAll('+', '-').replaceAll('/', '_')), read: asItIs },
    { form: 'text', runs: runsOf(asText(bytes), 8, (run) => run.join('')), read: asItIs },
  ];
}

/** The first form that shows in a text. */
export function formIn(text: string, forms: readonly SecretRuns[]): SecretForm | undefined {
  return forms.find(({ runs, read }) => {
    const reading = read(text);
    return runs.some((run) => reading.includes(run));
  })?.form;
}

function runsOf<T>(items: ArrayLike<T>, length: number, show: (run: readonly T[]) => string): readonly string[] {
  const all = Array.from(items);
  return Array.from({ length: Math.max(all.length - length + 1, 0) }, (_, start) =>
    show(all.slice(start, start + length)),
  );
}

function hexDigits(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}

/** The characters that the bytes are in UTF-8, if they are any. */
function asText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return '';
  }
}

function asItIs(text: string): string {
  return text;
}

/** `<Buffer 1f 2E>`, `1F:2e` and `0x1f, 0x2e` read the same. */
function withoutHexSeparators(text: string): string {
  return text.toLowerCase().replace(/0x|[\s,:-]/g, '');
}

/** `[ 1, 2 ]`, `1 2` and `{"0":1,"1":2}` read the same. */
function asDecimalList(text: string): string {
  return `,${text.replace(/["']\d+["']:|\.(?!\d)/g, ',').replace(/[\s,[\]{}()]+/g, ',')},`;
}
