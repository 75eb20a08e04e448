import ofInternals from './of-internals.js';
import { publicScenarios } from './public.js';
import type { Scenario } from './scenario.js';

export const scenarios: readonly Scenario[] = [...publicScenarios, ...ofInternals];
