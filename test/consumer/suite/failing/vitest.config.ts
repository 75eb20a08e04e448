import { defineConfig } from 'vitest/config';

// Tests that fail on purpose, run by the test next door in a process of its own.
export default defineConfig({ test: { include: ['*.fixture.ts'] } });
