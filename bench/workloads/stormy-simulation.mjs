// W6: stormy simulations. The floor are the bare stores, which execute the operations that the simulations have drawn.
import { InMemoryDoneLedger, InMemoryFindingsSink } from '../../dist/esm/src/index.js';
import { DoneLedgerSim, FindingsSim, PersistenceSim } from '../../dist/esm/src/sim/index.js';

const SIMULATIONS = { 'done-ledger': DoneLedgerSim, findings: FindingsSim, persistence: PersistenceSim };
const OPS = 500;

export async function load(scale, { simulation }) {
  const seeds = Array.from({ length: 100 * scale }, (_, seed) => seed);
  const simulate = async () => {
    const reports = [];
    for (const seed of seeds) {
      const report = await new SIMULATIONS[simulation]({ seed, level: 'Stormy' }).run({ ops: OPS });
      if (!report.ok) throw new Error(`${report}`);
      reports.push(report);
    }
    return reports;
  };
  const runs = (await simulate()).map(({ operations }) => operations);
  const nothing = () => undefined;
  return {
    operations: runs.flat().length,
    floor: () => ({
      run: async () => {
        for (const operations of runs) await execute(operations);
      },
    }),
    contestant: async () => ({ setUp: nothing, run: simulate, outcome: () => [], tearDown: nothing }),
  };
}

/** The operations of one run on fresh stores; whoever writes also waits, once the write is not held back any more. */
async function execute(operations) {
  const bare = { ledger: new BareStore(new InMemoryDoneLedger()), sink: new BareStore(new InMemoryFindingsSink()) };
  for (const operation of operations) await bare[operation.store].execute(operation);
}

class BareStore {
  #store;
  #payloads = new Map();
  #ids = new Map();
  #outcomes = new Map();

  constructor(store) {
    this.#store = store;
  }

  async execute(operation) {
    const store = this.#store;
    switch (operation.type) {
      case 'BatchUpsert':
        return this.#write(operation, operation.records ?? operation.batch);
      case 'Replay':
        return this.#write(operation, this.#payloads.get(operation.of));
      case 'BatchGet': {
        const { tenantId, policyHash } = operation.keys[0];
        return store.batchGet(
          tenantId,
          policyHash,
          operation.keys.map(({ ovidHash }) => ovidHash),
        );
      }
      case 'ReadAll':
        return this.#readAll();
      case 'ReleaseOldest':
        return this.#outcomes.get(store.releaseNext('OldestFirst'));
      case 'ReleaseNewest':
        return this.#outcomes.get(store.releaseNext('NewestFirst'));
      case 'ReleaseSpecific': {
        const id = this.#ids.get(operation.write) ?? operation.write;
        return store.releaseSpecific(id) ? this.#outcomes.get(id) : undefined;
      }
      case 'ReleaseAll': {
        const pending = store.pendingIds();
        store.releaseAll(operation.order);
        return Promise.all(pending.map((id) => this.#outcomes.get(id)));
      }
      case 'InjectSubmitFailure':
        return store.failNextSubmissions(operation.count);
      case 'InjectCommitFailure':
        return store.failNextCommits(operation.count);
      case 'InjectDelay':
        return store.delayNextWrites(operation.count);
      case 'ResetFaults':
        return store.resetFaults();
      case 'SetAutoComplete':
        return store.setAutoComplete(operation.on);
      default:
        throw new Error(`an operation ${operation.type}, which the seed's profile does not have`);
    }
  }

  async #write({ label, faults = [] }, payload) {
    const store = this.#store;
    this.#payloads.set(label, payload);
    for (const fault of faults) store[fault](1);
    const pending = store.pendingCount();
    try {
      const handle = await (store instanceof InMemoryDoneLedger
        ? store.batchUpsert(payload)
        : store.upsertBatch(payload));
      const outcome = handle.wait();
      if (store.pendingCount() === pending) return await outcome;
      this.#ids.set(label, handle.operationId);
      this.#outcomes.set(
        handle.operationId,
        outcome.catch(() => undefined),
      );
    } catch {
      // a fault of the run
    }
    return undefined;
  }

  #readAll() {
    const store = this.#store;
    if (store instanceof InMemoryDoneLedger) return store.snapshot();
    return [store.findingsSnapshot(), store.occurrencesSnapshot(), store.observationsSnapshot()];
  }
}
