import type { SimEventKind } from '../sim/operations.js';
import type { RecordedStep } from '../sim/world.js';
import type { PageTone } from './page.js';

/** How a step ended, as a colour would say it. */
export function toneOfStep({ events, violations }: RecordedStep): PageTone {
  if (violations.length > 0) return 'violation';
  return TONES.find(([, kinds]) => events.some((kind) => kinds.has(kind)))?.[0] ?? 'plain';
}

const FAILURES: ReadonlySet<SimEventKind> = new Set([
  'UpsertSubmitFailed',
  'UpsertCommitFailed',
  'UpsertRefused',
  'UpsertRejected',
  'UpsertAckLost',
  'UpsertInDoubt',
  'ReleasedCommitFailed',
  'ReleasedRejected',
  'ReleasedAckLost',
  'Crashed',
  'WaitedCrashed',
]);

/** The first that applies: where some writes of a step have failed, that is the news. */
const TONES: readonly (readonly [tone: PageTone, kinds: ReadonlySet<SimEventKind>])[] = [
  ['bad', FAILURES],
  ['held', new Set(['UpsertPending'])],
  ['good', new Set(['UpsertCommitted', 'Released'])],
  ['fault', new Set(['FaultConfigured', 'ModeChanged'])],
];
