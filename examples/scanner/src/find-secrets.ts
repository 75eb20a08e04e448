import { createHash } from 'node:crypto';
import { NormHash } from 'gossip-inmemory';
import type { Rule } from './rules.ts';

/** A secret in a file, already digested: no text of it leaves this module. */
export interface Match {
  readonly rule: Rule;
  readonly norm: NormHash;
  /** First byte of the secret, and the byte after its last. */
  readonly start: number;
  readonly end: number;
  /** Line of the first byte, from 1. */
  readonly line: number;
}

/** The secrets in a file, in order of appearance. No two overlap. */
export function findSecrets(content: Uint8Array, rules: readonly Rule[]): readonly Match[] {
  const text = Buffer.from(content).toString('latin1'); // one character per byte: indices are byte offsets
  const matches: Match[] = [];
  for (const rule of rules) {
    for (const match of text.matchAll(rule.pattern)) {
      const [start, end] = spanOf(match);
      if (matches.some((other) => start < other.end && other.start < end)) continue;
      matches.push({ rule, norm: digest(text.slice(start, end), rule), start, end, line: lineAt(text, start) });
    }
  }
  return matches.sort((a, b) => a.start - b.start);
}

function spanOf(match: RegExpExecArray): [start: number, end: number] {
  const span = match.indices?.groups?.['secret'];
  if (span === undefined) throw new TypeError('a rule needs the flag d and a group named secret');
  return span;
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

function digest(secret: string, { spelling }: Rule): NormHash {
  const normalised = spelling === 'exact' ? secret : secret.replaceAll(/[ \t\r\n]/g, '');
  return NormHash.fromDigest(createHash('sha256').update(normalised, 'latin1').digest());
}
