import { describe, expect } from 'gossip-inmemory/vitest';
import { tickingClock } from '../src/clock.ts';
import type { FileSource } from '../src/file-source.ts';
import { filesOf, onlyRecordWith, test, tree } from './support.ts';

describe('a file that is not scanned', () => {
  test('is skipped if it is binary', async ({ ledger, scanTree }) => {
    await scanTree();
    expect(onlyRecordWith(ledger, 'Skipped')).toMatchObject({
      errorCode: 'binary',
      bytesScanned: 0n,
      findingsCount: 0,
    });
  });

  test('has failed for good if it is too large', async ({ ledger, sink, scanTree }) => {
    const files = filesOf({ 'small.env': 'API_KEY=example-1', 'large.env': 'API_KEY=example-2'.padEnd(101) });
    const report = await scanTree({ files, maxBytes: 100 });

    expect(report).toMatchObject({ ScannedWithFindings: 1, FailedPermanent: 1 });
    expect(ledger).toHaveDurableRecord({
      status: 'FailedPermanent',
      errorCode: 'too-large',
      bytesScanned: 0n,
    });
    expect({ ledger, sink }).toConvergeWithOracle();
  });

  test('has failed for now if it cannot be read, and is scanned by the next run that can', async ({
    ledger,
    sink,
    scanTree,
  }) => {
    const report = await scanTree({ files: withoutAccessTo('.env') });
    expect(report).toMatchObject({ FailedRetryable: 1, ScannedWithFindings: 18 });
    expect(ledger).toHaveDurableRecord({
      status: 'FailedRetryable',
      errorCode: 'unreadable:EACCES',
    });
    expect(sink).not.toHaveDurableObservation({ location: { display: '.env:3' } });

    const next = await scanTree({ clock: tickingClock(1000n) });
    expect(next).toMatchObject({ alreadyDone: 40, ScannedWithFindings: 1 });
    expect(sink).toHaveDurableObservation({ location: { display: '.env:3' } });
    expect({ ledger, sink }).toConvergeWithOracle();
  });

  test('is tried by every run for as long as it cannot be read', async ({ ledger, scanTree }) => {
    await scanTree({ files: withoutAccessTo('.env') });
    const next = await scanTree({ files: withoutAccessTo('.env'), clock: tickingClock(1000n) });

    expect(next).toMatchObject({ alreadyDone: 40, FailedRetryable: 1 });
    expect(ledger).toHaveDurableCounts({ records: 41 });
  });

  test('is not to be mistaken for an empty one, which is clean', async ({ ledger, scanTree }) => {
    await scanTree({ files: filesOf({ 'empty.ts': '' }) });
    expect(ledger).toHaveDurableRecord({ status: 'ScannedClean', bytesScanned: 0n, findingsCount: 0 });
  });
});

/** The tree, as a user sees it who may not read one of its files. */
function withoutAccessTo(secret: string): FileSource {
  const denied = Object.assign(new Error('permission denied'), { code: 'EACCES' });
  return { ...tree, read: (path) => (path === secret ? Promise.reject(denied) : tree.read(path)) };
}
