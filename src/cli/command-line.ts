import { parseArgs } from 'node:util';
import { closest } from './closest.js';
import { UsageError } from './usage-error.js';

/** An option of a command: with a value if it has a placeholder for one. */
export interface Option {
  /** What its value looks like, for example `<n>`. */
  readonly value?: string;
  readonly help: string;
  /** Whether it may be given several times. */
  readonly multiple?: boolean;
  /** Whether `--no-<name>` exists, too. */
  readonly negatable?: boolean;
}

/** The options of a command, by their names. */
export type OptionTable = Readonly<Record<string, Option>>;

/** What the user has typed behind the name of a command. */
export class CommandLine {
  readonly positionals: readonly string[];
  readonly #values: ReadonlyMap<string, readonly (string | boolean)[]>;

  private constructor(positionals: readonly string[], values: ReadonlyMap<string, readonly (string | boolean)[]>) {
    this.positionals = positionals;
    this.#values = values;
  }

  /** Reads the words behind the name of a command. Throws a `UsageError` that says what to type instead. */
  static parse(words: readonly string[], table: OptionTable): CommandLine {
    const options = Object.fromEntries(
      Object.entries(table).map(([name, { value }]) => [name, { type: value === undefined ? 'boolean' : 'string' }]),
    ) as Record<string, { type: 'boolean' | 'string' }>;
    const args = [...words];
    const { tokens, positionals } = parseArgs({ args, options, strict: false, allowPositionals: true, tokens: true });
    const values = new Map<string, (string | boolean)[]>();
    for (const token of tokens) {
      if (token.kind !== 'option') continue;
      const { name, value } = readOption(token.rawName, token.value, table);
      if (values.has(name) && table[name]?.multiple !== true) throw new UsageError(`--${name} is given twice.`);
      values.set(name, [...(values.get(name) ?? []), value]);
    }
    return new CommandLine(positionals, values);
  }

  /** Whether a flag is there; `undefined` if neither it nor its `--no-` form is. */
  flag(name: string): boolean | undefined {
    return this.#values.get(name)?.[0] as boolean | undefined;
  }

  /** The value of an option. */
  value(name: string): string | undefined {
    return this.#values.get(name)?.[0] as string | undefined;
  }

  /** Its options, but for some, as they were typed. */
  without(...names: readonly string[]): readonly string[] {
    const kept = [...this.#values].filter(([name]) => !names.includes(name));
    return kept.flatMap(([name, values]) =>
      values.map((value) =>
        typeof value === 'string' ? `--${name}=${quoted(value)}` : `--${value ? '' : 'no-'}${name}`,
      ),
    );
  }

  /** The values of an option that may be given several times. */
  values(name: string): readonly string[] {
    return (this.#values.get(name) ?? []) as readonly string[];
  }
}

function readOption(
  rawName: string,
  value: string | undefined,
  table: OptionTable,
): { readonly name: string; readonly value: string | boolean } {
  const typed = rawName.replace(/^--?/, '');
  const positive = typed.replace(/^no-/, '');
  const negated = typed !== positive && table[positive]?.negatable === true;
  const name = negated ? positive : typed;
  const option = Object.hasOwn(table, name) && rawName.startsWith('--') ? table[name] : undefined;
  if (option === undefined) {
    const like = closest(typed, Object.keys(table));
    throw new UsageError(`There is no option ${rawName}.${like === undefined ? '' : ` Did you mean --${like}?`}`);
  }
  if (option.value === undefined || negated) {
    if (value !== undefined) throw new UsageError(`${rawName} takes no value: leave out '${value}'.`);
    return { name, value: !negated };
  }
  if (value === undefined || value === '' || value.startsWith('--'))
    throw new UsageError(`${rawName} needs a value: ${rawName} ${option.value}.`);
  return { name, value };
}

/** A word as a shell takes it. */
export function quoted(word: string): string {
  return /^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
