/** Hands out the cheapest item first, and of equally cheap ones the first that was added. */
export class CostQueue<Item> {
  readonly #byCost = new Map<number, { readonly items: Item[]; taken: number }>();

  add(cost: number, item: Item): void {
    const equallyCheap = this.#byCost.get(cost);
    if (equallyCheap === undefined) this.#byCost.set(cost, { items: [item], taken: 0 });
    else equallyCheap.items.push(item);
  }

  take(): Item | undefined {
    if (this.#byCost.size === 0) return undefined;
    const cost = Math.min(...this.#byCost.keys());
    const cheapest = this.#byCost.get(cost) as { readonly items: (Item | undefined)[]; taken: number };
    const item = cheapest.items[cheapest.taken];
    cheapest.items[cheapest.taken++] = undefined; // it may hold much that is not needed any more
    if (cheapest.taken === cheapest.items.length) this.#byCost.delete(cost);
    return item;
  }
}
