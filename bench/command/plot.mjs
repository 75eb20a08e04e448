// The results of the workloads as an SVG: a point for each contestant on a logarithmic scale, and a line from the least to the
// greatest of its rounds. A picture of lines and words needs no library; its colours follow the reader's light or dark mode.
import { FLOOR, OURS } from '../programme.mjs';
import { digits } from './text.mjs';

const WIDTH = 760;
const LABELS = 190;
const FIGURES = 60;
const LINE = 20;
const HEADING = 36;
const AXIS = 44;

const STYLE = `
  text { font: 12px system-ui, sans-serif; fill: #1f2328; }
  .strong { font-weight: 600; }
  .small { font-size: 11px; fill: #59636e; }
  .grid { stroke: #d1d9e0; }
  .one { stroke: #59636e; }
  .other { fill: #818b98; stroke: #818b98; }
  .ours { fill: #0969da; stroke: #0969da; }
  .floor { fill: #1a7f37; stroke: #1a7f37; }
  .spread { stroke-width: 3; stroke-linecap: round; opacity: 0.45; }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc; }
    .small { fill: #9198a1; }
    .grid { stroke: #3d444d; }
    .one { stroke: #9198a1; }
    .other { fill: #9198a1; stroke: #9198a1; }
    .ours { fill: #4493f8; stroke: #4493f8; }
    .floor { fill: #3fb950; stroke: #3fb950; }
  }`;

/** @param groups one per workload: `{ id, title, unit, rows }`, its rows with `name` and `toOurs`, a median and its spread. */
export function plot(groups) {
  const x = scaleOf(groups.flatMap(({ rows }) => rows.flatMap(({ toOurs: { min, max } }) => [min, max])));
  const points = [];
  let y = AXIS;
  for (const { id, title, unit, rows } of groups) {
    points.push(text(8, y + HEADING - 14, `${id}  ${title}, per ${unit}`, 'strong'));
    y += HEADING;
    for (const { name, toOurs } of rows) {
      points.push(...row(name, toOurs, y, x));
      y += LINE;
    }
  }
  const grid = x.powers.flatMap((power) => {
    const at = round(x(10 ** power));
    const line = `<line class="${power === 0 ? 'one' : 'grid'}" x1="${at}" x2="${at}" y1="${AXIS}" y2="${y}"/>`;
    return [line, text(at, AXIS - 8, (10 ** power).toLocaleString('en'), 'small', 'middle')];
  });
  const heading = text(
    8,
    16,
    `Cost of one operation, ${OURS} = 1, on a logarithmic scale. Further left is faster.`,
    'small',
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y + 8}" width="${WIDTH}" height="${y + 8}" role="img" aria-label="Cost of one operation beside ${OURS}">
<style>${STYLE}
</style>
${[heading, ...grid, ...points].join('\n')}
</svg>
`;
}

function row(name, { median, min, max }, y, x) {
  const kind = name === OURS ? 'ours' : name === FLOOR ? 'floor' : 'other';
  return [
    text(LABELS - 12, y + 4, name, kind === 'ours' ? 'strong' : '', 'end'),
    `<line class="spread ${kind}" x1="${round(x(min))}" x2="${round(x(max))}" y1="${y}" y2="${y}"/>`,
    `<circle class="${kind}" cx="${round(x(median))}" cy="${y}" r="4"/>`,
    text(x(max) + 10, y + 4, digits(median), 'small'),
  ];
}

/** Where a value lies; `powers` are the powers of ten around all values. */
function scaleOf(values) {
  const first = Math.floor(Math.log10(Math.min(...values)));
  const last = Math.ceil(Math.log10(Math.max(...values)));
  const x = (value) => LABELS + ((Math.log10(value) - first) / (last - first)) * (WIDTH - FIGURES - LABELS);
  return Object.assign(x, { powers: Array.from({ length: last - first + 1 }, (_, index) => first + index) });
}

function text(x, y, words, style, anchor = 'start') {
  const escaped = words.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${round(x)}" y="${round(y)}" class="${style}" text-anchor="${anchor}">${escaped}</text>`;
}

function round(number) {
  return Math.round(number * 10) / 10;
}
