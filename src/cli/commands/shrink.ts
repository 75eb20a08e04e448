import { writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { formatCapsule, type Capsule } from '../../sim/capsule.js';
import type { SimulationName } from '../../sim/report.js';
import { shrink, type ShrinkOptions } from '../../sim/shrink/shrink.js';
import type { Shrunk } from '../../sim/shrink/shrunk.js';
import { OWN_STORES } from '../../sim/sweep/backend.js';
import { quoted, type OptionTable } from '../command-line.js';
import type { Command } from '../command.js';
import { ExitCode } from '../exit-code.js';
import { onlyFile, readCapsule } from '../files.js';
import { FreshStores } from '../fresh-stores.js';
import { orInterrupted } from '../interruption.js';
import { readNumber } from '../read-values.js';
import { backendOf, JSON_OUTPUT, STORES, storesAsTyped } from '../shared-options.js';

const OPTIONS = {
  out: { value: '<file>', help: 'where the result goes; beside the capsule, with the ending .min.json, if left out' },
  'max-runs': { value: '<n>', help: 'most runs; 2000 if left out' },
  ...STORES,
  ...JSON_OUTPUT,
} as const satisfies OptionTable;

/** Shrinks a capsule. */
export const shrinkCommand: Command = {
  name: 'shrink',
  summary: 'leave out of a failure what it does not need',
  description:
    'Leaves out operations, faults and records, and simplifies values, as long as it fails with the same signature;\n' +
    'says which of the values that are left matter.',
  synopsis: '<capsule>',
  options: OPTIONS,
  exits:
    '0 shrunk, 2 usage or a capsule that does not fail, 3 a backend that does not answer, 130 interrupted (what is left by then is written)',
  async run(line, io) {
    const file = onlyFile(line, 'shrink');
    const capsule = readCapsule(file);
    const out = line.value('out') ?? join(dirname(file), `${basename(file).replace(/(\.min)?\.json$/, '')}.min.json`);
    const backend = await backendOf(line, capsule.simulation);
    const stores = new FreshStores(backend, capsule.simulation);
    const best: { capsule?: Capsule } = {};
    try {
      const shrinking = shrink(capsule, {
        ...(backend !== OWN_STORES && storesOf(stores, capsule.simulation)),
        strict: line.flag('strict'),
        maxRuns: readNumber(line, 'max-runs'),
        signal: io.signal,
        onProgress: (progress) => {
          best.capsule = progress.capsule();
          io.progress?.(
            `${progress.operations} of ${capsule.operations.length} operations left, ${progress.runs} runs`,
          );
        },
      });
      const shrunk = await orInterrupted(io.signal, shrinking);
      writeFileSync(out, formatCapsule(shrunk.capsule));
      io.out(`${line.flag('json') === true ? jsonOf(shrunk, out) : textOf(shrunk, out, storesAsTyped(line))}\n`);
      return ExitCode.Clean;
    } catch (error) {
      if (!io.signal.aborted || best.capsule === undefined) throw error;
      writeFileSync(out, formatCapsule(best.capsule));
      io.err(`Interrupted: the ${best.capsule.operations.length} operations that are left so far are in ${out}.\n`);
      return ExitCode.Interrupted;
    } finally {
      await orInterrupted(io.signal, stores.close()).catch(() => undefined);
    }
  },
};

function storesOf(stores: FreshStores, simulation: SimulationName): Pick<ShrinkOptions, 'ledger' | 'sink'> {
  return {
    ...(simulation !== 'findings' && { ledger: () => stores.ledger() }),
    ...(simulation !== 'done-ledger' && { sink: () => stores.sink() }),
  };
}

function jsonOf({ capsule, from, runs, complete, matters }: Shrunk, file: string): string {
  return JSON.stringify({ file, from, operations: capsule.operations.length, runs, complete, matters });
}

function textOf(shrunk: Shrunk, file: string, stores: string): string {
  const lines = ['replay', 'report'].map((name) => `  npx gossip-inmemory ${name} ${quoted(file)}${stores}`);
  return [String(shrunk), '', `wrote ${file}`, ...lines].join('\n');
}
