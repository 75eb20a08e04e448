import type { PlantedBug } from './bugs.js';

const NOT_HELD_BACK = 'takes two writes under way at once, and this backend has no control that holds one back';
const RESTARTS = 'takes a restart, which a simulation has no way to ask for';
const LEAKS = 'redaction is no matter of what is stored: `toBeRedacted` and the conformance kit look for it';
const HANGS = 'its run does not end, which a sweep reports as inconclusive after its `seedBudgetMs`';
const SIGNALS = 'a simulation aborts no wait';
const DECLARED = 'is about what a backend declares, and a simulation asks for no declaration';
const EMPTY = 'a simulation does not ask for nothing';

const REASONS: Readonly<Record<string, string>> = {
  'ids joined without a separator': 'takes ids of other lengths than ids have',
  'an empty question fails': EMPTY,
  'an empty question asks for everything': EMPTY,
  'batchGet throws synchronously': EMPTY,
  'malformed ids read as absent': 'a simulation asks for well-formed ids only',
  'extra fields stored': 'a simulation writes no fields that records do not have',
  'lost update': NOT_HELD_BACK,
  'lost sighting': NOT_HELD_BACK,
  'the last batch in flight alone': NOT_HELD_BACK,
  'rows locked in the order of the batch': NOT_HELD_BACK,
  'waits in the order of submission only': HANGS,
  'late waits are lost': HANGS,
  'wait() never resolves': HANGS,
  'an aborted wait uses up the receipt': SIGNALS,
  'signals ignored': SIGNALS,
  "the caller's records are frozen": 'a simulation does not look at what it has handed over',
  'a list that is claimed and lacking': DECLARED,
  'counts that are there and not claimed': DECLARED,
  'nothing outlives a restart': RESTARTS,
  'the last write does not outlive a restart': RESTARTS,
  'a restart forgets whose location it is': RESTARTS,
  'content judged before parents': 'the write is refused either way, and of two reasons a simulation takes either',
  'secrets compared by a prefix': 'takes two secrets that begin alike, and those of a simulation are hashes',
  'secrets compared as objects': 'a simulation has one object for each secret',
  'row ids told apart by a prefix': 'takes two ids that begin alike, and those of rows are hashes',
  'urls compared as UTF-16': 'takes two sightings that differ in nothing but the order of their urls, which is rare',
  'locations limited in characters': 'a simulation writes no location that is too long',
};

/** Why the simulation does not find a planted bug, if it cannot. */
export function whyNotFound({ topic, name }: PlantedBug): string | undefined {
  return REASONS[name] ?? (topic === 'findings: secrets' ? LEAKS : undefined);
}
