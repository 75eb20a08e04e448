import { describe, expect, test } from 'vitest';
import { mergeReports, sweep, SweepReport, type SweepData, type SweepOptions } from '../../../src/sim/index.js';
import { ForgetfulLedger } from './backends.js';

const OPTIONS = { simulation: 'done-ledger', seeds: 10, ops: 40, recheck: 0.2 } as const satisfies SweepOptions;
const FORGETFUL = { createLedger: () => new ForgetfulLedger() };

const DATA: SweepData = {
  version: 1,
  plan: {
    simulation: 'persistence',
    run: 'random',
    length: 500,
    level: 'Radioactive',
    profile: 'seed',
    recheck: 0.02,
    seeds: '0..99',
    total: 100,
  },
  shards: ['1/1'],
  missing: [],
  seeds: 100,
  held: 100,
  violated: 0,
  inconclusive: 0,
  rechecked: 2,
  operations: 50_000,
  events: {
    FaultConfigured: 1,
    GetOk: 1,
    ReleaseNoop: 1,
    Released: 1,
    ReleasedAll: 1,
    ReleasedCommitFailed: 1,
    UpsertCommitFailed: 1,
    UpsertCommitted: 1,
    UpsertPending: 1,
    UpsertSubmitFailed: 1,
  },
  failures: [],
  doubts: [],
  mended: [],
  interrupted: false,
};

const shown = (part: Partial<SweepData>) => SweepReport.from({ ...DATA, ...part }).toString();

describe('a report as text', () => {
  test('of a clean sweep', () => {
    expect(shown({})).toBe(
      [
        'persistence sweep of 100 seeds (0..99), 500 operations each, Radioactive, seed profile: clean',
        '100 held, 0 violated, 0 inconclusive; 50000 operations; 2 run twice',
        'every kind of event was reached',
      ].join('\n'),
    );
  });

  test('of failures, those of one signature together', () => {
    const failure = {
      signature: 'I3 ledger',
      message: 'I3 at step 7, ledger: A committed row cannot be read.',
      count: 11,
      seeds: ['3', '4', '5', '6', '7', '8', '9', '10', '11', '12', '13'],
      stored: [],
      seed: '4',
      operations: 7,
    };
    const stored = {
      ...failure,
      signature: 'P sink refusal',
      message: 'P at step 1, sink: Write f1 must be refused, and was accepted.',
      count: 0,
      seeds: [],
      stored: ['a.json', 'b.json'],
      operations: 1,
    };
    const text = shown({
      plan: { ...DATA.plan, simulation: 'findings', backend: 'postgres.js', strict: true },
      held: 89,
      violated: 11,
      failures: [failure, stored],
      mended: ['c.json'],
    });
    expect(text).toBe(
      [
        'findings sweep of 100 seeds (0..99), 500 operations each, Radioactive, seed profile, backend postgres.js: violated',
        '89 held, 11 violated, 0 inconclusive; 50000 operations; 2 run twice',
        '',
        'I3 ledger: 11 seeds (3, 4, 5, 6, 7, 8, 9, 10, ...), the shortest run with 7 operations',
        '  I3 at step 7, ledger: A committed row cannot be read.',
        `  await new FindingsSim({ seed: "4", level: 'Radioactive', profile: 'seed', strict: true, sink }).run({ ops: 500 })`,
        '',
        'P sink refusal: a.json, b.json, the shortest run with 1 operation',
        '  P at step 1, sink: Write f1 must be refused, and was accepted.',
        '',
        'mended: c.json does not fail any more',
        'every kind of event was reached',
      ].join('\n'),
    );
  });

  test('of a swizzle-clog sweep, interrupted, of one shard', () => {
    const text = shown({
      plan: { ...DATA.plan, run: 'swizzle-clog', length: 10 },
      shards: ['2/8'],
      seeds: 12,
      held: 4,
      inconclusive: 8,
      rechecked: 0,
      interrupted: true,
      doubts: [
        { why: 'not run: the sweep was interrupted', count: 7, seeds: ['17', '18'], stored: [] },
        { why: 'under way when the sweep was interrupted', count: 1, seeds: ['16'], stored: [] },
        { why: 'it is of the findings simulation', count: 0, seeds: [], stored: ['d.json'] },
      ],
    });
    expect(text).toBe(
      [
        'persistence sweep of 12 of 100 seeds (0..99, shard 2/8), swizzle-clog of 10 batches each, Radioactive, seed profile: inconclusive',
        '4 held, 0 violated, 8 inconclusive; 50000 operations; interrupted',
        'inconclusive: 7 seeds (17, 18): not run: the sweep was interrupted',
        'inconclusive: 1 seed (16): under way when the sweep was interrupted',
        'inconclusive: d.json: it is of the findings simulation',
        'not reached: ReadAllOk, Replayed',
      ].join('\n'),
    );
  });

  test('of a sweep that came to nothing', () => {
    expect(shown({ events: {} }).split('\n').at(-1)).toBe('no event was reached');
  });
});

describe('a report as JSON', () => {
  test('can be read again', async () => {
    const report = await sweep({ ...OPTIONS, backend: FORGETFUL });
    expect(report.failures.length).toBeGreaterThan(0);
    for (const json of [JSON.stringify(report), JSON.parse(JSON.stringify(report)) as object, report]) {
      const again = SweepReport.from(json);
      expect(again).toBeInstanceOf(SweepReport);
      expect(again).toEqual(report);
      expect(JSON.parse(JSON.stringify(again))).toEqual(JSON.parse(JSON.stringify(report)));
    }
  });

  test.each([
    ['report', 'not JSON', 'report: expected the JSON text of a report, received string'],
    ['report', [], 'report: expected object, received array'],
    ['report.version', {}, 'report.version: expected number, received undefined'],
    [
      'report.version',
      { ...DATA, version: 2 },
      'report.version: this package reads version 1, received version 2: a newer gossip-inmemory has written it',
    ],
    [
      'report.version',
      { ...DATA, version: 0 },
      'report.version: this package reads version 1, received version 0: there was no such version',
    ],
    ['report.plan', { ...DATA, plan: 7 }, 'report.plan: expected object, received number'],
    [
      'report.plan.level',
      { ...DATA, plan: { ...DATA.plan, level: 'Windy' } },
      'report.plan.level: expected SunnyDay or Stormy or Radioactive, received string',
    ],
    ['report.plan.recheck', { ...DATA, plan: { ...DATA.plan, recheck: '1' } }, undefined],
    ['shard', { ...DATA, shards: ['one'] }, "shard: expected a part like '2/8', received string"],
    ['report.held', { ...DATA, held: -1 }, undefined],
    ['report.events.GetOk', { ...DATA, events: { GetOk: 'often' } }, undefined],
    ['report.failures[0].signature', { ...DATA, failures: [{}] }, undefined],
    ['report.doubts[0].seeds[0]', { ...DATA, doubts: [{ why: 'x', count: 1, seeds: [7], stored: [] }] }, undefined],
    ['report.mended', { ...DATA, mended: 'a.json' }, undefined],
    ['report.interrupted', { ...DATA, interrupted: 'no' }, undefined],
  ])('that is wrong is refused: %s', (field, json, message) => {
    const refusal =
      message === undefined ? expect.objectContaining({ field }) : expect.objectContaining({ field, message });
    expect(() => SweepReport.from(json)).toThrow(refusal);
  });
});

describe('the reports of shards', () => {
  const shards = (count: number, options: SweepOptions = {}) =>
    Promise.all(
      Array.from({ length: count }, (_, index) => sweep({ ...OPTIONS, ...options, shard: `${index + 1}/${count}` })),
    );

  test.each([{}, { backend: FORGETFUL }])(
    'are together the report of the whole, in whichever order',
    async (options) => {
      const whole = await sweep({ ...OPTIONS, ...options });
      const parts = await shards(3, options);
      const merged = mergeReports([parts[2]!, JSON.stringify(parts[0]), parts[1]!.toJSON()]);
      expect(merged.shards).toEqual(['1/3', '2/3', '3/3']);
      expect({ ...merged.toJSON(), shards: ['1/1'] }).toEqual(whole.toJSON());
    },
  );

  test('can be put together bit by bit', async () => {
    const [one, two, three, four] = await shards(4);
    const halves = [mergeReports([four!, one!]), mergeReports([two!, three!])];
    expect(halves.map(({ verdict }) => verdict)).toEqual(['inconclusive', 'inconclusive']);
    expect(mergeReports(halves)).toEqual(mergeReports([one!, two!, three!, four!]));
    expect(mergeReports(halves).verdict).toBe('clean');
  });

  test('of which some are missing are inconclusive, and say which', async () => {
    const [, two] = await shards(4);
    const merged = mergeReports([two!]);
    expect(merged).toMatchObject({ verdict: 'inconclusive', missing: ['1/4', '3/4', '4/4'] });
    expect(`${merged}`).toContain('\ninconclusive: shards that are missing: 1/4, 3/4, 4/4\n');
    expect(two!.verdict).toBe('clean');
  });

  test('may have more parts than seeds', async () => {
    const parts = await shards(12);
    expect(parts.filter(({ seeds }) => seeds === 0)).toHaveLength(2);
    expect(mergeReports(parts)).toMatchObject({ verdict: 'clean', held: 10 });
  });

  test('of different sweeps are refused', async () => {
    const [one] = await shards(2);
    const other = await sweep({ ...OPTIONS, ops: 41, shard: '2/2' });
    const message = 'reports[1].plan: expected the plan of reports[0], received object';
    expect(() => mergeReports([one!, other])).toThrow(expect.objectContaining({ field: 'reports[1].plan', message }));
  });

  test('that come twice, or are of other divisions, are refused', async () => {
    const [one, two] = await shards(2);
    const [third] = await shards(3);
    const message = 'shards: expected each of 1/2 .. 2/2 once, received array';
    expect(() => mergeReports([one!, two!, one!])).toThrow(message);
    expect(() => mergeReports([one!, third!])).toThrow('once');
  });

  test('that are no reports are refused', () => {
    expect(() => mergeReports([])).toThrow(expect.objectContaining({ code: 'Empty', field: 'reports' }));
    expect(() => mergeReports([DATA, {}])).toThrow(expect.objectContaining({ field: 'reports[1].version' }));
    expect(() => mergeReports(DATA as never)).toThrow(expect.objectContaining({ field: 'reports' }));
  });
});
