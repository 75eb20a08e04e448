import type { SimulationName } from '../report.js';
import type { SimBackend } from '../sweep/backend.js';
import type { Lane } from '../sweep/lane.js';
import type { SweepPlan } from '../sweep/options.js';
import { loadFactories, unusableBackend, whyUnusable } from './backend-module.js';
import { ThreadLane } from './thread-lane.js';

/** So many lanes, each in a thread of its own. */
export function threadLanes(plan: SweepPlan, backend: string | undefined, count: number): readonly Lane[] {
  return Array.from({ length: count }, () => new ThreadLane({ plan, backend }));
}

/** The factories of a backend, loaded here. Rejects with `InvalidType` for a module that is of no use. */
export async function loadBackend(path: string, simulation: SimulationName): Promise<SimBackend> {
  try {
    return await loadFactories(path, simulation);
  } catch (error) {
    throw unusableBackend(path, whyUnusable(error), error);
  }
}
