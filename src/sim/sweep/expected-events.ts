import type { SimEventKind } from '../operations.js';
import { reachableEvents } from '../profile.js';
import type { SweepPlan } from './options.js';

/** The kinds of event that the runs of a sweep can reach between them, on stores that have all controls. */
export function expectedEvents({ run, profile, level, simulation }: SweepPlan): readonly SimEventKind[] {
  if (run === 'random') return reachableEvents(profile, level, simulation);
  return level === 'SunnyDay' ? SWIZZLE_CLOG : [...SWIZZLE_CLOG, 'UpsertSubmitFailed', 'ReleaseNoop'];
}

const SWIZZLE_CLOG: readonly SimEventKind[] = [
  'FaultConfigured',
  'UpsertPending',
  'Released',
  'ReleasedCommitFailed',
  'ReadAllOk',
  'Replayed',
  'UpsertCommitted',
];
