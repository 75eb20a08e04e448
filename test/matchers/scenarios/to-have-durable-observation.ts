import { scenariosOf, text } from './scenario.js';

export default scenariosOf('toHaveDurableObservation', [
  {
    title: 'by its location',
    arrange: async ({ sink, records, expect }) => {
      await sink.upsertBatch(records.triple({ observation: { location: { display: 'src/a.ts:3' } } }));
      return { received: sink, args: [{ location: { display: expect.stringContaining('a.ts'), url: undefined } }] };
    },
  },
  {
    title: 'one without a location',
    arrange: async ({ sink, records }) => {
      await sink.upsertBatch(records.triple({ observation: { location: undefined } }));
      return { received: sink, args: [{ location: undefined }] };
    },
  },
  {
    title: 'a location without a url, where there is no location',
    not: true,
    arrange: async ({ sink, records }) => {
      await sink.upsertBatch(records.triple({ observation: { location: undefined } }));
      return { received: sink, args: [{ location: { url: undefined } }] };
    },
  },
  {
    title: 'another location and time',
    arrange: async ({ sink, records }) => {
      const { observation, ...batch } = records.triple({ observation: { location: { display: 'src/a.ts:3' } } });
      await sink.upsertBatch(batch);
      await sink.upsertBatch(batch);
      const { observationId } = observation;
      return { received: sink, args: [{ observationId, seenAt: 7n, location: { display: 'src/a.ts:4' } }] };
    },
    fails: text`
      expect(received).toHaveDurableObservation(partial observation)

      The only durable observation differs in seenAt, location.display.

      Expected: { observationId: 1ee84258..26ffc31b, seenAt: 7n, location: { display: "src/a.ts:4" } }
      Received: { observationId: 1ee84258..26ffc31b, seenAt: 10n, location: { display: "src/a.ts:3" } }
    `,
    history: text`
      History:
         1. findings #1 accepted, 3 rows, at <here>
         2. findings #1 committed
         3. findings #2 accepted, 3 rows, at <here>
         4. findings #2 committed
    `,
  },
  {
    title: 'such an observation',
    not: true,
    arrange: async ({ sink, records }) => {
      await sink.upsertBatch(records.triple({ observation: { runId: 2n ** 63n } }));
      return { received: sink, args: [{ runId: 2n ** 63n }] };
    },
    fails: text`
      expect(received).not.toHaveDurableObservation(partial observation)

      There is a durable observation like that.

      Expected: not { runId: 9223372036854775808n }
      Received:     { runId: 9223372036854775808n }
    `,
    history: text`
      History:
         1. findings #1 accepted, 3 rows, at <here>
         2. findings #1 committed
    `,
  },
]);
