// One run of Vitest in this process and its workers, on the files of a project.
import { startVitest } from 'vitest/node';
import { answer } from './answer.mjs';

const [root, filter, pool] = process.argv.slice(2);

answer({
  /** The processor time that the run took, in microseconds, and what its tests noted in their `meta`. */
  run: async () => {
    const before = process.cpuUsage();
    const vitest = await startVitest(
      'test',
      [filter],
      { root, pool, config: false, watch: false, cache: false, maxWorkers: 1, reporters: [{}] },
      { logLevel: 'silent' },
    );
    const { user, system } = process.cpuUsage(before);
    const tests = vitest.state.getTestModules().flatMap((module) => [...module.children.allTests()]);
    const notes = tests.map((test) => ({ ok: test.ok(), ...test.meta() }));
    await vitest.close();
    return { cost: user + system, notes };
  },
});
