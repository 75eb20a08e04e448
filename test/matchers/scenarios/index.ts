import ofInternals from './of-internals.js';
import { publicScenarios } from './public.js';
import type { Scenario } from './scenario.js';
import toHoldInvariants from './to-hold-invariants.js';

export const scenarios: readonly Scenario[] = [...publicScenarios, ...ofInternals, ...toHoldInvariants];
