import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { PersistenceInputError } from '../../values/input-error.js';
import type { SimulationName } from '../report.js';
import { checkFactories, type SimBackend } from '../sweep/backend.js';
import { describeError } from '../sweep/task.js';

/** In CommonJS the build puts a path in the place of the URL. */
const IS_MODULE = import.meta.url.startsWith('file:');

/**
 * Loads the module of a backend: it exports `createLedger`, `createSink` and `dispose`, or has a default export that is an
 * object of these or one function that makes both stores. A relative path is taken against the working directory. Rejects
 * for a module that cannot be loaded, or that makes nothing for the simulation.
 */
export async function loadFactories(path: string, simulation: SimulationName): Promise<SimBackend> {
  return factoriesOf(await load(fileOf(path)), simulation);
}

/** The file that a path, or a `file:` URL, names. */
export function fileOf(path: string): string {
  return path.startsWith('file:') ? fileURLToPath(path) : resolve(path);
}

/** Why a backend could not be loaded, in one line. */
export function whyUnusable(error: unknown): string {
  return PersistenceInputError.is(error) ? error.message : describeError(error).replace(/ imported from .*$/, '');
}

/** The error for a backend that could not be loaded. */
export function unusableBackend(path: string, why: string, cause?: unknown): PersistenceInputError {
  const detail = { field: 'backend', expected: 'the path of a module that makes stores', received: path };
  return new PersistenceInputError('InvalidType', detail, `${path} is of no use: ${why}`, { cause });
}

/** `import()` takes URLs, and `require()`, which the build makes of it in CommonJS, takes paths. */
function load(file: string): Promise<object> {
  return import(IS_MODULE ? pathToFileURL(file).href : file) as Promise<object>;
}

function factoriesOf(module: object, simulation: SimulationName): SimBackend {
  if ('createLedger' in module || 'createSink' in module) return checkFactories('module', module, simulation);
  return checkFactories('module.default', (module as { default?: unknown }).default, simulation);
}
