import { plural } from '../harness/describe-event.js';

/** A distinct state, and those that its releases lead to, one for each release. */
export interface StateNode {
  /** How many commits were made to fail on the way. */
  readonly faults: number;
  readonly isFinal: boolean;
  readonly next: StateNode[];
}

/** What `everyRelease()` went through. */
export class EveryReleaseReport {
  /** Orders in which the writes can be released, no commit made to fail. */
  readonly orders: number;
  /** Orders in which at least one commit is made to fail. */
  readonly ordersWithFaults: number;
  /** Distinct states that these lead through, the first and the final ones included. */
  readonly states: number;
  /** Distinct states at the end of an order: `check` was called once for each. */
  readonly finalStates: number;
  /** How often the scenario was run. */
  readonly runs: number;

  /** @internal */
  constructor(states: readonly StateNode[], runs: number) {
    const counts = new Map<StateNode, readonly [calm: number, faulty: number]>();
    const [first] = states;
    [this.orders, this.ordersWithFaults] = first === undefined ? [0, 0] : countOrders(first, counts);
    this.states = states.length;
    this.finalStates = states.filter(({ isFinal }) => isFinal).length;
    this.runs = runs;
  }

  toString(): string {
    const faulty = this.ordersWithFaults === 0 ? '' : ` and ${this.ordersWithFaults} more with commits that fail`;
    return (
      `${plural(this.orders, 'order')}${faulty} through ${plural(this.states, 'distinct state')}, ` +
      `${this.finalStates} of them final; ${plural(this.runs, 'run')}`
    );
  }
}

function countOrders(
  state: StateNode,
  counts: Map<StateNode, readonly [calm: number, faulty: number]>,
): readonly [calm: number, faulty: number] {
  if (state.isFinal) return state.faults === 0 ? [1, 0] : [0, 1];
  const known = counts.get(state);
  if (known !== undefined) return known;
  const below = state.next.map((next) => countOrders(next, counts));
  const sum = (part: 0 | 1): number => below.reduce((total, count) => total + count[part], 0);
  const counted = [sum(0), sum(1)] as const;
  counts.set(state, counted);
  return counted;
}
