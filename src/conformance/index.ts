/**
 * Checks for any backend of the two contracts, with and without a runner.
 *
 * @packageDocumentation
 */

export { CHECKS } from './checks/index.js';
export { describeConformance, testChecks, type RunnerFunctions } from './describe.js';
export type { CheckContext } from './context.js';
export type { Clock } from './deadline.js';
export { describeResult, ConformanceReport, type CheckResult } from './report.js';
export { runConformance, type ConformanceOptions } from './run.js';
export type { Capability, ConformanceBackend, ConformanceCheck, ConformanceSubject, Supports } from './types.js';
