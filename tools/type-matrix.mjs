// Type-checks the consumers, with nothing skipped: every Vitest and every Jest under every TypeScript.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { node } from './process.mjs';
import { sum } from './reports.mjs';

const STRICT = {
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: false,
  noEmit: true,
  target: 'es2022',
  lib: ['es2022'], // neither dom nor esnext.disposable: the declarations bring what they need
};
const NODE_NEXT = { ...STRICT, module: 'nodenext', types: ['node'] };
const BUNDLER = { ...STRICT, module: 'esnext', moduleResolution: 'bundler' };

/** What a consumer of a runner consists of. */
const OF_CONSUMER = ['shared', 'suite', 'failing', 'types'];

/** The cells of the matrix: a name, and what checks it. */
function typeCells({ vitest, jest, typescript, plain }) {
  const [newest, newestTsc] = [...typescript].at(-1);
  const cells = [];
  const runners = [
    ['Vitest', vitest, ['node']],
    ['Jest', jest, ['node', 'jest']], // the types of the global expect are a package of their own
  ];
  for (const [runner, consumers, types] of runners)
    for (const [version, folder] of consumers) {
      const name = `${runner} ${version}, TypeScript`;
      for (const [ts, tsc] of typescript)
        cells.push(cell(`${name} ${ts}`, tsc, folder, { ...NODE_NEXT, types }, OF_CONSUMER));
      const options = { ...BUNDLER, types };
      cells.push(cell(`${name} ${newest}, bundler`, newestTsc, folder, options, OF_CONSUMER));
    }
  for (const [version, folder] of jest) {
    const name = `Jest ${version}, TypeScript ${newest}`;
    const own = ['shared', 'types'];
    cells.push(cell(`${name}, without @types/jest`, newestTsc, folder, NODE_NEXT, own, ['types/global-matchers.ts']));
    // On their own: a program that has both formats augments Jest's interfaces twice, each time with classes of its own.
    const types = ['node', 'jest'];
    cells.push(cell(`${name}, CommonJS`, newestTsc, folder, { ...NODE_NEXT, types }, ['commonjs']));
  }
  for (const [ts, tsc] of typescript)
    cells.push(
      cell(`no runner, no types of Node, TypeScript ${ts}`, tsc, plain, { ...NODE_NEXT, types: [] }, ['plain']),
    );
  return cells;
}

function cell(name, tsc, folder, compilerOptions, include, exclude = []) {
  return {
    name,
    async check() {
      const config = join(folder, `tsconfig.${name.replaceAll(/[^\w.]+/g, '-')}.json`);
      await writeFile(config, JSON.stringify({ compilerOptions, include, exclude }));
      const { code, output } = await node([tsc, '-p', config, '--pretty', 'false'], { cwd: folder });
      const lines = output.split('\n').filter(Boolean);
      const complaints = lines.filter((line) => !isNoise(line));
      const sound = complaints.length === 0 && (code === 0 || lines.length > 0);
      return { passed: sound ? 1 : 0, failed: sound ? 0 : 1, output: [`${name}:`, ...complaints].join('\n') };
    },
  };
}

/**
 * Vitest 3.2.7 does not type-check under TypeScript 7 without us either: it and @types/chai both declare a method of chai.
 * Everything else counts, in whichever file: an augmentation of ours that does not fit is reported in theirs, too.
 */
function isNoise(line) {
  return /^node_modules\/(@types\/chai|vitest|@vitest\/expect)\/.*TS2300: Duplicate identifier 'containSubset'/.test(
    line,
  );
}

/** Checks all cells, two at a time. */
export async function checkTypes(consumers) {
  const waiting = typeCells(consumers);
  const counts = [];
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) counts.push(await next.check());
  };
  await Promise.all([work(), work()]);
  return sum(counts);
}
