import { describe } from 'vitest';
import {
  defineMatcher,
  DefinedStore,
  expect,
  MatcherUsageError,
  test,
  type Judgement,
  type MatcherDefinition,
} from '../../fixtures/vitest.js';
import { outcomeOfCall } from '../support/rows.js';

/** A store with one number per name. */
class Shelf extends DefinedStore<readonly [name: string, count: number], Map<string, number>, number> {
  constructor() {
    super({
      kind: 'shelf',
      createDurable: () => new Map(),
      apply: (shelf, [name, count]) => shelf.set(name, count).size,
    });
  }

  put(name: string, count: number) {
    return this.submit([name, count], this.put);
  }

  count(name: string): number | undefined {
    return this.read((shelf) => shelf.get(name));
  }
}

const definition: MatcherDefinition<Shelf> = {
  name: 'toHold',
  receiver: 'a shelf',
  parameters: ['name', 'count?'],
  accepts: (received) => received instanceof Shelf,
  judge(shelf, [name, count], { equals }): Judgement {
    if (typeof name !== 'string') throw new MatcherUsageError('toHold(): the name is a string.');
    const found = shelf.count(name);
    const pass = count === undefined ? found !== undefined : equals(found, count);
    return {
      pass,
      sentence: found === undefined ? `There is no ${name}.` : `There is some ${name}.`,
      ...(count !== undefined && { expected: count, received: found }),
      concerns: ([written]: readonly [string, number]) => written === name,
    };
  },
};

const judging = (judge: () => unknown) =>
  defineMatcher({ ...definition, name: 'toBeJudged', parameters: [], judge: judge as () => Judgement });

expect.extend({
  toHold: defineMatcher(definition),
  toBeEmptyHanded: defineMatcher({
    name: 'toBeEmptyHanded',
    receiver: 'an array',
    accepts: (received) => Array.isArray(received),
    judge: (received) => ({
      pass: received.length === 0,
      sentence: 'It has elements.',
      expected: [],
      received,
    }),
  }),
});

declare module '../../matchers/types.js' {
  interface SyncGossipMatchers<R = void> {
    toHold(name: string, count?: unknown): R;
    toBeEmptyHanded(): R;
    toBeJudged(): R;
  }
}

/** The message of an assertion, without colours, columns and the folder of this file. */
function complaint(assertion: () => void): string {
  try {
    assertion();
  } catch (error) {
    return (error as Error).message.replaceAll(/\u001b\[\d+m/g, '').replaceAll(/ at \S*\/(\S+:\d+):\d+/g, ' at $1');
  }
  return 'it holds';
}

describe('a matcher of a user', () => {
  test('holds, or does not', async ({ gossip }) => {
    const shelf = gossip.follow(new Shelf());
    await shelf.put('salt', 2);
    expect(shelf).toHold('salt');
    expect(shelf).toHold('salt', 2);
    expect(shelf).toHold('salt', expect.any(Number));
    expect(shelf).not.toHold('salt', 3);
    expect(shelf).not.toHold('sugar');
    expect({ shelf }).toEqual({ shelf: expect.toHold('salt') });
  });

  test('says what is the case, and the history of the rows concerned', async ({ gossip }) => {
    const shelf = gossip.follow(new Shelf());
    await shelf.put('salt', 2);
    await shelf.put('sugar', 1);
    expect(complaint(() => expect(shelf).toHold('salt', 3))).toMatchInlineSnapshot(`
      "expect(received).toHold(name, count)

      There is some salt.

      Expected: 3
      Received: 2

      History:
         1. shelf #1 accepted, 1 row, at define-matcher.test.ts:100
         2. shelf #1 committed"
    `);
    expect(complaint(() => expect(shelf).not.toHold('sugar'))).toMatchInlineSnapshot(`
      "expect(received).not.toHold(name)

      There is some sugar.

      History:
         3. shelf #2 accepted, 1 row, at define-matcher.test.ts:101
         4. shelf #2 committed"
    `);
    expect(complaint(() => expect(shelf).toHold('flour', 1))).toMatchInlineSnapshot(`
      "expect(received).toHold(name, count)

      There is no flour.

      Expected: 1
      Received: nothing

      History: no write has touched such a row."
    `);
  });

  test('says so where no timeline follows the store', () => {
    expect(complaint(() => expect(new Shelf()).toHold('salt'))).toMatchInlineSnapshot(`
      "expect(received).toHold(name)

      There is no salt.

      History: unknown, as no timeline follows this store. The fixtures have one; so has new Timeline(store)."
    `);
  });

  test('has no history where there is no store, and gives objects to the diff of the runner', () => {
    expect(complaint(() => expect([1]).toBeEmptyHanded())).toMatchInlineSnapshot(`
      "expect(received).toBeEmptyHanded()

      It has elements.

      Expected: []
      Received: [1]"
    `);
    expect(() => expect([1]).toBeEmptyHanded()).toThrow(expect.objectContaining({ actual: [1], expected: [] }));
  });

  test('carries its name, which stacks show', () => {
    expect(defineMatcher(definition).name).toBe('toHold');
  });
});

describe('what it cannot judge it refuses, with .not too', () => {
  test.for([
    ['another receiver', {}, ['salt'], 'toHold() judges a shelf; it received a plain object.'],
    ['no receiver', undefined, ['salt'], 'toHold() judges a shelf; it received undefined.'],
    ['too few arguments', new Shelf(), [], 'toHold() takes 1 or 2 arguments, not 0.'],
    ['too many arguments', new Shelf(), ['salt', 1, 2], 'toHold() takes 1 or 2 arguments, not 3.'],
    [
      'an undefined argument',
      new Shelf(),
      [undefined],
      'toHold() was given undefined as its argument; mend what gave it.',
    ],
    ['what its own code refuses', new Shelf(), [5], 'toHold(): the name is a string.'],
  ] as const)('%s', ([, received, args, message]) => {
    for (const assertion of [expect(received), expect(received).not]) {
      const call = (): void => (assertion.toHold as (...args: readonly unknown[]) => void)(...args);
      expect(call).toThrow(MatcherUsageError);
      expect(complaint(call)).toBe(message);
    }
  });

  test.for<readonly [string, () => unknown, string]>([
    ['a promise', async () => ({ pass: true, sentence: '' }), 'an instance of Promise'],
    ['nothing', () => undefined, 'undefined'],
    ['a boolean', () => true, 'a boolean'],
    ['no verdict', () => ({ sentence: 'It holds.' }), 'a plain object'],
  ])('a judgement that is %s', ([, judge, shown]) => {
    expect.extend({ toBeJudged: judging(judge) });
    for (const assertion of [expect(new Shelf()), expect(new Shelf()).not]) {
      expect(() => assertion.toBeJudged()).toThrow(MatcherUsageError);
      expect(complaint(() => assertion.toBeJudged())).toBe(
        `toBeJudged(): judge() returns { pass, sentence } at once, not ${shown}.`,
      );
    }
  });
});

test('takes a range of arguments', () => {
  const lenient = defineMatcher({ ...definition, name: 'toHold', parameters: ['a?', 'b?', 'c?'] });
  const call = (): void => void lenient.call({} as never, new Shelf(), 1, 2, 3, 4);
  expect(complaint(call)).toBe('toHold() takes 0 to 3 arguments, not 4.');
});

test.for([
  ['no definition', undefined, 'InvalidType definition'],
  ['no name', { ...definition, name: '' }, 'InvalidType definition.name'],
  ['no receiver', { ...definition, receiver: 1 }, 'InvalidType definition.receiver'],
  ['no accepts', { ...definition, accepts: true }, 'InvalidType definition.accepts'],
  ['no judge', { ...definition, judge: undefined }, 'InvalidType definition.judge'],
  ['parameters that are no array', { ...definition, parameters: 'name' }, 'InvalidType definition.parameters'],
  ['a parameter that is no name', { ...definition, parameters: [1] }, 'InvalidType definition.parameters'],
  ['an optional parameter too early', { ...definition, parameters: ['a?', 'b'] }, 'InvalidType definition.parameters'],
] as const)('refuses a definition with %s', ([, given, expected]) => {
  expect(outcomeOfCall(() => defineMatcher(given as never))).toBe(expected);
});
