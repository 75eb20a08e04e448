import { coreOf, type Controlled } from '../store/controlled-store.js';
import type { FaultName, StoreEvent } from '../store/events.js';
import type { PendingWriteId } from '../store/pending-write-id.js';
import { invalidType } from '../values/check.js';
import { userFrame, userLocation } from './call-site.js';
import { plural } from './describe-event.js';

/** What a test can leave behind in its stores. */
export type Leftover = 'pending-writes' | 'unused-faults' | 'swallowed-failures';

/** One thing that was left behind. */
export interface AuditFinding {
  readonly leftover: Leftover;
  /** Names the store, the operation, and where it was submitted or armed. */
  readonly sentence: string;
  /** How to mend it. */
  readonly remedy: string;
  /** The stack of the call behind it, the caller's frame first. */
  readonly callSite: string | undefined;
}

/** A test left something behind in its stores, or looked away from a failure. */
export class GossipAuditError extends Error {
  readonly findings: readonly AuditFinding[];

  constructor(findings: readonly AuditFinding[]) {
    super(messageOf(findings));
    this.findings = findings;
    // The stack is that of the first call concerned: runners show the line they find there.
    const frame = findings.map(({ callSite }) => userFrame(callSite)).find((line) => line !== undefined);
    this.stack = `GossipAuditError: ${this.message}${frame === undefined ? '' : `\n    ${frame}`}`;
  }

  static {
    Object.defineProperty(this.prototype, 'name', { value: 'GossipAuditError', configurable: true, writable: true });
  }
}

/** Follows stores, and says at the end what was left behind. */
export class Audit {
  readonly #stores: StoreAudit[] = [];
  readonly #allowed = new Set<Leftover>();

  /** Follows a store from now on; one that it follows already is left at that. */
  follow(store: Controlled): void {
    if (this.#stores.some(({ core }) => core === coreOf(store))) return;
    this.#stores.push(new StoreAudit(store));
  }

  /** Lets a test leave something behind on purpose. Throws `InvalidType` for what is not a {@link Leftover}. */
  allow(...leftovers: readonly Leftover[]): void {
    for (const leftover of leftovers) {
      if (!LEFTOVERS.includes(leftover))
        throw invalidType('leftover', LEFTOVERS.map((name) => `'${name}'`).join(' or '), leftover);
      this.#allowed.add(leftover);
    }
  }

  /** What was left behind, and is not allowed, in the order: pending writes, unused faults, swallowed failures. */
  findings(): readonly AuditFinding[] {
    const all = this.#stores.flatMap((store) => store.findings());
    return LEFTOVERS.filter((leftover) => !this.#allowed.has(leftover)).flatMap((leftover) =>
      all.filter((finding) => finding.leftover === leftover),
    );
  }

  /** Throws a {@link GossipAuditError} if there are findings. */
  check(): void {
    const findings = this.findings();
    if (findings.length > 0) throw new GossipAuditError(findings);
  }
}

/** What is known of a write that is pending, or failed with nobody waiting. */
interface OpenWrite {
  readonly accepted: Extract<StoreEvent, { type: 'accepted' }>;
  delayedBy?: string;
  failure?: string;
}

class StoreAudit {
  readonly core: NonNullable<ReturnType<typeof coreOf>>;
  readonly #open = new Map<PendingWriteId, OpenWrite>();
  readonly #armed = new Map<FaultName, StoreEvent>();

  constructor(store: Controlled) {
    const core = coreOf(store);
    if (core === undefined) throw invalidType('store', 'a store of gossip-inmemory', store);
    this.core = core;
    core.subscribe((event) => this.#note(event));
  }

  findings(): readonly AuditFinding[] {
    const isArmed = Object.values(this.core.faults()).some((remaining) => remaining > 0);
    if (this.#open.size === 0 && !isArmed) return []; // as most tests leave it
    return [...this.#unfinishedWrites(), ...this.#unusedFaults()];
  }

  #note(event: StoreEvent): void {
    switch (event.type) {
      case 'accepted':
        this.#open.set(event.operationId, { accepted: event });
        break;
      case 'delayed':
        this.#update(event.operationId, { delayedBy: event.reason });
        break;
      case 'committed':
        if (event.acknowledged) this.#open.delete(event.operationId);
        else this.#update(event.operationId, { failure: 'AckLost' });
        break;
      case 'failed':
        this.#update(event.operationId, { failure: event.code });
        break;
      case 'waited':
        this.#open.delete(event.operationId);
        break;
      case 'crashed':
        this.#open.clear(); // what was pending is gone, and nobody can be told of a failure any more
        break;
      case 'fault-armed':
        this.#armed.set(event.fault, event);
        break;
    }
  }

  #update(id: PendingWriteId, news: Partial<OpenWrite>): void {
    const write = this.#open.get(id);
    if (write !== undefined) this.#open.set(id, { ...write, ...news });
  }

  #unfinishedWrites(): AuditFinding[] {
    return Array.from(this.#open.values(), ({ accepted, delayedBy, failure }) => {
      const { store, operationId, rows, callSite } = accepted;
      const write = `${store} write #${operationId} (${plural(rows, 'row')}), submitted at ${at(callSite)}`;
      return failure === undefined
        ? {
            leftover: 'pending-writes',
            sentence: `${write}, is still pending (${delayedBy}).`,
            remedy: 'Release it before the test ends',
            callSite,
          }
        : {
            leftover: 'swallowed-failures',
            sentence: `${write}, failed with ${failure}, and nobody waited for it.`,
            remedy: 'Await its handle.wait() and expect the error',
            callSite,
          };
    });
  }

  #unusedFaults(): AuditFinding[] {
    const counters = Object.entries(this.core.faults()) as [FaultName, number][];
    return counters
      .filter(([, remaining]) => remaining > 0)
      .map(([fault, remaining]) => {
        const callSite = this.#armed.get(fault)?.callSite;
        return {
          leftover: 'unused-faults',
          sentence: `${this.core.kind}: ${fault}, armed at ${at(callSite)}, has not struck: ${remaining} left.`,
          remedy: 'Make the write it was meant for, arm fewer, or acknowledge it with resetFaults()',
          callSite,
        };
      });
  }
}

function at(callSite: string | undefined): string {
  return userLocation(callSite) ?? 'an unknown place';
}

function messageOf(findings: readonly AuditFinding[]): string {
  const list = findings.map(
    ({ leftover, sentence, remedy }, index) =>
      `${findings.length > 1 ? `${index + 1}. ` : ''}${sentence}\n   ${remedy}; if it is meant, gossip.allow('${leftover}').`,
  );
  return `the test passed, but left ${plural(findings.length, 'thing')} behind in its stores\n\n${list.join('\n')}`;
}

const LEFTOVERS: readonly Leftover[] = ['pending-writes', 'unused-faults', 'swallowed-failures'];
