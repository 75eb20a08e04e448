import { describe, expect, test } from 'vitest';
import { ReadyCommitHandle, type CommitHandle } from '../../src/index.js';
import { outcomeOf, outcomeOfCall, rejection, settle } from '../support/rows.js';

const ERROR = new Error('the disk is full');
const REASON = new Error('given up');

describe('ReadyCommitHandle', () => {
  test.each([
    ['ok', () => ReadyCommitHandle.ok({ rows: 1 })],
    ['fromResult ok', () => ReadyCommitHandle.fromResult({ ok: true, receipt: { rows: 1 } })],
  ] as [string, () => CommitHandle<unknown>][])('%s resolves with the receipt, once', async (_, make) => {
    const handle = make();
    expect(await handle.wait()).toEqual({ rows: 1 });
    expect(await rejection(handle.wait())).toMatchObject({ code: 'UnknownOperation', store: 'ready handle' });
  });

  test.each([
    ['err', () => ReadyCommitHandle.err(ERROR)],
    ['fromResult error', () => ReadyCommitHandle.fromResult({ ok: false, error: ERROR })],
  ] as [string, () => CommitHandle<unknown>][])('%s rejects with the error, once', async (_, make) => {
    const handle = make();
    await expect(handle.wait()).rejects.toBe(ERROR);
    expect(await outcomeOf(handle.wait())).toBe('UnknownOperation');
  });

  test('hands over the very receipt', async () => {
    const receipt = { rows: 1 };
    expect(await ReadyCommitHandle.ok(receipt).wait()).toBe(receipt);
    expect(await ReadyCommitHandle.ok(undefined).wait()).toBe(undefined);
  });

  test('of two waits at once the first has the outcome', async () => {
    const handle = ReadyCommitHandle.ok(1);
    expect(await Promise.all([outcomeOf(handle.wait()), outcomeOf(handle.wait())])).toEqual([
      'fulfilled',
      'UnknownOperation',
    ]);
  });

  test('a signal aborted beforehand rejects with its reason without consuming; a live one changes nothing', async () => {
    const handle = ReadyCommitHandle.ok(1);
    await expect(handle.wait({ signal: AbortSignal.abort(REASON) })).rejects.toBe(REASON);
    expect(await handle.wait({ signal: new AbortController().signal })).toBe(1);
  });

  test.each([null, 1, { signal: 'x' }])('wait(%j) never throws, and hands nothing out', async (options) => {
    const handle = ReadyCommitHandle.ok(1);
    let waited: Promise<unknown> = Promise.resolve();
    expect(outcomeOfCall(() => (waited = handle.wait(options as never)))).toBe('returned');
    expect(await outcomeOf(waited)).toMatch(/^InvalidType options/);
    expect(await handle.wait()).toBe(1);
  });

  test('an error that nobody waits for is no unhandled rejection', async () => {
    const seen: unknown[] = [];
    const listen = (reason: unknown) => seen.push(reason);
    process.on('unhandledRejection', listen);
    ReadyCommitHandle.err(ERROR);
    await settle();
    await settle();
    process.off('unhandledRejection', listen);
    expect(seen).toEqual([]);
  });
});
