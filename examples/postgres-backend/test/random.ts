/** Draws that are the same for the same seed on every run. */
export interface Random {
  /** An integer in 0 .. `below` - 1. */
  int(below: number): number;
  pick<T>(items: readonly T[]): T;
  chance(percent: number): boolean;
}

/** Mulberry32. */
export function randomOf(seed: number): Random {
  let state = seed;
  const int = (below: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) % below;
  };
  return {
    int,
    pick: <T>(items: readonly T[]) => items[int(items.length)] as T,
    chance: (percent) => int(100) < percent,
  };
}
