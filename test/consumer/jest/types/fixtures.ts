// The types of useGossip() and of what surrounds it.
import { GossipUsageError, useGossip, type GossipFixtures, type UseGossipOptions } from 'gossip-inmemory/jest';
import type { GossipOracle, GossipSession, InMemoryDoneLedger, InMemoryFindingsSink } from 'gossip-inmemory';
import type { RecordBuilders, Timeline } from 'gossip-inmemory';

const options: UseGossipOptions = { stores: { autoComplete: false }, seed: 7n, audit: true, timeoutMs: 500 };
const gossip: GossipFixtures = useGossip(options);
export const ledger: InMemoryDoneLedger = gossip.ledger;
export const sink: InMemoryFindingsSink = gossip.sink;
export const oracle: GossipOracle = gossip.oracle;
export const records: RecordBuilders = gossip.records;
export const timeline: Timeline = gossip.timeline;
export const session: GossipSession = gossip.gossip;
export const { code }: GossipUsageError = new GossipUsageError('OutsideTest', 'text');
gossip.allow('pending-writes', 'unused-faults');

// @ts-expect-error -- there is no such thing to allow
gossip.allow('everything');
// @ts-expect-error -- the fixtures are read only
gossip.ledger = ledger;
// @ts-expect-error -- not a number
useGossip({ timeoutMs: '500' });
// @ts-expect-error -- misspelt
useGossip({ timeoutMS: 500 });
// @ts-expect-error -- there is no such reason
export const compared = code === 'Outside';
