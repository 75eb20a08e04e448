/**
 * Deterministic simulation (specification 4-simulation): seeded runs over the stores of this package, or over any backend
 * of the contracts, with faults, and with every invariant checked after every step.
 *
 * @packageDocumentation
 */
export { FaultLevel, SimContext, type SimProfile } from './context.js';
export {
  EXTENDED_EVENT_KINDS,
  SEED_EVENT_KINDS,
  type EventHistogram,
  type SimEventKind,
  type SimOperation,
  type SimOperationType,
  type SimStore,
} from './operations.js';
export { DoneLedgerSim, FindingsSim, PersistenceSim, type RunOptions, type SimOptions } from './simulation.js';
export {
  capsuleOf,
  formatCapsule,
  parseCapsule,
  type Capsule,
  type CapsuleOperation,
  type CapsuleViolation,
} from './capsule.js';
export { replay, type ReplayOptions } from './replay.js';
export { shrink, type ShrinkOptions, type ShrinkProgress } from './shrink/shrink.js';
export type { Shrunk } from './shrink/shrunk.js';
export { capsuleFileName, keepCapsules, mergeCapsules, readCapsules, type CapsuleFolder } from './capsule-files.js';
export { traceText } from './trace.js';
export { SimReport, type SimOrigin, type SimulationName } from './report.js';
export { INVARIANTS, describeViolation, type Breach, type InvariantName, type Violation } from './violation.js';
export { timelineHtml, timelineMermaid, timelinePage, timelineText } from './timelines.js';
export type { TimelineMermaidOptions } from '../timeline/render-mermaid.js';
export type { TimelineTextOptions } from '../timeline/render-text.js';
export type {
  PageChange,
  PageDifference,
  PageEntry,
  PageFailure,
  PageFlight,
  PageKey,
  PageRow,
  PageTone,
  PageViolation,
  PageWrittenRow,
  TimelinePage,
} from '../timeline/page.js';
export type { SimulatedLedger } from './ledger-side.js';
export type { SimulatedSink } from './sink-side.js';
export type { SimControl, SimControls } from './target.js';
export type { RowChange } from './side.js';
export type { RecordedStep, SimPhase, SimStores } from './world.js';
export { scenario, type ExpectedEnding, type Scenario, type ScriptedWrite } from './scenario.js';
export { ScenarioError } from './scenario-error.js';
export { sweep } from './sweep/sweep.js';
export { mergeReports } from './sweep/merge-reports.js';
export { SweepReport, type SweepData } from './sweep/report.js';
export type { SweepFailure, SweepDoubt } from './sweep/tally.js';
export type { MadeBackend, SimBackend } from './sweep/backend.js';
export type { SweepOptions, SweepPlan, SweepProgress } from './sweep/options.js';
export type { Seeds } from './sweep/seeds.js';
