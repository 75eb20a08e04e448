import { SecretHash } from '../../../src/index.js';
import { scenariosOf, text } from './scenario.js';

const SECRET = SecretHash.fromPersisted(new Uint8Array(32).fill(3));
const OTHER_SECRET = SecretHash.fromPersisted(new Uint8Array(32).fill(4));

export default scenariosOf('toHaveDurableFinding', [
  {
    title: 'by id',
    arrange: async ({ sink, records }) => {
      const { finding, ...batch } = records.triple();
      await sink.upsertBatch(batch);
      return { received: sink, args: [{ findingId: finding.findingId }] };
    },
  },
  {
    title: 'by its secret',
    arrange: async ({ sink, records }) => {
      await sink.upsertBatch(records.triple({ finding: { secretHash: SECRET } }));
      return { received: sink, args: [{ secretHash: SecretHash.fromPersisted(new Uint8Array(32).fill(3)) }] };
    },
  },
  {
    title: 'another secret',
    not: true,
    arrange: async ({ sink, records }) => {
      await sink.upsertBatch(records.triple({ finding: { secretHash: SECRET } }));
      return { received: sink, args: [{ secretHash: OTHER_SECRET }] };
    },
  },
  {
    title: 'another secret, redacted',
    arrange: async ({ sink, records }) => {
      const { finding, ...batch } = records.triple({ finding: { secretHash: SECRET } });
      await sink.upsertBatch(batch);
      return { received: sink, args: [{ tenantId: finding.tenantId, secretHash: OTHER_SECRET }] };
    },
    fails: text`
      expect(received).toHaveDurableFinding(partial finding)

      The only durable finding differs in secretHash.

      Expected: { tenantId: 7e4a0001..7e4a0001, secretHash: SecretHash([redacted]) }
      Received: { tenantId: 7e4a0001..7e4a0001, secretHash: SecretHash([redacted]) }
    `,
    history: text`
      History:
         1. findings #1 accepted, 3 rows, at <here>
         2. findings #1 committed
    `,
  },
  {
    title: 'such a finding',
    not: true,
    arrange: async ({ sink, records }) => {
      await sink.upsertBatch(records.triple({ finding: { secretHash: SECRET } }));
      return { received: sink, args: [{ secretHash: SECRET }] };
    },
    fails: text`
      expect(received).not.toHaveDurableFinding(partial finding)

      There is a durable finding like that.

      Expected: not { secretHash: SecretHash([redacted]) }
      Received:     { secretHash: SecretHash([redacted]) }
    `,
    history: text`
      History:
         1. findings #1 accepted, 3 rows, at <here>
         2. findings #1 committed
    `,
  },
]);
