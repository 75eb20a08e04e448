import type { FindingsUpsertBatch, ObservationRecord } from '../../../src/index.js';
import { PlainSink } from '../plain-backend.js';
import { signed } from '../plain/ledger.js';
import type { Sighting } from '../plain/sink.js';
import { broken, STRICT, type Broken } from './broken.js';

const LEVELS = ['seenAt', 'location', 'fenceEpoch', 'runId', 'shardId', 'display', 'url'] as const;
type Level = bigint | string | number;

/** A sink that claims to be strict, and compares one level in another way, or not at all. */
function comparing(
  name: string,
  bug: string,
  killedBy: string,
  change: (levels: readonly Level[], row: ObservationRecord) => readonly Level[],
): Broken {
  return broken({
    name,
    bug,
    killedBy,
    claims: STRICT,
    sink: class extends PlainSink {
      override levels(row: ObservationRecord) {
        return change(super.levels(row), row);
      }
    },
  });
}

function without(field: (typeof LEVELS)[number], killedBy: string): Broken {
  const bug = `Contributions that differ in ${field} are compared as if they did not.`;
  return comparing(`sightings: no tie-break by ${field}`, bug, killedBy, (levels) =>
    levels.toSpliced(LEVELS.indexOf(field), 1),
  );
}

/** A sink that merges two sightings in another way. */
function joining(
  name: string,
  bug: string,
  killedBy: string | readonly string[],
  join: (a: Sighting, b: Sighting, right: Sighting) => Sighting,
): Broken {
  return broken({
    name,
    bug,
    killedBy,
    sink: class extends PlainSink {
      override join = (a: Sighting, b: Sighting) => join(a, b, super.join(a, b));
    },
  });
}

function storing(
  name: string,
  bug: string,
  killedBy: string | readonly string[],
  change: (row: ObservationRecord) => Partial<ObservationRecord>,
): Broken {
  return broken({
    name,
    bug,
    killedBy,
    sink: class extends PlainSink {
      override copyIn(batch: FindingsUpsertBatch) {
        const rows = super.copyIn(batch);
        return { ...rows, observations: rows.observations.map((row) => ({ ...row, ...change(row) })) };
      }
    },
  });
}

const located = (row: ObservationRecord, change: (text: string) => string): Partial<ObservationRecord> => {
  if (row.location === undefined) return {};
  const { display, url } = row.location;
  return { location: { display: change(display), ...(url !== undefined && { url: change(url) }) } };
};

/** What a merged observation can be wrong in. */
export const brokenSightings = [
  joining(
    'the first sighting stays',
    'An observation that is there is never changed, so seenAt does not advance.',
    ['FINDINGS-MERGE-02', 'FINDINGS-MERGE-06'],
    (a) => a,
  ),
  joining(
    'the last sighting written wins',
    'An observation shows what was written last, so seenAt goes back.',
    ['FINDINGS-MERGE-02', 'FINDINGS-MERGE-08'],
    (_a, b) => b,
  ),
  joining(
    'only seenAt advances',
    'seenAt is the maximum, and run, shard and fence stay those of the first.',
    'FINDINGS-MERGE-02',
    (a, _b, right) => ({
      ...right,
      latest: { ...a.latest, seenAt: right.latest.seenAt },
    }),
  ),
  joining(
    'seenAt does not advance',
    'The winner is right, and seenAt stays that of the first.',
    'FINDINGS-MERGE-02',
    (a, _b, right) => ({
      ...right,
      latest: { ...right.latest, seenAt: a.latest.seenAt },
    }),
  ),
  joining(
    'sightings mixed',
    'Run, shard and fence are each the maximum of its own.',
    ['FINDINGS-MERGE-07'],
    (a, b, right) => ({
      ...right,
      latest: {
        ...right.latest,
        runId: max(a.latest.runId, b.latest.runId),
        shardId: max(a.latest.shardId, b.latest.shardId),
      },
    }),
  ),
  joining(
    'a location is lost',
    'A newer sighting without a location takes the old one away.',
    ['FINDINGS-MERGE-05'],
    (_a, _b, { latest }) => ({
      latest,
      located: latest.location && latest,
    }),
  ),
  joining(
    'a late location is dropped',
    'A location that comes with an older sighting is not taken over.',
    'FINDINGS-MERGE-06',
    (a, _b, right) => (right.latest === a.latest ? { ...right, located: a.located } : right),
  ),
  broken({
    name: 'one key remembered of two',
    bug: 'A merged row remembers its winner only, so its location passes for one as new as the winner.',
    killedBy: ['FINDINGS-TIE-13', 'FINDINGS-TIE-15'],
    claims: STRICT,
    sink: class extends PlainSink {
      override join(a: Sighting, b: Sighting) {
        const row = this.copyOut(super.join(a, b));
        return { latest: row, located: row.location && row };
      }
    },
  }),
  broken({
    name: 'the first location stays',
    bug: 'A location is kept though a newer sighting brings another.',
    killedBy: 'FINDINGS-TIE-14',
    claims: STRICT,
    sink: class extends PlainSink {
      override located = ({ located: a }: Sighting, { located: b }: Sighting) => a ?? b;
    },
  }),
  broken({
    name: 'a known provenance is skipped',
    bug: 'A sighting by a run, shard and fence that the row shows already is taken for a replay, whatever else it says.',
    killedBy: ['FINDINGS-TIE-09', 'FINDINGS-TIE-17'],
    claims: STRICT,
    sink: class extends PlainSink {
      override join(a: Sighting, b: Sighting) {
        const [x, y] = [a, b].map(({ latest }) => super.levels({ ...latest, location: { display: 'any' } }).join());
        return x === y ? a : super.join(a, b);
      }
    },
  }),
  comparing(
    'sightings: runId compared as unsigned',
    'Run ids are compared as unsigned.',
    'FINDINGS-TIE-05',
    (levels, row) => levels.with(3, row.runId),
  ),
  comparing(
    'sightings: shardId compared as unsigned',
    'Shard ids are compared as unsigned.',
    'FINDINGS-TIE-07',
    (levels, row) => levels.with(4, row.shardId),
  ),
  comparing(
    'sightings: seenAt compared as signed',
    'seenAt is compared as a BIGINT, where 2^63 is before 0.',
    'FINDINGS-MERGE-03',
    (levels, row) => levels.with(0, signed(row.seenAt)),
  ),
  comparing(
    'sightings: seenAt compared as a number',
    'seenAt is compared as a double.',
    'FINDINGS-MERGE-04',
    (levels, row) => levels.with(0, Number(row.seenAt)),
  ),
  comparing(
    'sightings: fence compared as signed',
    'The fence epoch is compared as a BIGINT.',
    'FINDINGS-TIE-03',
    (levels, row) => levels.with(2, signed(row.fenceEpoch)),
  ),
  without('location', 'FINDINGS-TIE-01'),
  without('fenceEpoch', 'FINDINGS-TIE-02'),
  without('runId', 'FINDINGS-TIE-04'),
  without('shardId', 'FINDINGS-TIE-06'),
  without('display', 'FINDINGS-TIE-09'),
  without('url', 'FINDINGS-TIE-11'),
  comparing(
    'locations compared as UTF-16',
    'Displays are compared as JavaScript does, by UTF-16 units.',
    'FINDINGS-TIE-10',
    (levels, row) => levels.with(5, row.location?.display ?? ''),
  ),
  comparing(
    'urls compared as UTF-16',
    'Urls are compared as JavaScript does, by UTF-16 units.',
    'FINDINGS-TIE-12',
    (levels, row) => levels.with(6, row.location?.url ?? ''),
  ),
  comparing(
    'displays compared by a collation',
    'Displays are compared as a language sorts them, without case and punctuation.',
    'FINDINGS-TIE-09',
    (levels, row) => levels.with(5, (row.location?.display ?? '').toLowerCase().replaceAll('-', '')),
  ),
  storing('provenance of sightings as a number', 'Run ids go through a double.', 'FINDINGS-LIMIT-07', (row) => ({
    runId: BigInt(Number(row.runId)) as typeof row.runId,
  })),
  storing(
    'locations cut',
    'Locations are cut to 255 characters.',
    ['FINDINGS-LOCATION-01', 'FINDINGS-LOCATION-02', 'FINDINGS-LOCATION-03'],
    (row) => located(row, (text) => text.slice(0, 255)),
  ),
  storing('locations normalised', 'Locations are brought into Unicode normal form.', 'FINDINGS-LOCATION-06', (row) =>
    located(row, (text) => text.normalize('NFC')),
  ),
  storing('locations trimmed', 'Locations lose the white space around them.', 'FINDINGS-LOCATION-05', (row) =>
    located(row, (text) => text.trim()),
  ),
  broken({
    name: 'locations limited in characters',
    bug: 'A backend that claims to be strict takes locations of 4,096 characters, however many bytes these have.',
    killedBy: ['FINDINGS-INVALID-11', 'FINDINGS-INVALID-12'],
    claims: STRICT,
    sink: class extends PlainSink {
      override copyIn(batch: FindingsUpsertBatch) {
        const short = batch.observations.map((row) => ({ ...row, ...located(row, (text) => text.slice(0, 1000)) }));
        const rows = super.copyIn({ ...batch, observations: short });
        return {
          ...rows,
          observations: rows.observations.map((row, index) => ({
            ...row,
            ...located(batch.observations[index]!, String),
          })),
        };
      }
    },
  }),
];

function max<U64 extends bigint>(a: U64, b: U64): U64 {
  return a > b ? a : b;
}
