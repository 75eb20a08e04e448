import { exposeBytes, type FindingRecord, type FindingsUpsertBatch } from '../../../src/index.js';
import { PlainSink } from '../plain-backend.js';
import { broken, type Broken } from './broken.js';

const bytesOf = ({ secretHash }: FindingRecord): Buffer => Buffer.from(exposeBytes(secretHash));

/** A sink whose refusal of a conflict shows the secret in some form. */
function conflict(where: string, make: (row: FindingRecord) => Error): Broken {
  return broken({
    name: `leak: ${where}`,
    bug: `The refusal of a conflict shows the secret: ${where}.`,
    killedBy: 'REDACTION-04',
    sink: class extends PlainSink {
      override findingConflict = make;
    },
  });
}

/** A sink whose errors or handles are changed by what was in the batch. */
function telling(
  name: string,
  bug: string,
  killedBy: string,
  tell: (sink: PlainSink, batch: FindingsUpsertBatch) => ReturnType<PlainSink['upsertBatch']>,
): Broken {
  return broken({
    name,
    bug,
    killedBy,
    sink: class extends PlainSink {
      override upsertBatch = (batch: FindingsUpsertBatch) => tell(this, batch);
    },
  });
}

const UPSERT = PlainSink.prototype.upsertBatch;
const first = ({ findings: [row] }: FindingsUpsertBatch): string =>
  row === undefined ? '' : bytesOf(row).toString('hex');

/** Ways for a secret to get out. */
export const brokenRedaction = [
  conflict(
    'hex in the message',
    (row) => new Error(`duplicate key (secret_hash)=(\\x${bytesOf(row).toString('hex')})`),
  ),
  conflict(
    'upper-case hex in the message',
    (row) => new Error(`secret ${bytesOf(row).toString('hex').toUpperCase()} is taken`),
  ),
  conflict(
    'the first bytes in the message',
    (row) => new Error(`secret ${bytesOf(row).toString('hex', 0, 8)}... is taken`),
  ),
  conflict('base64 in a property', (row) =>
    Object.assign(new Error('conflict'), { secret: bytesOf(row).toString('base64') }),
  ),
  conflict('base64 in its JSON', (row) =>
    Object.assign(new Error('conflict'), { toJSON: () => ({ params: [bytesOf(row).toString('base64')] }) }),
  ),
  conflict(
    'decimal bytes in a cause',
    (row) => new Error('conflict', { cause: new Error(`parameters: ${[...bytesOf(row)].join(', ')}`) }),
  ),
  conflict('the bytes themselves in a property', (row) =>
    Object.assign(new Error('conflict'), { parameters: [bytesOf(row)] }),
  ),
  telling(
    'leak: in the refusal of an orphan',
    'The refusal of an orphan quotes the statement, and with it the secret.',
    'REDACTION-05',
    async (sink, batch) => {
      const handle = await UPSERT.call(sink, batch);
      const wait = () =>
        handle.wait().catch((error: Error) => {
          throw Object.assign(error, {
            detail: error.name === 'FindingConflict' ? '' : `INSERT INTO findings VALUES ('\\x${first(batch)}')`,
          });
        });
      return { wait };
    },
  ),
  telling(
    'leak: in the refusal of a malformed batch',
    'The refusal of a malformed batch quotes the batch.',
    'REDACTION-06',
    async (sink, batch) =>
      UPSERT.call(sink, batch).catch((error: Error) => {
        throw Object.assign(error, { batch: first(batch) });
      }),
  ),
  telling(
    'leak: in a handle',
    'A handle carries the parameters of its statement.',
    'REDACTION-09',
    async (sink, batch) => Object.assign(await UPSERT.call(sink, batch), { parameters: first(batch) }),
  ),
  telling(
    'leak: in a receipt',
    'A receipt carries the secrets that it was given for.',
    'REDACTION-09',
    async (sink, batch) => {
      const handle = await UPSERT.call(sink, batch);
      return { wait: async () => Object.assign(await handle.wait(), { secrets: [first(batch)] }) };
    },
  ),
  telling(
    'leak: in a failed commit',
    'An error of the driver brings the statement with it.',
    'REDACTION-08',
    async (sink, batch) => {
      const handle = await UPSERT.call(sink, batch);
      const wait = () =>
        handle.wait().catch((error: Error) => {
          throw error.message === 'connection lost'
            ? new Error(`connection lost during INSERT (${first(batch)})`)
            : error;
        });
      return { wait };
    },
  ),
];
