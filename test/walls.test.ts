import { ESLint } from 'eslint';
import ts from 'typescript-eslint';
import { describe, expect, test } from 'vitest';

// The files are not there, so there is nothing for the rules that need types.
const eslint = new ESLint({ overrideConfig: [{ files: ['**/*.ts'], ...ts.configs.disableTypeChecked }] });

/** What lint says of `code` as a file of a ring: rule ids, without those on unused names. */
async function complaints(filePath: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath });
  return result!.messages
    .map(({ ruleId, message }) => ruleId ?? message)
    .filter((id) => !id.endsWith('no-unused-vars'));
}

const IMPORT = '@typescript-eslint/no-restricted-imports';
const GLOBAL = 'no-restricted-globals';
const PROPERTY = 'no-restricted-properties';
const SYNTAX = 'no-restricted-syntax';

describe.each(['src', 'matchers'])('%s/ knows no runner and no platform', (ring) => {
  test.each([
    'vitest',
    'vitest/node',
    'jest',
    'expect',
    '@vitest/expect',
    '@jest/globals',
    'fast-check',
    'node:fs',
    'node:timers/promises',
    'crypto',
    'gossip-inmemory',
    'gossip-inmemory/vitest',
    '../fixtures/vitest.js',
    '../../fixtures/options.js',
  ])('import of %s', async (source) => {
    const file = `${ring}/deep/snippet.ts`;
    expect(await complaints(file, `import { x } from '${source}';`)).toEqual([IMPORT]);
    expect(await complaints(file, `import type { x } from '${source}';`)).toEqual([IMPORT]);
    expect(await complaints(file, `export { x } from '${source}';`)).toEqual([IMPORT]);
  });

  test.each([
    ['a dynamic import', `void import('vitest');`, SYNTAX],
    ['a type import', `export type X = import('vitest').TestAPI;`, '@typescript-eslint/consistent-type-imports'],
    ['an augmentation', `declare module 'vitest' { interface X { y: 1 } }`, SYNTAX],
    ['a reference', `/// <reference types="vitest" />\n`, '@typescript-eslint/triple-slash-reference'],
  ])('%s is no way around', async (_, code, rule) => {
    expect(await complaints(`${ring}/snippet.ts`, code)).toEqual([rule]);
  });
});

test('src/ does not know the matchers, which know src/ and each other', async () => {
  expect(await complaints('src/snippet.ts', `import { x } from '../matchers/index.js';`)).toEqual([IMPORT]);
  expect(await complaints('matchers/snippet.ts', `import { x } from '../src/index.js';`)).toEqual([]);
  expect(await complaints('matchers/index.ts', `export { x } from './to-be-durable.js';`)).toEqual([]);
});

test('fixtures/ may know all of them and the runner, but neither clocks nor fast-check', async () => {
  const runner = `export { x } from 'vitest';\ndeclare module 'vitest' { interface X { y: 1 } }`;
  const inner = `export { x } from '../src/index.js';\nexport { y } from '../matchers/index.js';`;
  expect(await complaints('fixtures/vitest.ts', `${runner}\n${inner}`)).toEqual([]);
  expect(await complaints('fixtures/vitest.ts', `import 'fast-check';`)).toEqual([IMPORT]);
  expect(await complaints('fixtures/vitest.ts', `import { setTimeout } from 'node:timers';`)).toEqual([IMPORT]);
  expect(await complaints('fixtures/vitest.ts', `import { writeFile } from 'node:fs/promises';`)).toEqual([]);
});

describe.each(['src', 'matchers', 'fixtures'])(
  '%s/ takes no time, randomness or state from its surroundings',
  (ring) => {
    test.each([
      ['Date.now()', PROPERTY],
      ['new Date()', SYNTAX],
      ['Date()', SYNTAX],
      ['Math.random()', PROPERTY],
      ['performance.now()', GLOBAL],
      ['setTimeout(String, 1)', GLOBAL],
      ['setInterval(String, 1)', GLOBAL],
      ['setImmediate(String)', GLOBAL],
      ['process.env', GLOBAL],
      ['crypto.randomUUID()', GLOBAL],
      ['globalThis.setTimeout(String, 1)', PROPERTY],
      ['globalThis.process', PROPERTY],
    ])('%s', async (code, rule) => {
      expect(await complaints(`${ring}/snippet.ts`, `export const x: unknown = ${code};`)).toEqual([rule]);
    });

    test('a name taken out of its object', async () => {
      expect(await complaints(`${ring}/snippet.ts`, `export const { now } = Date;`)).toEqual([PROPERTY]);
    });
  },
);

test('only the salt of the secret tags is random', async () => {
  const code = `export const salt = crypto.getRandomValues(new Uint8Array(32));`;
  expect(await complaints('src/values/secret-tag.ts', code)).toEqual([]);
  expect(await complaints('src/values/secret-tag.ts', `export const now = performance.now();`)).toEqual([GLOBAL]);
});
