import { readFile, readdir } from 'node:fs/promises';
import ts from 'typescript';
import { expect, test } from 'vitest';
import * as matchers from '../../matchers/index.js';
import { ROOT } from './bare/run-node.js';

const MATCHERS = [
  'toBeDurable',
  'toBeRedacted',
  'toConform',
  'toConvergeWith',
  'toConvergeWithOracle',
  'toDominate',
  'toFailCommit',
  'toHaveDurableCounts',
  'toHaveDurableFinding',
  'toHaveDurableObservation',
  'toHaveDurableOccurrence',
  'toHaveDurableRecord',
  'toHavePendingWrites',
  'toHoldInvariants',
  'toReachEvents',
  'toRejectWithCode',
];

test('the folder has one file for each matcher, named after it', async () => {
  const files = (await readdir(`${ROOT}matchers`)).filter((file) => file.endsWith('.ts'));
  const names = files.filter((file) => file !== 'index.ts' && file !== 'types.ts').map(camelCase);
  expect(names.sort()).toEqual(MATCHERS);
});

test('the exported object has each of them, and nothing else', () => {
  expect(Object.keys(matchers).sort()).toEqual(MATCHERS);
  for (const [name, matcher] of Object.entries(matchers)) expect(matcher.name).toBe(name);
});

test('the types have each of them, those that wait apart', async () => {
  const source = ts.createSourceFile(
    'types.ts',
    await readFile(`${ROOT}matchers/types.ts`, 'utf8'),
    ts.ScriptTarget.Latest,
  );
  const namesOf = (wanted: string): readonly string[] =>
    source.statements
      .filter((statement) => ts.isInterfaceDeclaration(statement))
      .filter(({ name }) => name.text === wanted)
      .flatMap(({ members }) => members.map((member) => (member.name as ts.Identifier).text));
  expect([...namesOf('SyncGossipMatchers'), ...namesOf('AsyncGossipMatchers')].sort()).toEqual(MATCHERS);
  const waiting = Object.entries(matchers).filter(([, { constructor }]) => constructor.name === 'AsyncFunction');
  expect([...namesOf('AsyncGossipMatchers')].sort()).toEqual(waiting.map(([name]) => name).sort());
});

test('the README has a heading for each of them', async () => {
  const readme = await readFile(`${ROOT}README.md`, 'utf8');
  const headings = [...readme.matchAll(/^### `?(to[A-Z]\w*)/gm)].map(([, name]) => name as string);
  expect(headings.sort()).toEqual(MATCHERS);
});

test('each of them has scenarios', async () => {
  const files = await readdir(`${ROOT}test/matchers/scenarios`);
  const names = files.filter((file) => file.startsWith('to-')).map(camelCase);
  expect(names.sort()).toEqual(MATCHERS);
});

function camelCase(file: string): string {
  return file.replace(/\.ts$/, '').replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
