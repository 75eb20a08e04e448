import { describe, expect, test } from 'vitest';
import { userFrame, userLocation } from '../../src/harness/call-site.js';

const frames = (...lines: string[]): string => lines.map((line) => `    ${line}`).join('\n');

describe('userFrame', () => {
  test.each([
    ['the first', ['at first (/app/a.ts:1:2)', 'at second (/app/b.ts:3:4)'], 'at first (/app/a.ts:1:2)'],
    [
      'not a dependency’s',
      ['at lib (/app/node_modules/x/i.js:1:2)', 'at mine (/app/a.ts:1:2)'],
      'at mine (/app/a.ts:1:2)',
    ],
    [
      'not one of Windows',
      ['at lib (C:\\app\\node_modules\\x\\i.js:1:2)', 'at C:\\app\\a.ts:1:2'],
      'at C:\\app\\a.ts:1:2',
    ],
    [
      'not the runtime’s',
      ['at node:internal/timers:1:2', 'at run (node:fs:1:2)', 'at /app/a.ts:1:2'],
      'at /app/a.ts:1:2',
    ],
    [
      'not one without a file',
      ['at Array.map (<anonymous>)', 'at <anonymous>', 'at /app/a.ts:1:2'],
      'at /app/a.ts:1:2',
    ],
    [
      'not that of a Promise.all',
      ['at async Promise.all (index 0)', 'at async /app/a.ts:1:2'],
      'at async /app/a.ts:1:2',
    ],
    [
      'that of CommonJS',
      ['at Object.<anonymous> (/app/a.js:1:2)', 'at b (/app/b.js:3:4)'],
      'at Object.<anonymous> (/app/a.js:1:2)',
    ],
    [
      'one in a folder that is nearly called so',
      ['at a (/app/my_node_modules/a.js:1:2)', 'at /b.ts:1:2'],
      'at a (/app/my_node_modules/a.js:1:2)',
    ],
    [
      'the first if none is the user’s',
      ['at lib (/app/node_modules/x/i.js:1:2)', 'at node:fs:1:2'],
      'at lib (/app/node_modules/x/i.js:1:2)',
    ],
  ])('finds %s', (_, lines, frame) => {
    expect(userFrame(frames(...lines))).toBe(frame);
  });

  test('is undefined where there is no stack', () => {
    expect(userFrame(undefined)).toBeUndefined();
    expect(userLocation(undefined)).toBeUndefined();
  });
});

describe('userLocation', () => {
  test.each([
    ['at write (/app/a.ts:1:2)', '/app/a.ts:1:2'],
    ['at /app/a.ts:1:2', '/app/a.ts:1:2'],
    ['at async /app/a.ts:1:2', '/app/a.ts:1:2'],
    ['at async write (file:///app/a.ts:1:2)', '/app/a.ts:1:2'],
    ['at file:///app/a.ts:1:2', '/app/a.ts:1:2'],
    ['at Worker.write [as run] (/app/a.ts:1:2)', '/app/a.ts:1:2'],
    ['at write (/app/(group)/a.ts:1:2)', '/app/(group)/a.ts:1:2'],
    ['at write (/app/a (copy)/a.ts:1:2)', '/app/a (copy)/a.ts:1:2'],
    ['at file:///app/(group)/a.ts:1:2', '/app/(group)/a.ts:1:2'],
    ['at Object.<anonymous> (/app/a.js:1:2)', '/app/a.js:1:2'],
  ])('of %s is %s', (frame, location) => {
    expect(userLocation(`    ${frame}\n    at other (/app/b.ts:3:4)`)).toBe(location);
  });
});
