import { drawsOf, type Draws, type Seed } from '../harness/seed.js';
import { invalidType } from '../values/check.js';

/** How much goes wrong by itself: nothing, much, very much. */
export type FaultLevel = 'SunnyDay' | 'Stormy' | 'Radioactive';

/** Names and rates of the fault levels. */
export const FaultLevel = Object.freeze({
  SunnyDay: 'SunnyDay',
  Stormy: 'Stormy',
  Radioactive: 'Radioactive',

  /** Parts per million with which a write meets a submit failure; likewise a commit failure, and a delay. */
  partsPerMillion: (level: FaultLevel): number => PARTS_PER_MILLION[level],
});

/** Operations and values exactly as the seed has them, or everything that these stores can do. */
export type SimProfile = 'seed' | 'extended';

const PARTS_PER_MILLION: Readonly<Record<FaultLevel, number>> = { SunnyDay: 0, Stormy: 100_000, Radioactive: 200_000 };

/** What a run is drawn from: one seed, and of it a stream for each purpose, so that no draw shifts those of another. */
export class SimContext {
  /** The seed, as text. */
  readonly seed: string;
  readonly level: FaultLevel;
  /** Which operations, on which writes. */
  readonly operations: Draws;
  /** Which faults strike by themselves. */
  readonly faults: Draws;
  /** In which order writes are released. */
  readonly order: Draws;
  /** What is written. */
  readonly payload: Draws;
  /** What the seed is about: its options, in the extended profile. */
  readonly swarm: Draws;

  /** Throws `InvalidType` for what is no seed, or no fault level. */
  constructor({ seed, level = 'SunnyDay' }: { readonly seed: Seed; readonly level?: FaultLevel | undefined }) {
    if (!Object.hasOwn(PARTS_PER_MILLION, level)) {
      throw invalidType('level', Object.keys(PARTS_PER_MILLION).join(' or '), level);
    }
    this.operations = drawsOf(seed, 'sim/operations');
    this.faults = drawsOf(seed, 'sim/faults');
    this.order = drawsOf(seed, 'sim/order');
    this.payload = drawsOf(seed, 'sim/payload');
    this.swarm = drawsOf(seed, 'sim/swarm');
    this.seed = `${seed}`;
    this.level = level;
  }
}

/** Whether something of a probability in parts per million happens. */
export function strikes(draws: Draws, partsPerMillion: number): boolean {
  return draws.int(1, 1_000_000) <= partsPerMillion;
}

/** One of several. */
export function oneOf<T>(draws: Draws, items: readonly T[]): T {
  return items[draws.int(0, items.length - 1)] as T;
}

/** One of several, each as often as its weight says. */
export function weighted<T>(draws: Draws, items: readonly (readonly [item: T, weight: number])[]): T {
  let left = draws.int(
    1,
    items.reduce((sum, [, weight]) => sum + weight, 0),
  );
  for (const [item, weight] of items) {
    left -= weight;
    if (left <= 0) return item;
  }
  throw new RangeError('weights must be positive');
}
