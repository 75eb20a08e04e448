// What the shared suite asks of its runner, as Jest has it.
import { test as base } from '@jest/globals';
import { useGossip, type GossipFixtures } from 'gossip-inmemory/jest';

export { describe, expect } from '@jest/globals';
export { defineMatcher, describeConformance } from 'gossip-inmemory/jest';

type Body = (fixtures: GossipFixtures) => void | Promise<void>;

const gossip = useGossip();

/** A test with all fixtures, and perhaps a timeout of its own. */
export function test(name: string, body: Body, timeoutMs?: number): void {
  base(name, () => body(gossip), timeoutMs);
}

/** A test that is expected to fail. */
export function failingTest(name: string, body: Body): void {
  base.failing(name, () => body(gossip));
}
