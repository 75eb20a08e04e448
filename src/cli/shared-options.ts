import type { SimulationName } from '../sim/report.js';
import { OWN_STORES, type SimBackend } from '../sim/sweep/backend.js';
import { loadThreads } from '../sim/sweep/load-threads.js';
import { quoted, type CommandLine, type OptionTable } from './command-line.js';

/** Options of every command that runs stores. */
export const STORES = {
  backend: {
    value: '<file>',
    help: "module with the stores under test: exports createLedger() and createSink(); this package's own if left out",
  },
  strict: {
    negatable: true,
    help: "hold refusals to the letter, in code and moment; so are this package's own stores",
  },
} as const satisfies OptionTable;

/** The option for programs. */
export const JSON_OUTPUT = { json: { help: 'print JSON' } } as const satisfies OptionTable;

/** The stores that `--backend` names. */
export async function backendOf(line: CommandLine, simulation: SimulationName): Promise<SimBackend> {
  const path = line.value('backend');
  if (path === undefined) return OWN_STORES;
  const { loadBackend } = await loadThreads();
  return loadBackend(path, simulation);
}

/** The options of {@link STORES} as they were typed, for a line to paste. */
export function storesAsTyped(line: CommandLine): string {
  const [backend, strict] = [line.value('backend'), line.flag('strict')];
  return [
    ...(backend === undefined ? [] : [` --backend ${quoted(backend)}`]),
    ...(strict === undefined ? [] : [strict ? ' --strict' : ' --no-strict']),
  ].join('');
}
