/** In which order writes that are held back complete. */
export type CompletionOrder = 'OldestFirst' | 'NewestFirst';

/** What a {@link LinkedQueue} holds: something that knows its key and has room for its neighbours. */
export interface Linked<Key, Item> {
  readonly key: Key;
  older: Item | undefined;
  newer: Item | undefined;
}

/** A linked list with an index, so that taking the oldest, the newest or any other item is O(1). */
export class LinkedQueue<Key, Item extends Linked<Key, Item>> {
  #size = 0;
  #oldest: Item | undefined;
  #newest: Item | undefined;
  /** Made once somebody asks for an item by its key. */
  #byKey: Map<Key, Item> | undefined;

  get size(): number {
    return this.#size;
  }

  get(key: Key): Item | undefined {
    this.#byKey ??= new Map(this.toArray('OldestFirst').map((item) => [item.key, item]));
    return this.#byKey.get(key);
  }

  next(order: CompletionOrder): Item | undefined {
    return order === 'OldestFirst' ? this.#oldest : this.#newest;
  }

  push(item: Item): void {
    item.older = this.#newest;
    if (this.#newest === undefined) this.#oldest = item;
    else this.#newest.newer = item;
    this.#newest = item;
    this.#byKey?.set(item.key, item);
    this.#size++;
  }

  /** Takes an item out; one that is not in the queue is left alone. */
  remove(item: Item): void {
    const { older, newer } = item;
    if (older === undefined && item !== this.#oldest) return;
    if (older === undefined) this.#oldest = newer;
    else older.newer = newer;
    if (newer === undefined) this.#newest = older;
    else newer.older = older;
    item.older = item.newer = undefined;
    this.#byKey?.delete(item.key);
    this.#size--;
  }

  toArray(order: CompletionOrder): Item[] {
    const items: Item[] = [];
    for (let item = this.next(order); item !== undefined; item = order === 'OldestFirst' ? item.newer : item.older) {
      items.push(item);
    }
    return items;
  }
}
