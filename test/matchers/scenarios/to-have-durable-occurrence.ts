import { scenariosOf, text } from './scenario.js';

export default scenariosOf('toHaveDurableOccurrence', [
  {
    title: 'by its span',
    arrange: async ({ sink, records }) => {
      await sink.upsertBatch(records.triple({ occurrence: { byteOffset: 12, byteLength: 34 } }));
      return { received: sink, args: [{ byteOffset: 12n, byteLength: 34n }] };
    },
  },
  {
    title: 'the fields of two rows',
    not: true,
    arrange: async ({ sink, records }) => {
      await sink.upsertBatch(records.triple({ occurrence: { byteOffset: 12, byteLength: 34 } }));
      await sink.upsertBatch(records.triple({ occurrence: { byteOffset: 56, byteLength: 78 } }));
      return { received: sink, args: [{ byteOffset: 12n, byteLength: 78n }] };
    },
  },
  {
    title: 'the closest of two rows',
    arrange: async ({ sink, records }) => {
      await sink.upsertBatch(records.triple({ occurrence: { byteOffset: 12, byteLength: 34 } }));
      await sink.upsertBatch(records.triple({ occurrence: { byteOffset: 56, byteLength: 78 } }));
      return { received: sink, args: [{ byteOffset: 56n, byteLength: 79n }] };
    },
    fails: text`
      expect(received).toHaveDurableOccurrence(partial occurrence)

      None of 2 durable occurrences is like that; the closest differs in byteLength.

      Expected: { byteOffset: 56n, byteLength: 79n }
      Received: { byteOffset: 56n, byteLength: 78n }
    `,
    history: text`
      History:
         3. findings #2 accepted, 3 rows, at <here>
         4. findings #2 committed
    `,
  },
  {
    title: 'such an occurrence',
    not: true,
    arrange: async ({ sink, records }) => {
      await sink.upsertBatch(records.triple({ occurrence: { byteOffset: 12 } }));
      return { received: sink, args: [{ byteOffset: 12n }] };
    },
    fails: text`
      expect(received).not.toHaveDurableOccurrence(partial occurrence)

      There is a durable occurrence like that.

      Expected: not { byteOffset: 12n }
      Received:     { byteOffset: 12n }
    `,
    history: text`
      History:
         1. findings #1 accepted, 3 rows, at <here>
         2. findings #1 committed
    `,
  },
]);
