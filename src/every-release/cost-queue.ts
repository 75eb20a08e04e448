/** Hands out the cheapest item first, and of equally cheap ones the last that was added. */
export class CostQueue<Item> {
  readonly #byCost = new Map<number, Item[]>();

  add(cost: number, item: Item): void {
    const items = this.#byCost.get(cost);
    if (items === undefined) this.#byCost.set(cost, [item]);
    else items.push(item);
  }

  take(): Item | undefined {
    if (this.#byCost.size === 0) return undefined;
    const cost = Math.min(...this.#byCost.keys());
    const items = this.#byCost.get(cost) as Item[];
    if (items.length === 1) this.#byCost.delete(cost);
    return items.pop();
  }
}
