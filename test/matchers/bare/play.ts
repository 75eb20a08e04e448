// Plays every scenario on @vitest/expect alone, in a plain Node process, and prints the outcomes as JSON.
import { chai, JestAsymmetricMatchers, JestChaiExpect, JestExtend } from '@vitest/expect';
import * as matchers from '../../../matchers/index.js';
import { play, titleOf, type AnyExpect } from '../scenarios/scenario.js';
import { scenarios } from '../scenarios/index.js';

chai.use(JestExtend);
chai.use(JestChaiExpect);
chai.use(JestAsymmetricMatchers);
const expect = chai.expect as unknown as AnyExpect & { extend(expect: unknown, matchers: object): void };
expect.extend(expect, matchers);

const outcomes: Record<string, string> = {};
for (const scenario of scenarios) outcomes[titleOf(scenario)] = await play(scenario, expect);
console.log(JSON.stringify(outcomes));
