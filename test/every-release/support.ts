import {
  EveryReleaseError,
  defineStore,
  everyRelease,
  type DefinedStore,
  type EveryReleaseOptions,
  type ReleaseSession,
  type ReleaseStep,
} from '../../src/index.js';

/** A store that depends on the order of its writes: it lists them. */
export type ListStore = DefinedStore<string, string[], number>;

export const createList = (kind = 'list'): ListStore =>
  defineStore({
    kind,
    createDurable: () => [],
    apply(list: string[], item: string) {
      if (item === 'bug') throw new TypeError('a bug in apply');
      return list.push(item);
    },
    fork: (list) => [...list],
  });

export const withList = { create: () => ({ list: createList() }) };

export const listed = (store: ListStore): string => store.read((list) => list.join(''));

/** The texts that a list store ends with when the letters of `text` are written one by one, in every order. */
export async function endings(
  text: string,
  options: EveryReleaseOptions<{ list: ListStore }> = withList,
): Promise<{ readonly seen: string[]; readonly report: Awaited<ReturnType<typeof everyRelease>> }> {
  const seen: string[] = [];
  const report = await everyRelease(
    async ({ list }: ReleaseSession<{ list: ListStore }>) => {
      for (const letter of text) await list.submit(letter);
    },
    ({ list }) => void seen.push(listed(list)),
    options,
  );
  return { seen, report };
}

/** The error that `everyRelease` rejects with. */
export async function failureOf(proof: Promise<unknown>): Promise<EveryReleaseError> {
  try {
    await proof;
  } catch (error) {
    if (error instanceof EveryReleaseError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

/** An order in short: `list #2 ✗` for one whose commit fails. */
export const inShort = (order: readonly ReleaseStep[]): string =>
  order.map(({ store, id, commitFails }) => `${store} #${id}${commitFails ? ' fails' : ''}`).join(', ');
