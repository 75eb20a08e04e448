import { renderHtml } from '../timeline/html/render-html.js';
import type { TimelinePage } from '../timeline/page.js';
import { pageOfRun } from '../timeline/page-of-run.js';
import { renderMermaid, type TimelineMermaidOptions } from '../timeline/render-mermaid.js';
import { renderText, type TimelineTextOptions } from '../timeline/render-text.js';
import { invalidType, kindOf } from '../values/check.js';
import { PersistenceInputError } from '../values/input-error.js';
import type { SimReport } from './report.js';

/**
 * What a run did, step by step, as data: what the other renderings are made of. Throws `InvalidType` for a report of a run
 * that was not recorded, here and in all of them.
 */
export function timelinePage(report: SimReport): TimelinePage {
  return pageOfRun(readRecorded(report));
}

/** The timeline of a run as text: one line per step, violations below the step that brought them to light. */
export function timelineText(report: SimReport, options?: TimelineTextOptions): string {
  return renderText(timelinePage(report), options);
}

/** The timeline of a run as a sequence diagram in Mermaid's language, its last steps if there are many. */
export function timelineMermaid(report: SimReport, options?: TimelineMermaidOptions): string {
  return renderMermaid(timelinePage(report), options);
}

/**
 * The timeline of a run as one HTML page that needs no network: the violation first, then every step, and the rows of both
 * stores after each.
 */
export function timelineHtml(report: SimReport): string {
  return renderHtml(timelinePage(report));
}

function readRecorded(report: SimReport): SimReport {
  if (kindOf(report) !== 'object' || !Array.isArray(report.steps) || !Array.isArray(report.operations))
    throw invalidType('report', 'the report of a simulation', report);
  if (report.steps.length > 0 || report.operations.length === 0) return report;
  const expected = 'the report of a recorded run';
  const remedy = 'simulate with { record: true }, or await replay(report.capsule(), { record: true })';
  throw new PersistenceInputError(
    'InvalidType',
    { field: 'report', expected, received: 'one without its steps' },
    `expected ${expected}, received one without its steps: ${remedy}`,
  );
}
