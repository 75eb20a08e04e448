import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { transform } from 'esbuild';
import { defineConfig, type Options } from 'tsup';

type Plugin = NonNullable<Options['plugins']>[number];
type EsbuildPlugin = NonNullable<Options['esbuildPlugins']>[number];

/**
 * esbuild turns `class X`, where X is used inside its own body, into `var X = class _X`. Users would meet that name in
 * diffs, snapshots and stack traces. (Its `keepNames` would wrap every inner function as well, at each call.)
 */
const naturalClassNames: Plugin = {
  name: 'natural-class-names',
  renderChunk(code) {
    const renamed = [...code.matchAll(/^var (\w+) = class _\1\b/gm)].map(([, name]) => name as string);
    for (const name of renamed)
      code = code
        .replace(`var ${name} = class _${name}`, `class ${name}`)
        .replaceAll(new RegExp(`(?<![\\w$#.])_${name}\\b`, 'g'), name);
    return { code };
  },
};

/** tsup's own way from split ES modules to CommonJS goes through sucrase, which lowers class fields as well. */
const commonJs: Plugin = {
  name: 'commonjs',
  async renderChunk(code) {
    const options = {
      supported: { 'dynamic-import': false }, // becomes require(), as Jest's CommonJS has no other
      define: { 'import.meta.url': '__filename' }, // a path instead of a URL, which who asks for it knows
    };
    return { code: (await transform(code, { format: 'cjs', platform: 'node', target: 'es2022', ...options })).code };
  },
};

/** What a test file loads anyway: the main entry, and what the matchers need besides. */
const COMMON = [
  'src/index',
  'src/redaction/secret-forms',
  'src/redaction/visible-texts',
  'src/sim/describe-run',
  'src/sim/operations',
];

/** What is loaded on its own besides the entries: `import()` asks for it. */
const LATER = ['src/conformance/run', 'src/timeline/of-stores'];

/**
 * A file of its own is made of what one set of entries needs and no other does, and finding and opening a file takes about
 * as long as compiling 20 KB of it. So every entry needs all that is common, which is then one file instead of a dozen.
 */
function needingAllInCommon(entries: readonly string[]): EsbuildPlugin {
  const common = COMMON.map(fileOf);
  const loadedAlone = new Set([...entries, ...LATER].map(fileOf));
  return {
    name: 'needing-all-in-common',
    setup(build) {
      build.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        if (!loadedAlone.has(path)) return undefined;
        const imports = common.filter((file) => file !== path).map((file) => `import ${JSON.stringify(file)};\n`);
        return { contents: `${await readFile(path, 'utf8')}\n${imports.join('')}`, loader: 'ts' }; // #! stays the first line
      });
    },
  };
}

function fileOf(name: string): string {
  return resolve(`${name}.ts`);
}

// JavaScript only. The declarations come from tsc, which keeps the augmentations of other packages word for word.
const shared = {
  format: 'esm',
  target: 'es2022', // the first with native #private, on which redaction rests
  splitting: true, // one copy of each class, however many entries use it
  external: [/^fast-check$/, /^vitest(\/|$)/, /^@vitest\//, /^@jest\//, 'expect'], // a second copy of a runner could not find the user's suite
  removeNodeProtocol: false,
  silent: true,
} satisfies Options;

const ESM = ['src/cli/main', 'fixtures/vitest'];

const ENTRIES = [
  'src/index',
  'src/conformance/index',
  'src/sim/index',
  'src/fast-check/index',
  'matchers/index',
  'fixtures/jest',
  // That nobody imports: threads, whose files find each other by their places, and the command line.
  'src/sim/threads/index',
  'src/sim/threads/worker',
  'src/cli/run',
];

export default defineConfig([
  {
    ...shared,
    outDir: 'dist/esm',
    entry: named([...ENTRIES, ...ESM]),
    esbuildPlugins: [needingAllInCommon([...ENTRIES, ...ESM])],
    plugins: [naturalClassNames],
  },
  {
    ...shared,
    outDir: 'dist/cjs', // its package.json says "commonjs", so .js is right
    entry: named(ENTRIES),
    esbuildPlugins: [needingAllInCommon(ENTRIES)],
    plugins: [naturalClassNames, commonJs],
  },
]);

/** Keeps an entry's folder: `src/index.ts` becomes `src/index.js`. */
function named(entries: readonly string[]): Record<string, string> {
  return Object.fromEntries(entries.map((entry) => [entry, `${entry}.ts`]));
}
