import { InMemoryDoneLedger } from '../done-ledger/in-memory-done-ledger.js';
import { InMemoryFindingsSink } from '../findings/in-memory-findings-sink.js';
import { GossipOracle } from '../oracle/oracle.js';
import type { Controlled } from '../store/controlled-store.js';
import type { StoreOptions } from '../store/core.js';
import { Audit, type Leftover } from './audit.js';
import { explainFailure } from './failure.js';
import { explainHang } from './hang.js';
import { RecordBuilders } from './record-builders.js';
import type { Seed } from './seed.js';
import { Timeline } from './timeline.js';

/** How the fixtures of a test are made. */
export interface GossipOptions {
  /** How both stores start; a fixture of yours may start a store of yours likewise. */
  readonly stores?: StoreOptions | undefined;
  /** Where the drawn values of `records` start. */
  readonly seed?: Seed | undefined;
  /** Whether the test is audited at its end; `true` if left out. */
  readonly audit?: boolean | undefined;
  /** Whether a test that fails shows what its stores did last, and leaves their timeline as a page; `true` if left out. */
  readonly failureTimeline?: boolean | undefined;
}

/** What one test gets: fresh stores, and everything that follows them. The runner entries make fixtures of it. */
export class GossipSession {
  readonly ledger: InMemoryDoneLedger;
  readonly sink: InMemoryFindingsSink;
  readonly oracle: GossipOracle;
  readonly timeline: Timeline;
  readonly records: RecordBuilders;
  readonly options: GossipOptions;
  readonly #audit = new Audit();

  constructor(options: GossipOptions = {}) {
    const { stores, seed } = options;
    this.options = options;
    this.ledger = new InMemoryDoneLedger(stores);
    this.sink = new InMemoryFindingsSink(stores);
    this.oracle = new GossipOracle(this);
    this.timeline = new Timeline();
    this.records = new RecordBuilders(seed);
    this.follow(this.ledger);
    this.follow(this.sink);
  }

  /**
   * Follows one more store of this test, from now on: its timeline tells what that does, and its audit what was left behind
   * there. Returns the store. Throws `InvalidType` for what is not a store of ours.
   */
  follow<Store extends Controlled>(store: Store): Store {
    this.timeline.follow(store);
    this.#audit.follow(store);
    return store;
  }

  /** Lets the test leave something behind on purpose. Throws `InvalidType` for what is not a {@link Leftover}. */
  allow(...leftovers: readonly Leftover[]): void {
    this.#audit.allow(...leftovers);
  }

  /**
   * Which waits on the stores hang, and what would end them (specification 2-api, "Hang explainer"): what to add to the
   * error of a test that has timed out. `undefined` if it hangs elsewhere.
   */
  explainHang(): string | undefined {
    return explainHang(this.timeline, { ledger: this.ledger, sink: this.sink });
  }

  /**
   * What to add to `message`, the text of the error that the test failed with: what the stores did last, unless it says so
   * already, and where the page with the whole timeline is. `undefined` if there is nothing to add, or nobody wants it.
   */
  explainFailure(message: string, page?: string): string | undefined {
    return this.options.failureTimeline === false ? undefined : explainFailure(this.timeline, message, page);
  }

  /** What is to be done once the test has passed. Throws a `GossipAuditError` if it left something behind. */
  finish(): void {
    if (this.options.audit !== false) this.#audit.check();
  }
}
