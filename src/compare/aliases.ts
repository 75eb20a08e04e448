import { invalidType } from '../values/check.js';

/** Names for identities that do not change when their digits do: `tenant#1`, `ovid#2`. */
export interface Aliases {
  /**
   * The alias of an identity: what it is, and its number among those, in the order in which they were first asked for.
   * `kind` is a word (`'ovid'`) or the name of a field (`'ovidHash'`).
   */
  of(kind: string, id: string): string;
}

/** Starts a numbering of its own. Share one where the same identity must have the same alias in several diffs. */
export function aliases(): Aliases {
  const known = new Map<string, string>();
  const counts = new Map<string, number>();
  return {
    of(kind, id) {
      if (typeof kind !== 'string') throw invalidType('kind', 'string', kind);
      if (typeof id !== 'string') throw invalidType('id', 'string', id);
      const word = wordFor(kind);
      const earlier = known.get(`${word} ${id}`);
      if (earlier !== undefined) return earlier;
      const number = (counts.get(word) ?? 0) + 1;
      const alias = `${word}#${number}`;
      counts.set(word, number);
      known.set(`${word} ${id}`, alias);
      return alias;
    },
  };
}

/** `tenantId` is a tenant, `stableItemId` an item. */
function wordFor(kind: string): string {
  return WORDS.get(kind) ?? kind.replace(/(?<=.)(Id|Hash)$/, '');
}

const WORDS: ReadonlyMap<string, string> = new Map([
  ['stableItemId', 'item'],
  ['objectVersionId', 'version'],
  ['ruleFingerprint', 'rule'],
]);
