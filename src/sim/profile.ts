import { oneOf, strikes, type FaultLevel, type SimContext, type SimProfile } from './context.js';
import { SEED_PAYLOADS, type PayloadOptions } from './ledger-payloads.js';
import {
  EXTENDED_EVENT_KINDS,
  SEED_EVENT_KINDS,
  type SimEventKind,
  type SimOperationType,
  type SimStore,
} from './operations.js';
import type { SimulationName } from './report.js';

/** How often each operation is drawn. */
export type Weights = readonly (readonly [type: SimOperationType, weight: number])[];

/** What a run draws from. In the extended profile each seed has options of its own, so that each looks elsewhere. */
export interface Plan {
  readonly calm: Weights;
  readonly stormy: Weights;
  readonly payloads: PayloadOptions;
  /** Most records of a batch. */
  readonly batch: number;
  /** Parts per million with which nobody waits for a write at once. */
  readonly unattended: number;
  /** Parts per million with which a write's caller changes its objects afterwards. */
  readonly scribbled: number;
  /** Parts per million with which a batch is empty, and with which it is a large one. */
  readonly empty: number;
  readonly large: number;
  /** Parts per million with which a write meets a lost acknowledgement by itself. */
  readonly ackLoss: number;
}

/** Fault-free weights per hundred: SunnyDay, the first operations of a run, and its liveness phase. */
const CALM: Weights = [
  ['BatchUpsert', 55],
  ['BatchGet', 20],
  ['ReleaseOldest', 10],
  ['ReleaseNewest', 10],
  ['ReleaseAll', 5],
];

const STORMY: Weights = [
  ['BatchUpsert', 35],
  ['BatchGet', 20],
  ['ReleaseOldest', 5],
  ['ReleaseNewest', 5],
  ['ReleaseSpecific', 5],
  ['InjectSubmitFailure', 10],
  ['InjectCommitFailure', 7],
  ['InjectDelay', 8],
  ['ReleaseAll', 5],
];

const OURS: Weights = [
  ['Replay', 8],
  ['Wait', 4],
  ['ReadAll', 3],
  ['ListDone', 2],
  ['InjectAckLoss', 4],
  ['SetAutoComplete', 4],
  ['ResetFaults', 2],
  ['Crash', 1],
];

/** What the seed's profile does not do. */
const UNHEARD_OF = { unattended: 0, scribbled: 0, empty: 0, large: 0, ackLoss: 0 };

/** The plan of a run. */
export function planOf(profile: SimProfile, { swarm, level }: SimContext): Plan {
  if (profile === 'seed') {
    return { calm: CALM, stormy: STORMY, payloads: SEED_PAYLOADS, batch: 20, ...UNHEARD_OF };
  }
  const large = oneOf(swarm, [0, 0, 0, 0, 0, 0, 0, 20_000]);
  return {
    calm: [...CALM, ['Replay', 8], ['ReadAll', 3]],
    stormy: [...STORMY, ...OURS].filter(([type]) => type === 'BatchUpsert' || !strikes(swarm, 150_000)),
    payloads: {
      tenants: swarm.int(1, 3),
      policies: oneOf(swarm, [1, 2, 2, 20]),
      objects: oneOf(swarm, large > 0 ? [50, 1500] : [2, 5, 20, 50]),
      times: oneOf(swarm, [1, 3, 20, 1000]),
      numbers: oneOf(swarm, [1, 2, 4]),
      ids: oneOf(swarm, ['readable', 'readable', 'filled', 'tails']),
      hostile: level !== 'SunnyDay' && !strikes(swarm, 200_000),
    },
    batch: oneOf(swarm, [3, 8, 20]),
    unattended: oneOf(swarm, [0, 100_000, 300_000]),
    scribbled: oneOf(swarm, [0, 200_000]),
    empty: 20_000,
    large,
    ackLoss: oneOf(swarm, [0, 20_000, 100_000]),
  };
}

/** The kinds of event that runs over our stores must reach between them, by profile, level and which stores there are. */
export function reachableEvents(
  profile: SimProfile,
  level: FaultLevel,
  simulation: SimulationName,
): readonly SimEventKind[] {
  const kinds: readonly SimEventKind[] =
    level === 'SunnyDay'
      ? [...CALM_EVENTS, ...(profile === 'seed' ? [] : (['Replayed', 'ReadAllOk'] as const))]
      : [...SEED_EVENT_KINDS, ...(profile === 'seed' ? [] : EXTENDED_EVENT_KINDS)];
  const impossible = IMPOSSIBLE[simulation];
  return kinds.filter((kind) => !impossible.includes(kind));
}

const CALM_EVENTS: readonly SimEventKind[] = ['UpsertCommitted', 'GetOk', 'ReleasedAll', 'ReleaseNoop'];

/** A sink is read as a whole, and has no list. */
const IMPOSSIBLE: Readonly<Record<SimulationName, readonly SimEventKind[]>> = {
  'done-ledger': [],
  findings: ['GetOk', 'ListOk'],
  persistence: [],
};

/** Whether a sink can be asked what an operation asks of a ledger: it is read as a whole instead. */
export function operationFor(type: SimOperationType, store: SimStore): SimOperationType {
  return type === 'BatchGet' && store === 'sink' ? 'ReadAll' : type;
}
