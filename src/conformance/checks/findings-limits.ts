import { Location } from '../../records/location.js';
import { OccurrenceRecord } from '../../records/occurrence-record.js';
import { expectObserved } from './findings-observed.js';
import {
  expectAccepted,
  expectReceipt,
  findingsChecks,
  numbered,
  rows,
  type FindingsCheck,
} from './findings-support.js';

const MAX = 2n ** 64n - 1n;
const SIGN = 2n ** 63n;
const EXACT = 2n ** 53n;

/** Pairs of u64 that a store mixes up if it keeps too few bits, or stops at the greatest of its own kind. */
const NEIGHBOURS: readonly (readonly [name: string, one: bigint, other: bigint, why: string])[] = [
  ['2^53 and 2^53+1', EXACT, EXACT + 1n, 'a double takes them for equal'],
  ['2^64-1 and 2^64-2', MAX, MAX - 1n, 'a double takes them for equal'],
  ['2^63-1 and 2^64-1', SIGN - 1n, MAX, 'a store that stops at the greatest signed number takes them for equal'],
  ['2^63 and 2^64-1', SIGN, MAX, 'a store that stops at the greatest signed number takes them for equal'],
  ['1 and 2^32+1', 1n, 2n ** 32n + 1n, 'a store that keeps 32 bits takes them for equal'],
];

const LOCATIONS: readonly (readonly [what: string, location: Location, why: string])[] = [
  ['4,096 bytes of display', Location.create({ display: 'a'.repeat(4096) }), 'this is the limit, and still within it'],
  [
    '4,096 bytes of display in 1,024 characters',
    Location.create({ display: '\u{1f600}'.repeat(1024) }),
    'the limit is in UTF-8 bytes, and this is within it',
  ],
  [
    '4,096 bytes of url in 2,048 characters',
    Location.create({ display: 'a', url: '\u00e9'.repeat(2048) }),
    'the limit is in UTF-8 bytes, and this is within it',
  ],
  ['no url', Location.create({ display: 'a.txt:1' }), 'a url may be absent, which is not the same as empty'],
  [
    'characters that mean something elsewhere',
    Location.create({
      display: `'";-- \\ %_ $1 \${x} {{y}} <z> \t\r\n`,
      url: `https://example.test/?q='%27&r=\\"#\u00a0`,
    }),
    'a location is text, so nothing of it may be interpreted',
  ],
  [
    'characters outside of ASCII, not normalised',
    Location.create({
      display: 'e\u0301 \u00e9 \u05d0 \ufeff \u{1f600}',
      url: 'https://\u4f8b\u3048.test/\u00fc u\u0308',
    }),
    'texts are kept as they are, character by character',
  ],
];

/** The limits of what fits into a row. */
export const findingsLimitChecks = findingsChecks([
  ...NEIGHBOURS.map(([name, one, other, why], index): FindingsCheck => {
    return {
      id: numbered('FINDINGS-LIMIT', index + 1),
      title: `offsets and lengths of ${name}`,
      reason: `Offsets and lengths must be kept with all 64 bits of an unsigned number, and here ${why}.`,
      async run(context) {
        const { finding } = context.chain();
        const { tenantId, findingId } = finding;
        const objectVersionId = context.ids.version();
        const spans = [one, other].flatMap((value) => [
          OccurrenceRecord.create({ tenantId, findingId, objectVersionId, byteOffset: value, byteLength: 1 }),
          OccurrenceRecord.create({ tenantId, findingId, objectVersionId, byteOffset: 0, byteLength: value }),
        ]);
        const distinct = new Set(spans.map(({ occurrenceId }) => occurrenceId)).size;
        const batch = rows({ findings: [finding], occurrences: spans });
        expectReceipt(context, 'The receipt', await context.sink.write(batch), [1, distinct, 0]);
        await expectAccepted(context, 'The same rows again', batch);
        const [offset, length] = spans as [OccurrenceRecord, OccurrenceRecord];
        for (const wrong of [
          { ...offset, byteOffset: other },
          { ...length, byteLength: other },
        ]) {
          const outcome = await context.sink.attempt(rows({ occurrences: [wrong] }));
          context.expectRefused(`The id of ${one} with ${other}`, outcome, 'OccurrenceConflict', 'commit');
        }
      },
    };
  }),
  ...[0n, EXACT + 1n, SIGN - 1n, SIGN, MAX].map((value, index): FindingsCheck => {
    return {
      id: numbered('FINDINGS-LIMIT', NEIGHBOURS.length + index + 1),
      title: `provenance of ${value}`,
      reason:
        'Run, shard, fence and time must come back as they were written, with all 64 bits, as they name a run that was.',
      needs: ['readObservations'],
      async run(context) {
        const sketch = { seenAt: value, runId: value, shardId: value, fenceEpoch: value };
        const { batch, observation } = context.chain(sketch);
        await context.sink.write(batch);
        await expectObserved(context, [observation]);
      },
    };
  }),
  ...LOCATIONS.map(([what, location, why], index): FindingsCheck => {
    return {
      id: numbered('FINDINGS-LOCATION', index + 1),
      title: `a location of ${what}`,
      reason: `A location must be taken, and come back as it was where rows can be read, as ${why}.`,
      async run(context) {
        const { batch, observation } = context.chain({ location });
        expectReceipt(context, 'The receipt', await context.sink.write(batch), [1, 1, 1]);
        expectReceipt(context, 'The receipt of the same again', await context.sink.write(batch), [1, 1, 1]);
        if (context.supports.readObservations === true) await expectObserved(context, [observation]);
      },
    };
  }),
  {
    id: 'FINDINGS-LOCATION-07',
    title: 'a location with the character U+0000',
    reason:
      'A location may hold any character that has UTF-8 bytes, U+0000 too, which some databases do not take as text.',
    needs: ['readObservations', 'strict'],
    async run(context) {
      const location = Location.create({ display: 'a\u0000b', url: '\u0000' });
      const { batch, observation } = context.chain({ location });
      await context.sink.write(batch);
      await expectObserved(context, [observation]);
    },
  },
  {
    id: 'FINDINGS-LOCATION-08',
    title: 'a url that is empty',
    reason:
      'An empty url must be taken as none, also in a row that no constructor made, or two stores would show different rows.',
    needs: ['readObservations', 'strict'],
    async run(context) {
      const { batch, observation } = context.chain({ location: Location.create({ display: 'a' }) });
      const location = { display: 'a', url: '' };
      await context.sink.write({ ...batch, observations: [{ ...observation, location }] });
      await expectObserved(context, [observation]);
    },
  },
]);
