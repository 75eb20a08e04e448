// What the shared suite asks of its runner, as Vitest has it.
import { test as base, type GossipFixtures } from 'gossip-inmemory/vitest';

export { defineMatcher, describe, describeConformance, expect } from 'gossip-inmemory/vitest';

type Fixtures = Omit<GossipFixtures, 'gossipOptions'>;
type Body = (fixtures: Fixtures) => void | Promise<void>;

/** A test with all fixtures, and perhaps a timeout of its own. */
export function test(name: string, body: Body, timeoutMs?: number): void {
  base(
    name,
    ({ gossip, ledger, sink, oracle, records, timeline }) => body({ gossip, ledger, sink, oracle, records, timeline }),
    timeoutMs,
  );
}

/** A test that is expected to fail. */
export function failingTest(name: string, body: Body): void {
  base.fails(name, ({ gossip, ledger, sink, oracle, records, timeline }) =>
    body({ gossip, ledger, sink, oracle, records, timeline }),
  );
}
