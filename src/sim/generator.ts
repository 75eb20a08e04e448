import type { DoneLedgerKey } from '../records/done-ledger-record.js';
import type { FaultName } from '../store/events.js';
import { FaultLevel, oneOf, strikes, weighted, type SimContext, type SimProfile } from './context.js';
import { FindingsPayloads } from './findings-payloads.js';
import { LedgerPayloads } from './ledger-payloads.js';
import type { SimOperation, SimStore } from './operations.js';
import { operationFor, planOf, type Plan, type Weights } from './profile.js';
import type { World } from './world.js';

/** Records of a large batch: more than databases take in one statement, or one page. */
const LARGE = 1200;

/** The first operations of every run are drawn without faults. */
const CALM_START = 5;

/** What can be drawn for each store, as far as it has the controls. */
type PossibleOperations = Readonly<Record<SimStore, Weights>>;

/** Draws the operations of a run, one after the other, each from what the model says of the stores then. */
export class OperationGenerator {
  readonly #context: SimContext;
  readonly #world: World;
  readonly #plan: Plan;
  readonly #calm: PossibleOperations;
  readonly #stormy: PossibleOperations;
  readonly #ledger: LedgerPayloads;
  readonly #sink: FindingsPayloads;
  readonly #labels: Record<SimStore, string[]> = { ledger: [], sink: [] };
  #drawn = 0;

  constructor(context: SimContext, profile: SimProfile, world: World) {
    this.#context = context;
    this.#world = world;
    this.#plan = planOf(profile, context);
    this.#calm = possibleOperations(this.#plan.calm, world);
    this.#stormy = possibleOperations(this.#plan.stormy, world);
    this.#ledger = new LedgerPayloads(context.payload, this.#plan.payloads, (key) => world.isSighted(key));
    this.#sink = new FindingsPayloads(context.payload, this.#plan.payloads);
  }

  /** The next operation of the safety phase. */
  next(): SimOperation {
    const calm = this.#context.level === 'SunnyDay' || this.#drawn++ < CALM_START;
    return calm ? this.calm() : this.#draw(this.#stormy, true);
  }

  /** An operation without faults. */
  calm(): SimOperation {
    return this.#draw(this.#calm, false);
  }

  /** A write of `count` records, or of as many observed object versions. */
  write(store: SimStore, count: number, faulty: boolean): SimOperation {
    const label = this.#label(store);
    const faults = faulty ? this.#background() : [];
    const unattended = faulty && strikes(this.#context.operations, this.#plan.unattended);
    const scribbled = faulty && strikes(this.#context.operations, this.#plan.scribbled);
    const options = {
      label,
      ...(faults.length > 0 && { faults }),
      ...(unattended && { unattended }),
      ...(scribbled && { scribbled }),
    };
    return store === 'ledger'
      ? { type: 'BatchUpsert', store, ...options, records: this.#ledger.batch(count) }
      : { type: 'BatchUpsert', store, ...options, batch: this.#sink.batch(count) };
  }

  /** The payload of an earlier write once more. */
  replay(store: SimStore, of: string): SimOperation {
    return { type: 'Replay', store, of, label: this.#label(store) };
  }

  #draw(possible: PossibleOperations, faulty: boolean): SimOperation {
    const { operations, order } = this.#context;
    const store = oneOf(operations, this.#world.stores);
    const type = weighted(operations, possible[store]);
    switch (type) {
      case 'BatchUpsert':
        return this.write(store, this.#size(store), faulty);
      case 'Replay': {
        const labels = this.#labels[store];
        return labels.length === 0
          ? this.write(store, this.#size(store), faulty)
          : this.replay(store, oneOf(operations, labels));
      }
      case 'BatchGet':
        return { type, store: 'ledger', keys: this.#ledger.keys(this.#context.payload.int(1, 10)) };
      case 'ListDone': {
        const [{ tenantId, policyHash }] = this.#ledger.keys(1) as [DoneLedgerKey];
        return { type, store: 'ledger', tenantId, policyHash };
      }
      case 'Wait':
        return { type, store, write: oneOf(operations, [...this.#world.unheard(store), 'w0']) };
      case 'ReleaseSpecific': {
        const pending = this.#world.model(store).pending();
        return { type, store, write: pending.length === 0 ? operations.int(1, 1000) : oneOf(order, pending).label };
      }
      case 'ReleaseAll':
        return { type, store, order: order.int(0, 1) === 0 ? 'OldestFirst' : 'NewestFirst' };
      case 'InjectSubmitFailure':
      case 'InjectCommitFailure':
      case 'InjectAckLoss':
        return { type, store, count: operations.int(1, 3) };
      case 'InjectDelay':
        return { type, store, count: operations.int(1, 5) };
      case 'SetAutoComplete':
        return { type, store, on: operations.int(0, 2) > 0 };
      default:
        return { type, store };
    }
  }

  #size(store: SimStore): number {
    const { batch, empty, large } = this.#plan;
    if (strikes(this.#context.payload, empty)) return 0;
    if (strikes(this.#context.payload, large)) return LARGE;
    return this.#context.payload.int(1, store === 'ledger' ? batch : Math.ceil(batch / 3));
  }

  /** The faults that the level has strike a write by themselves. */
  #background(): FaultName[] {
    const { faults, level } = this.#context;
    const rate = FaultLevel.partsPerMillion(level);
    const rates: readonly (readonly [FaultName, number])[] = [
      ['failNextSubmissions', rate],
      ['failNextCommits', rate],
      ['delayNextWrites', rate],
      ['loseNextAcks', rate === 0 ? 0 : this.#plan.ackLoss],
    ];
    return rates.filter(([, parts]) => strikes(faults, parts)).map(([fault]) => fault);
  }

  #label(store: SimStore): string {
    const labels = this.#labels[store];
    const label = `${store === 'ledger' ? 'w' : 'f'}${labels.length + 1}`;
    labels.push(label);
    return label;
  }
}

function possibleOperations(weights: Weights, world: World): PossibleOperations {
  const of = (store: SimStore): Weights =>
    weights
      .map(([type, weight]) => [operationFor(type, store), weight] as const)
      .filter(([type]) => world.supports({ type, store }));
  return { ledger: of('ledger'), sink: of('sink') };
}
