import { transform } from 'esbuild';
import { defineConfig, type Options } from 'tsup';

type Plugin = NonNullable<Options['plugins']>[number];

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

// JavaScript only. The declarations come from tsc, which keeps the augmentations of other packages word for word.
const shared = {
  format: 'esm',
  target: 'es2022', // the first with native #private, on which redaction rests
  splitting: true, // one copy of each class, however many entries use it
  external: [/^fast-check$/, /^vitest(\/|$)/, /^@vitest\//, /^@jest\//, 'expect'], // a second copy of a runner could not find the user's suite
  removeNodeProtocol: false,
  silent: true,
} satisfies Options;

/** Entries that nobody imports: threads, whose files find each other by their places, and the command line. */
const NODE = ['src/sim/threads/index', 'src/sim/threads/worker', 'src/cli/run'];

export default defineConfig([
  {
    ...shared,
    outDir: 'dist/esm',
    entry: named(
      'src/index',
      'src/conformance/index',
      'src/sim/index',
      'src/fast-check/index',
      'matchers/index',
      'fixtures/vitest',
      'fixtures/jest',
      'src/cli/main',
      ...NODE,
    ),
    plugins: [naturalClassNames],
  },
  {
    ...shared,
    outDir: 'dist/cjs', // its package.json says "commonjs", so .js is right
    entry: named(
      'src/index',
      'src/conformance/index',
      'src/sim/index',
      'src/fast-check/index',
      'matchers/index',
      'fixtures/jest',
      ...NODE,
    ),
    noExternal: [/^@noble\/hashes(\/|$)/], // ESM only: not every require() can load it
    plugins: [naturalClassNames, commonJs],
  },
]);

/** Keeps an entry's folder: `src/index.ts` becomes `src/index.js`. */
function named(...entries: string[]): Record<string, string> {
  return Object.fromEntries(entries.map((entry) => [entry, `${entry}.ts`]));
}
