import { SecretHash } from '../../../src/index.js';
import { scenariosOf, text } from './scenario.js';

const BYTES = Uint8Array.from({ length: 32 }, (_, index) => 255 - 7 * index);
const SECRET = SecretHash.fromPersisted(BYTES);

export default scenariosOf('toBeRedacted', [
  {
    title: 'a store with a finding of the secret',
    arrange: async ({ sink, records }) => {
      await sink.upsertBatch(records.triple({ finding: { secretHash: SECRET } }));
      return { received: { sink, rows: sink.findingsSnapshot() }, args: [SECRET] };
    },
  },
  {
    title: 'its bytes',
    not: true,
    arrange: () => ({ received: { deep: [BYTES] }, args: [SECRET] }),
  },
  {
    title: 'base64 in an object',
    arrange: () => ({ received: { a: [{ token: btoa(String.fromCharCode(...BYTES)) }] }, args: [SECRET] }),
    fails: text`
      expect(received).toBeRedacted(secret)

      The secret shows as base64 at JSON.stringify(value).
    `,
  },
  {
    title: 'hex in a string, the secret given as bytes',
    arrange: () => ({ received: `token=${Buffer.from(BYTES).toString('hex')}`, args: [BYTES] }),
    fails: text`
      expect(received).toBeRedacted(secret)

      The secret shows as hex at value.
    `,
  },
  {
    title: 'nothing of it',
    not: true,
    arrange: () => ({ received: SECRET, args: [SECRET] }),
    fails: text`
      expect(received).not.toBeRedacted(secret)

      No form of the secret shows.
    `,
  },
]);
