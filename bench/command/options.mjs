import { parseArgs } from 'node:util';

const HELP = `npm run bench -- [options] [parts]

Parts, all of them if none is named:
  W1 .. W8 (W4 is W4a, W4b and W4c, and so is W6), growth, memory

Options:
  --quick       a tenth of each size, and three rounds: a few minutes, and only a hint
  --rounds=N    how often everybody runs, 7 if left out
  --json        prints the results as JSON (with npm's own --silent before "bench", nothing else)
  --plot=FILE   also draws the results of W1 to W6 into an SVG file
  --profile     shows instead where the time goes: of W1 to W6 on which lines of our code
  --help        this text
`;

/** Reads the command line; prints the help and ends the process where that is all there is to do. */
export function readOptions(known) {
  const { values, positionals } = parse();
  if (values.help) {
    console.log(HELP);
    process.exit(0);
  }
  const rounds = Number(values.rounds ?? (values.quick ? 3 : 7));
  if (!Number.isInteger(rounds) || rounds < 1) refuse(`--rounds=${values.rounds}: not a number of rounds`);
  const unknown = positionals.find((part) => !known.some((id) => covers(part, id)));
  if (unknown !== undefined) refuse(`${unknown}: no such part`);
  const unprofiled = values.profile ? positionals.find((part) => !/^w/i.test(part)) : undefined;
  if (unprofiled !== undefined) refuse(`--profile: there is none of ${unprofiled}`);
  return {
    rounds,
    shrink: values.quick ? 1 / 10 : 1,
    quick: values.quick === true,
    json: values.json === true,
    plot: values.plot,
    profile: values.profile === true,
    wants: (id) => positionals.length === 0 || positionals.some((part) => covers(part, id)),
  };
}

function parse() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        quick: { type: 'boolean' },
        json: { type: 'boolean' },
        help: { type: 'boolean' },
        rounds: { type: 'string' },
        plot: { type: 'string' },
        profile: { type: 'boolean' },
      },
    });
  } catch (error) {
    return refuse(error.message);
  }
}

/** `W4` covers W4a, W4b and W4c. */
function covers(part, id) {
  const [wanted, known] = [part.toLowerCase(), id.toLowerCase()];
  return known === wanted || (known.startsWith(wanted) && /^[a-z]$/.test(known.slice(wanted.length)));
}

function refuse(message) {
  console.error(`${message}\n\n${HELP}`);
  process.exit(2);
}
