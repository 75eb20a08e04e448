import type { FindingRecord } from '../../records/finding-record.js';
import { formIn, formsOf } from '../../redaction/secret-forms.js';
import { visibleTexts } from '../../redaction/visible-texts.js';
import { exposeBytes, NormHash, SecretHash, TenantSecretKey } from '../../values/secrets.js';
import { ConformanceFailure } from '../failure.js';
import { shownTexts, type ShownText } from '../shown-texts.js';
import type { WriteOutcome } from '../traced.js';
import type { ConformanceCheck } from '../types.js';
import { expectReceipt, rows, together } from './findings-support.js';

/** How many levels below itself a value shows when it is printed, as consoles have it. */
const LEVELS = 2;

/** No form of a secret's bytes shows: not in the values that carry it, and not in what a backend answers. */
export const redactionChecks: readonly ConformanceCheck[] = [
  seed('REDACTION-01', 'TenantSecretKey', (bytes) => TenantSecretKey.fromBytes(bytes)),
  seed('REDACTION-02', 'NormHash', (bytes) => NormHash.fromDigest(bytes)),
  seed('REDACTION-03', 'SecretHash', (bytes) => SecretHash.fromPersisted(bytes)),
  redaction({
    id: 'REDACTION-04',
    title: 'the refusal of a finding in conflict',
    reason:
      'A refusal must not show either of the secrets that disagree, in message, JSON, causes or properties, as errors are logged.',
    async run(context) {
      const { batch, finding } = context.chain();
      const other = { ...finding, secretHash: context.ids.secret('other') };
      await context.sink.write(batch);
      const outcome = await context.sink.attempt(rows({ findings: [other] }));
      context.expectRefused('A finding with another secret', outcome, 'FindingConflict', 'commit');
      expectHidden('The refusal', refusalOf(outcome), [finding, other]);
    },
  }),
  redaction({
    id: 'REDACTION-05',
    title: 'the refusal of an orphan',
    reason:
      'A refusal must not show the secrets of the rows that were refused along with the bad one, as errors are logged.',
    async run(context) {
      const { batch, finding } = context.chain();
      const { occurrence, observation } = context.chain({ label: 'stray' });
      for (const stray of [rows({ occurrences: [occurrence] }), rows({ observations: [observation] })]) {
        const outcome = await context.sink.attempt(together(batch, stray));
        const code = stray.occurrences.length > 0 ? 'MissingFinding' : 'MissingOccurrence';
        context.expectRefused('A batch with an orphan', outcome, code, 'commit');
        expectHidden('The refusal', refusalOf(outcome), [finding]);
      }
    },
  }),
  redaction({
    id: 'REDACTION-06',
    title: 'the refusal of a malformed batch',
    reason: 'A refusal must not show the secrets of a batch that was not even looked at, as errors are logged.',
    async run(context) {
      const { batch, finding, observation } = context.chain();
      const other = context.chain({ tenantId: context.ids.tenant('B') });
      const { observationId } = other.observation;
      const malformed = [together(batch, other.batch), { ...batch, observations: [{ ...observation, observationId }] }];
      for (const wrong of malformed) {
        const outcome = await context.sink.attempt(wrong);
        context.expectRefused('A malformed batch', outcome, 'BatchValidation', 'submission');
        expectHidden('The refusal', refusalOf(outcome), [finding, other.finding]);
      }
    },
  }),
  redaction({
    id: 'REDACTION-07',
    title: 'the refusal of a secret that is no SecretHash',
    reason:
      'A sink must refuse the bytes of a secret in place of a SecretHash without showing them, as this is how they get out.',
    async run(context) {
      const { batch, finding } = context.chain();
      const secretHash = exposeBytes(finding.secretHash) as unknown as SecretHash;
      const outcome = await context.sink.attempt({ ...batch, findings: [{ ...finding, secretHash }] });
      if (!('receipt' in outcome)) expectHidden('The refusal', outcome.refusal, [finding]);
      if (context.supports.strict === true)
        context.expectRefused('Bytes for a secret', outcome, 'BatchValidation', 'submission');
    },
  }),
  redaction({
    id: 'REDACTION-08',
    title: 'the failure of a commit',
    reason:
      'An error from below must not bring the secrets of the batch with it, in whatever it was that the database was asked.',
    needs: ['faults'],
    async run(context) {
      const { batch, finding } = context.chain();
      await context.controls.failNextCommit();
      const outcome = await context.sink.attempt(batch);
      context.expect(!('receipt' in outcome), 'The write of which the commit fails must be refused.');
      expectHidden('The refusal', refusalOf(outcome), [finding]);
    },
  }),
  redaction({
    id: 'REDACTION-09',
    title: 'handles and receipts',
    reason:
      'A handle, before and after its wait, and a receipt must not show the secrets of the batch, as both are logged.',
    async run(context) {
      const { batch, finding } = context.chain();
      const handle = await context.sink.submit(batch);
      expectHidden('The handle', handle.raw, [finding]);
      const receipt = await handle.wait();
      expectReceipt(context, 'The receipt', receipt, [1, 1, 1]);
      expectHidden('The handle after its wait', handle.raw, [finding]);
      expectHidden('The receipt', receipt, [finding]);
    },
  }),
];

type RedactionCheck = Pick<ConformanceCheck, 'id' | 'title' | 'reason' | 'run'> & Partial<ConformanceCheck>;

function redaction(check: RedactionCheck): ConformanceCheck {
  return { level: 'MUST', needs: [], ...check, contract: 'redaction' };
}

/** The seed's: a sensitive value shows as redacted, wherever it stands. */
function seed(
  id: string,
  kind: string,
  make: (bytes: Uint8Array) => TenantSecretKey | NormHash | SecretHash,
): ConformanceCheck {
  return redaction({
    id,
    title: `${kind} shows redacted`,
    reason: `A ${kind} must read ${kind}([redacted]) however it is shown, alone or within other values, so that no log gives it away.`,
    seed: true,
    async run(context) {
      const bytes = exposeBytes(context.ids.secret());
      const value = make(bytes);
      const shown = [String(value), String(JSON.parse(JSON.stringify(value))), inspected(value)];
      context.expectEqual('What it reads as', shown, Array(3).fill(`${kind}([redacted])`));
      const nested = {
        value,
        list: [value],
        map: new Map([['key', value]]),
        error: new Error('failed', { cause: value }),
      };
      expectNoForm(kind, bytes, visibleTexts([nested, cloned(nested), inspected(nested.error)], kind));
    },
  });
}

/** Demands that nothing which a value of the backend shows give a finding's secret away. */
function expectHidden(what: string, value: unknown, findings: readonly FindingRecord[]): void {
  for (const { secretHash } of findings) {
    expectNoForm(what, exposeBytes(secretHash), shownTexts(value, LEVELS, what));
  }
}

function expectNoForm(what: string, bytes: Uint8Array, texts: Iterable<ShownText>): void {
  const forms = formsOf(bytes);
  for (const { path, text } of texts) {
    const form = formIn(text, forms);
    if (form === undefined) continue;
    throw new ConformanceFailure(`${what} gives a secret away: a run of its bytes shows as ${form} at ${path}.`, {
      expected: 'no form of the bytes',
      received: form,
    });
  }
}

function refusalOf(outcome: WriteOutcome<object>): unknown {
  return 'refusal' in outcome ? outcome.refusal : undefined;
}

/** What Node's inspect, and with it the console, makes of a value that says so itself. */
function inspected(value: object): unknown {
  const inspect = (value as Record<symbol, unknown>)[Symbol.for('nodejs.util.inspect.custom')];
  return typeof inspect === 'function' ? (inspect as () => unknown).call(value) : undefined;
}

function cloned(value: object): unknown {
  try {
    return structuredClone(value);
  } catch {
    return undefined; // refused, which is as good
  }
}
