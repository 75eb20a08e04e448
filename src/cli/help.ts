import type { Command } from './command.js';

const EXITS =
  '0 clean, 1 something does not hold, 2 usage, 3 inconclusive, 130 interrupted (what is known by then is printed)';

/** The help of the whole. */
export function helpOfAll(commands: readonly Command[]): string {
  return [
    'Usage: gossip-inmemory <command> [options]',
    '',
    'Deterministic simulation of done-ledgers and findings sinks.',
    '',
    ...columns(commands.map(({ name, summary }) => [name, summary])),
    '',
    ...columns([
      ['--help', 'this text, or that of a command'],
      ['--version', 'the version of gossip-inmemory'],
    ]),
    '',
    `Exit codes: ${EXITS}.`,
    '',
  ].join('\n');
}

/** The help of a command. */
export function helpOf({ name, synopsis, description, options, exits = EXITS }: Command): string {
  const rows = Object.entries(options).map(([option, { value, help, negatable }]): [string, string] => {
    const forms = negatable === true ? `--${option}, --no-${option}` : `--${option}`;
    return [value === undefined ? forms : `${forms} ${value}`, help];
  });
  return [
    `Usage: gossip-inmemory ${[name, synopsis, '[options]'].filter((part) => part !== '').join(' ')}`,
    '',
    description,
    '',
    ...columns(rows),
    '',
    `Exit codes: ${exits}.`,
    '',
  ].join('\n');
}

function columns(rows: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
