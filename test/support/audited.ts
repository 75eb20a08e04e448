import { expect } from 'vitest';
import { InMemoryDoneLedger, InMemoryFindingsSink } from '../../src/index.js';
import { Audit, GossipAuditError } from '../../src/harness/audit.js';

/** Fresh stores, and an audit that follows both. */
export function audited() {
  const ledger = new InMemoryDoneLedger();
  const sink = new InMemoryFindingsSink();
  const audit = new Audit();
  audit.follow(ledger);
  audit.follow(sink);
  return { ledger, sink, audit };
}

/** The error of the audit's check, with the columns taken out of its message and its stack. */
export function verdictOf(audit: Audit): { message: string; stack: string } {
  try {
    audit.check();
  } catch (error) {
    const { name, message, stack } = error as GossipAuditError;
    expect(error).toBeInstanceOf(GossipAuditError);
    expect(name).toBe('GossipAuditError');
    return { message: message.replaceAll(COLUMN, '$1'), stack: (stack ?? '').replaceAll(COLUMN, '$1') };
  }
  return { message: 'nothing', stack: '' };
}

const COLUMN = /(\.ts:\d+):\d+/g;
