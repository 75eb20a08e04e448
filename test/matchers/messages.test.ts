import { describe, expect, test } from 'vitest';
import '../../fixtures/vitest.js';
import * as matchers from '../../matchers/index.js';
import { expectedOutcome, play, titleOf, type AnyExpect } from './scenarios/scenario.js';
import { scenarios } from './scenarios/index.js';

describe('what each matcher says, word for word', () => {
  test.each(scenarios.map((scenario) => [titleOf(scenario), scenario] as const))('%s', async (_, scenario) => {
    expect(await play(scenario, expect as unknown as AnyExpect)).toBe(expectedOutcome(scenario));
  });
});

describe.each(Object.keys(matchers))('the scenarios of %s', (matcher) => {
  test.each([
    ['passing', false, false],
    ['failing', false, true],
    ['passing under .not', true, false],
    ['failing under .not', true, true],
  ])('show it %s', (_, not, fails) => {
    const own = scenarios.filter((scenario) => scenario.matcher === matcher);
    expect(own.some((one) => (one.not ?? false) === not && (one.fails !== undefined) === fails)).toBe(true);
  });
});
