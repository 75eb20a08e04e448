import { invalidType } from '../values/check.js';
import type { ConformanceOptions } from './run.js';
import type { Supports } from './types.js';

const SUPPORTS: readonly string[] = [
  'listDoneHashes',
  'durableCounts',
  'readObservations',
  'restart',
  'delayedWrites',
  'faults',
  'strict',
];

/**
 * Refuses options that would quietly ask for less than was meant: a misspelt capability or requirement, no checks at all.
 * Throws `InvalidType`.
 */
export function checkOptions({ checks, require, budgetMs }: ConformanceOptions, supports: Supports = {}): void {
  for (const [name, declared] of Object.entries(supports)) {
    if (!SUPPORTS.includes(name)) throw invalidType(`supports.${name}`, `one of ${SUPPORTS.join(', ')}`, declared);
    if (declared !== undefined && typeof declared !== 'boolean')
      throw invalidType(`supports.${name}`, 'boolean', declared);
  }
  if (require !== undefined && require !== 'all-MUST') throw invalidType('require', "'all-MUST'", require);
  if (checks !== undefined && !(Array.isArray(checks) && checks.length > 0))
    throw invalidType('checks', 'at least one check', checks);
  if (budgetMs !== undefined && !(budgetMs > 0)) throw invalidType('budgetMs', 'a number of milliseconds', budgetMs);
}
