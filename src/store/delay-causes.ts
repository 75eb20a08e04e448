import type { StoreEvent } from './events.js';

/** How a store treats writes, and the event of the call that decided so, where that was observed. */
export interface StoreMode {
  readonly autoComplete: boolean;
  readonly setBy: StoreEvent | undefined;
}

type Armed = Extract<StoreEvent, { type: 'fault-armed' }>;

/**
 * Remembers which calls hold writes back, so that the events of delayed writes can say so. It learns only of what is
 * observed: what it does not know it leaves out.
 */
export class DelayCauses {
  /** The call that set the present mode. */
  mode: StoreEvent | undefined;
  /** The call whose `delayNextWrites` struck last. */
  struck: StoreEvent | undefined;
  /** Calls of which there are strikes left, in the order in which they strike. */
  #arms: { readonly armed: Armed | undefined; left: number }[] = [];

  arm(armed: Armed): void {
    this.#agreeOn(armed.remaining - armed.count);
    this.#arms.push({ armed, left: armed.count });
  }

  strike(remaining: number): void {
    this.#agreeOn(remaining + 1);
    const next = this.#arms.find(({ left }) => left > 0);
    if (next !== undefined) next.left--;
    this.struck = next?.armed;
    this.#arms = this.#arms.filter(({ left }) => left > 0);
  }

  reset(): void {
    this.#arms = [];
  }

  /** Accounts for what nobody was told of: what a scope took back when it was left, and what was armed unobserved. */
  #agreeOn(total: number): void {
    const known = this.#arms.reduce((sum, { left }) => sum + left, 0);
    if (known < total) this.#arms.unshift({ armed: undefined, left: total - known });
    let surplus = known - total;
    for (const arm of this.#arms.filter(ofScope).reverse()) {
      const taken = Math.min(arm.left, Math.max(surplus, 0));
      arm.left -= taken;
      surplus -= taken;
    }
  }
}

/** Only a scope takes strikes back. */
function ofScope({ armed }: { readonly armed: Armed | undefined }): boolean {
  return armed?.calledAs === 'withDelayedWrites';
}
