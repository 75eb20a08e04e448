// Every matcher in both polarities: when it holds, and what it says, word for word, when it does not.
import { expect, test } from '../suite/runner.js';
import { publicScenarios } from './scenarios/public.js';
import { expectedOutcome, play, titleOf, type AnyExpect } from './scenarios/scenario.js';

// That our stores conform is shown one check at a time, next door.
const scenarios = publicScenarios.filter(({ matcher, fails, not }) => matcher !== 'toConform' || fails || not);

for (const scenario of scenarios) {
  test(titleOf(scenario), async () => {
    expect(await play(scenario, expect as unknown as AnyExpect)).toBe(expectedOutcome(scenario));
  });
}
