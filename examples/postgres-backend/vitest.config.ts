import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Embedded Postgres takes a moment to start, and a server may be far away.
  test: { include: ['test/**/*.test.ts'], testTimeout: 30_000, hookTimeout: 60_000 },
});
