import {
  type Location,
  type ObservationId,
  type ObservationRecord,
  type FindingsUpsertBatch,
  type TenantId,
} from '../../src/index.js';
import type { ConformanceBackend } from '../../src/conformance/index.js';
import type { Deviation } from './findings-deviations.js';
import { answer, InMemory, type Answer } from './findings-variants.js';

/** Sinks that make something else of the contributions to an observation. */
export const observedDeviations: readonly Deviation[] = [
  observed('lets the last write win', ['FINDINGS-MERGE-02', 'FINDINGS-MERGE-08'], (rows) => rows.at(-1)),
  observed(
    'keeps the first',
    ['FINDINGS-MERGE-02', 'FINDINGS-FLIGHT-04', 'FINDINGS-DELAY-04', 'FINDINGS-RESTART-02'],
    (rows) => rows[0],
  ),
  observed('takes seenAt for signed', ['FINDINGS-MERGE-03'], joining({ seenAt: signed })),
  observed('takes seenAt for a double', ['FINDINGS-MERGE-04'], joining({ seenAt: Number })),
  observed('loses locations', ['FINDINGS-MERGE-05'], joining({ located: (winner) => winner })),
  observed('never learns a location', ['FINDINGS-MERGE-06'], joining({ located: (_, rows) => rows[0] })),
  observed(
    'mixes provenance',
    ['FINDINGS-MERGE-07'],
    (rows) => rows[0] && { ...rows[0], runId: rows[1]?.runId ?? rows[0].runId },
  ),
  observed('takes runs for unsigned', ['FINDINGS-TIE-05'], joining({ runId: (value) => value })),
  observed('takes shards for unsigned', ['FINDINGS-TIE-07'], joining({ shardId: (value) => value })),
  observed('takes fences for signed', ['FINDINGS-TIE-03'], joining({ fenceEpoch: signed })),
  observed(
    'compares texts as JavaScript does',
    ['FINDINGS-TIE-10', 'FINDINGS-TIE-12'],
    joining({ text: (value) => value }),
  ),
  observed('compares texts without case', ['FINDINGS-TIE-09'], joining({ text: (value) => value.toLowerCase() })),
  observed(
    'stops at the fence',
    ['FINDINGS-TIE-04', 'FINDINGS-TIE-06', 'FINDINGS-TIE-08', 'FINDINGS-TIE-11'],
    joining({ levels: 3 }),
  ),
  observed('does not ask for a location', ['FINDINGS-TIE-01'], joining({ hasLocation: () => 0 })),
  observed(
    'takes the location from the first that has one',
    ['FINDINGS-TIE-13', 'FINDINGS-TIE-14', 'FINDINGS-TIE-15'],
    joining({ located: (_, rows) => rows.find(({ location }) => location) }),
  ),
  observed('shows one policy what another saw', ['FINDINGS-ISOLATION-05'], joining({}), (row) => row.occurrenceId),
];

type Fold = (rows: readonly ObservationRecord[]) => ObservationRecord | undefined;

/** A sink that makes something else of the contributions to an observation. */
class Observed extends InMemory {
  readonly #fold: Fold;
  readonly #keyOf: (row: ObservationRecord) => string;
  readonly #rows: ObservationRecord[] = [];

  constructor(fold: Fold, keyOf: (row: ObservationRecord) => string) {
    super();
    this.#fold = fold;
    this.#keyOf = keyOf;
  }

  override async upsertBatch(batch: FindingsUpsertBatch): Promise<Answer> {
    const handle = await super.upsertBatch(batch);
    return answer(async () => {
      const receipt = await handle.wait();
      this.#rows.push(...batch.observations);
      return receipt;
    });
  }

  override getObservation(tenantId: TenantId, observationId: ObservationId): ObservationRecord | undefined {
    const asked = this.#rows.find((row) => row.tenantId === tenantId && row.observationId === observationId);
    const rows = this.#rows.filter((row) => asked && this.#keyOf(row) === this.#keyOf(asked));
    const shown = this.#fold(rows);
    return shown && { ...shown, observationId };
  }

  override restart(): ConformanceBackend {
    return this;
  }
}

function observed(
  name: string,
  kills: readonly string[],
  fold: Fold,
  keyOf: (row: ObservationRecord) => string = (row) => row.observationId,
): Deviation {
  return { name, kills, create: () => new Observed(fold, keyOf) };
}

interface Levels {
  readonly seenAt?: (value: bigint) => bigint | number;
  readonly hasLocation?: (location: Location | undefined) => number;
  readonly fenceEpoch?: (value: bigint) => bigint;
  readonly runId?: (value: bigint) => bigint;
  readonly shardId?: (value: bigint) => bigint;
  readonly text?: (value: string) => string;
  /** How many levels are looked at. */
  readonly levels?: number;
  readonly located?: (winner: ObservationRecord, rows: readonly ObservationRecord[]) => ObservationRecord | undefined;
}

/** The join, but for what is given. Whoever came first wins a tie. */
function joining(levels: Levels): Fold {
  const same = (value: bigint): bigint => value;
  const {
    seenAt = same,
    hasLocation = (at) => (at ? 1 : 0),
    fenceEpoch = same,
    runId = signed,
    shardId = signed,
  } = levels;
  const { text = (value) => Buffer.from(value).toString('latin1'), levels: most = 7 } = levels;
  const keyOf = (row: ObservationRecord) =>
    [
      seenAt(row.seenAt),
      hasLocation(row.location),
      fenceEpoch(row.fenceEpoch),
      runId(row.runId),
      shardId(row.shardId),
      text(row.location?.display ?? ''),
      text(row.location?.url ?? ''),
    ].slice(0, most);
  const isGreater = (a: ObservationRecord, b: ObservationRecord): boolean => {
    const [left, right] = [keyOf(a), keyOf(b)];
    const level = left.findIndex((value, index) => value !== right[index]);
    return level >= 0 && left[level]! > right[level]!;
  };
  const greatest = (rows: readonly ObservationRecord[]) =>
    rows.reduce((best, row) => (isGreater(row, best) ? row : best));
  return (rows) => {
    if (rows.length === 0) return undefined;
    const { location: _, ...winner } = greatest(rows);
    const located = rows.filter(({ location }) => location !== undefined);
    const source = levels.located
      ? levels.located(greatest(rows), rows)
      : located.length > 0
        ? greatest(located)
        : undefined;
    return source?.location === undefined ? winner : { ...winner, location: source.location };
  };
}

function signed(value: bigint): bigint {
  return BigInt.asIntN(64, value);
}
