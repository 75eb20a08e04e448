/** A way in which some bytes can show in a text. */
export interface SecretForm {
  readonly form: 'hex' | 'base64' | 'base64url' | 'decimal list';
  readonly text: string;
}

/** Shortest run of bytes whose appearance counts as a leak. */
const RUN = 4;

/**
 * Every text that gives away a run of the bytes: 4 of them in hex or as a decimal list, 6 of them (8 characters) in
 * base64 or base64url, wherever in an encoding they stand.
 */
export function formsOf(bytes: Uint8Array): readonly SecretForm[] {
  const forms: SecretForm[] = [];
  for (let start = 0; start + RUN <= bytes.length; start++) {
    const run = [...bytes.subarray(start, start + RUN)];
    forms.push({ form: 'hex', text: run.map((byte) => byte.toString(16).padStart(2, '0')).join('') });
    for (const separator of [',', ', ', ' ']) forms.push({ form: 'decimal list', text: run.join(separator) });
  }
  for (let start = 0; start + 6 <= bytes.length; start++) {
    const base64 = btoa(String.fromCharCode(...bytes.subarray(start, start + 6)));
    forms.push(
      { form: 'base64', text: base64 },
      { form: 'base64url', text: base64.replaceAll('+', '-').replaceAll('/', '_') },
    );
  }
  return forms;
}

/** The first form that shows in a text. */
export function formIn(text: string, forms: readonly SecretForm[]): SecretForm['form'] | undefined {
  const lower = text.toLowerCase();
  return forms.find(({ form, text: wanted }) => (form === 'hex' ? lower : text).includes(wanted))?.form;
}
