import { EventEmitter } from 'node:events';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { progressLine } from '../../src/cli/progress-line.js';
import { terminalOf } from '../../src/cli/terminal.js';

afterEach(() => {
  vi.restoreAllMocks();
});

/** A process that remembers what it was told. */
function fakeProcess({ isTTY = true, columns = 80 } = {}) {
  const written: string[] = [];
  const stream = (name: string) =>
    Object.assign(new EventEmitter(), {
      isTTY,
      columns,
      write(text: string, done?: () => void) {
        if (text !== '') written.push(`${name} ${text}`);
        done?.();
      },
    });
  const process = Object.assign(new EventEmitter(), {
    stdout: stream('out'),
    stderr: stream('err'),
    exit: vi.fn((code: number) => {
      throw new Error(`exit ${code}`);
    }),
  });
  return { process, written, terminal: terminalOf(process as never) };
}

const CLEAR = 'err \r\u001b[K';

describe('progress', () => {
  test('says how far a sweep has got', () => {
    const progress = { seeds: 42, total: 100, operations: 21_000, events: 19, reachable: 22, failures: 1 };
    expect(progressLine(progress, 2)).toBe('42/100 seeds, 10500 operations/s, 19/22 kinds of event, 1 failure');
    expect(progressLine({ ...progress, failures: 0 }, 0)).toMatch(/operations\/s, 19\/22 kinds of event, 0 failures$/);
  });

  test('is one line, in place of the one before', () => {
    vi.spyOn(performance, 'now').mockReturnValueOnce(0).mockReturnValueOnce(100);
    const { terminal, written } = fakeProcess();
    terminal.progress?.('one');
    terminal.progress?.('two');
    expect(written).toEqual(['err one', CLEAR, 'err two']);
  });

  test('does not come too often', () => {
    vi.spyOn(performance, 'now').mockReturnValueOnce(0).mockReturnValueOnce(99);
    const { terminal, written } = fakeProcess();
    terminal.progress?.('one');
    terminal.progress?.('two');
    expect(written).toEqual(['err one']);
  });

  test('gives way to everything else', async () => {
    vi.spyOn(performance, 'now').mockReturnValueOnce(0).mockReturnValueOnce(100);
    const { terminal, written } = fakeProcess();
    terminal.progress?.('one');
    terminal.out('result\n');
    terminal.out('more\n');
    terminal.progress?.('two');
    await terminal.flushed();
    expect(written).toEqual(['err one', CLEAR, 'out result\n', 'out more\n', 'err two', CLEAR]);
  });

  test('does not break into a second line', () => {
    const { terminal, written } = fakeProcess({ columns: 10 });
    terminal.progress?.('0123456789');
    expect(written).toEqual(['err 012345678']);
  });

  test('is for terminals only', () => {
    expect(fakeProcess({ isTTY: false }).terminal.progress).toBeUndefined();
  });
});

describe('Ctrl-C', () => {
  test('ends a command, and a second one at once', () => {
    const { process, terminal } = fakeProcess();
    process.emit('SIGINT');
    expect([terminal.signal.aborted, process.exit.mock.calls]).toEqual([true, []]);
    expect(() => process.emit('SIGINT')).toThrow('exit 130');
  });
});

describe('a standard output that', () => {
  test('is closed ends the command without a word', () => {
    const { process, written } = fakeProcess();
    expect(() => process.stdout.emit('error', Object.assign(new Error('gone'), { code: 'EPIPE' }))).toThrow('exit 3');
    expect(written).toEqual([]);
  });

  test('fails otherwise says so', () => {
    const { process } = fakeProcess();
    expect(() => process.stdout.emit('error', new Error('disk full'))).toThrow('disk full');
  });
});
