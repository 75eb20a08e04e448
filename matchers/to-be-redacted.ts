import { formIn, formsOf } from '../src/redaction/secret-forms.js';
import { visibleTexts } from '../src/redaction/visible-texts.js';
import { exposeBytes, isSensitive } from '../src/values/secrets.js';
import { checkArguments, describe, wrongArgument } from './support/arguments.js';
import type { MatcherContext, MatcherResult } from './support/context.js';
import { report } from './support/report.js';

const NAME = 'toBeRedacted';

/** Holds when nothing that a value shows gives the secret away: no hex, base64, base64url, decimal list or text. */
export function toBeRedacted(this: MatcherContext, received: unknown, ...args: readonly unknown[]): MatcherResult {
  checkArguments(NAME, args, 1, 1);
  const forms = formsOf(readSecret(args[0]));
  const leak = findLeak(received, forms);
  return report(this, NAME, 'secret', leak === undefined, () => ({
    sentence: leak === undefined ? 'No form of the secret shows.' : `The secret shows as ${leak.form} at ${leak.path}.`,
  }));
}

function findLeak(
  received: unknown,
  forms: ReturnType<typeof formsOf>,
): { readonly path: string; readonly form: string } | undefined {
  for (const { path, text } of visibleTexts(received)) {
    const form = formIn(text, forms);
    if (form !== undefined) return { path, form };
  }
  return undefined;
}

/** The bytes to look for: those of a sensitive value, or plain ones. */
function readSecret(secret: unknown): Uint8Array {
  if (isSensitive(secret)) return exposeBytes(secret);
  if (!(secret instanceof Uint8Array))
    throw wrongArgument(NAME, `the secret is a sensitive value or a Uint8Array, not ${describe(secret)}`);
  if (secret.length < 8)
    throw wrongArgument(NAME, `a secret has at least 8 bytes, not ${secret.length}: fewer show by chance`);
  return secret;
}
