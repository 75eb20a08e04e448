import { defineConfig } from 'vitest/config';
import { generateReadmeTests } from './tools/readme.mjs';

generateReadmeTests();

const here = (path: string): string => new URL(path, import.meta.url).pathname;

export default defineConfig({
  resolve: {
    alias: {
      'gossip-inmemory/vitest': here('fixtures/vitest.ts'),
      'gossip-inmemory/conformance': here('src/conformance/index.ts'),
      'gossip-inmemory/matchers': here('matchers/index.ts'),
      'gossip-inmemory/fast-check': here('src/fast-check/index.ts'),
      'gossip-inmemory/sim': here('src/sim/index.ts'),
      'gossip-inmemory': here('src/index.ts'),
    },
  },
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/consumer/**'],
    testTimeout: 60_000, // nothing here measures time, and machines are slow at times
  },
});
