import { appendFileSync } from 'node:fs';
import { expect } from 'vitest';

/** Asserts that a snippet of the README fails with the message that the README shows; or takes note of the message. */
export async function expectFailure(line: number, expected: string, snippet: () => Promise<void>): Promise<void> {
  const message = asShown(await messageOf(snippet));
  const notes = process.env['README_MESSAGES'];
  if (notes !== undefined) appendFileSync(notes, `${JSON.stringify({ line, message })}\n`);
  else expect(message).toBe(expected);
}

async function messageOf(snippet: () => Promise<void>): Promise<string> {
  try {
    await snippet();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('the snippet does not fail');
}

/** Without colours, and with the lines of the snippet instead of those of the generated test. */
function asShown(message: string): string {
  return message
    .replaceAll(/\u001b\[\d+m/g, '')
    .replaceAll(/\S*\/L\d+\.generated\.test\.ts:(\d+)/g, (_, line: string) => `your.test.ts:${Number(line) - 1}`);
}
