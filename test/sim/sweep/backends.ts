import { InMemoryDoneLedger, type DoneLedgerRecord } from '../../../src/index.js';

/** Shows large sizes as none. */
export class ForgetfulLedger extends InMemoryDoneLedger {
  override async batchGet(...query: Parameters<InMemoryDoneLedger['batchGet']>) {
    return (await super.batchGet(...query)).map(forgetting);
  }

  override snapshot() {
    return super.snapshot().map((record) => forgetting(record) as DoneLedgerRecord);
  }
}

function forgetting(record: DoneLedgerRecord | undefined): DoneLedgerRecord | undefined {
  return record !== undefined && record.bytesScanned > 9_500n ? { ...record, bytesScanned: 0n } : record;
}

/** Does not answer a read when it has been written to often. */
export class TiredLedger extends InMemoryDoneLedger {
  #writes = 0;

  override async batchUpsert(...write: Parameters<InMemoryDoneLedger['batchUpsert']>) {
    if (++this.#writes > 40) throw new TypeError('no more\nreally');
    return super.batchUpsert(...write);
  }
}

/** A promise that nobody settles. */
export const never = <T>(): Promise<T> => new Promise(() => {});
