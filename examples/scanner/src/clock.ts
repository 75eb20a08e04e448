import { LogicalTime } from 'gossip-inmemory';

/** Tells the time by which the stores order what workers write. */
export interface LogicalClock {
  now(): LogicalTime;
}

/** A clock that ticks once each time it is read. */
export function tickingClock(start = 1n): LogicalClock {
  let next = start;
  return { now: () => LogicalTime.of(next++) };
}
