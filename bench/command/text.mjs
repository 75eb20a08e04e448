// Results as text: ratios, each with the least and the greatest of its rounds.
import { FLOOR, OURS } from '../programme.mjs';

export function competitionText({ id, title, unit }, rows) {
  return table(`${id}: ${title}, per ${unit}`, [
    ['', 'to the floor', `to ${OURS}`, ''],
    ...rows.map(({ name, scale, operations, toFloor, toOurs }) => [
      name,
      name === FLOOR ? '' : spread(toFloor),
      name === OURS ? '' : spread(toOurs),
      scale === rows[0].scale ? '' : `at ${operations.toLocaleString('en')} ${unit}s`,
    ]),
  ]);
}

export function growthText({ id, unit }, rows) {
  return table(`${id}: cost per ${unit} as the workload grows, in ratio to that at its own size`, [
    ['', OURS, FLOOR, `${OURS} to the floor`],
    ...rows.map(({ size, ours, floor, toFloor }) => [`${size}x`, spread(ours), spread(floor), spread(toFloor)]),
  ]);
}

export function memoryText({ rows, finished }) {
  const { writes, bytesEach } = finished;
  return table('memory: heap in use', [
    ...rows.map(({ kind, name, first, ratio }) => [kind, `${name} to ${first}`, spread(ratio)]),
    [`${writes.toLocaleString('en')} finished writes`, 'bytes left of each', spread(bytesEach)],
  ]);
}

export function emptyTestsText({ id, title }, rows) {
  return table(
    `${id}: ${title}, in ratio to ${rows[0].name}`,
    rows.map(({ name, ratio }) => [name, spread(ratio)]),
  );
}

export function importsText({ id, title }, rows) {
  return table(
    `${id}: ${title}, in milliseconds more than ${rows[0].name}`,
    rows.map(({ name, extra }) => [name, spread(extra)]),
  );
}

export function profileText({ id, title }, lines) {
  return table(`${id}: ${title}: where the time goes`, [
    ['percent', 'in', 'line'],
    ...lines.map(({ share, where, code }) => [(share * 100).toFixed(1).padStart(7), where, code]),
  ]);
}

export function importProfileText({ id }, { files, bytes, compiling, running }) {
  return table(`${id}: what importing ${OURS} consists of, without a runner, in milliseconds`, [
    [`compiling ${files} files, ${Math.round(bytes / 1000)} KB`, spread(compiling)],
    ['running them', spread(running)],
  ]);
}

export function emptyTestsProfileText({ id }, rows) {
  const owners = Object.keys(rows[0].shares);
  return table(`${id}: whose code runs, in percent of all that runs for ${rows[0].name}`, [
    ['', ...owners],
    ...rows.map(({ name, shares }) => [name, ...owners.map((owner) => digits(shares[owner]))]),
  ]);
}

function table(heading, rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const lines = rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column])).join('   '));
  return [heading, ...lines.map((line) => `  ${line}`.trimEnd())].join('\n');
}

/** `1.23 (1.10 .. 1.40)`, with three digits or so. */
function spread({ median, min, max }) {
  return `${digits(median)} (${digits(min)} .. ${digits(max)})`;
}

export function digits(number) {
  return number >= 1000
    ? Math.round(number).toLocaleString('en')
    : number.toFixed(number >= 100 ? 0 : number >= 10 ? 1 : 2);
}
