import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withDelayedWrites, type DelayedWrites, type StoreEvent } from '../../src/index.js';
import { logStore } from '../support/rows.js';

/** A store that is observed, and what holds its writes back: the calls, as `name` or `name(count)`, in order of the writes. */
function observed(options?: Parameters<typeof logStore>[0]) {
  const store = logStore(options);
  const events: StoreEvent[] = [];
  store.subscribe((event) => events.push(event));
  const causes = () =>
    events
      .filter(({ type }) => type === 'delayed')
      .map(({ cause }) => (cause?.type === 'fault-armed' ? `${cause.calledAs}(${cause.count})` : cause?.calledAs));
  return { store, events, causes };
}

describe('the cause of a delayed write is the event of the call that holds it back', () => {
  test('setAutoComplete, with its line', async () => {
    const { store, events } = observed();
    store.setAutoComplete(false);
    await store.submit('a');
    const { cause } = events.at(-1)!;
    expect(cause).toBe(events[0]);
    expect(cause).toMatchObject({ type: 'mode-changed', autoComplete: false });
    expect(cause?.calledAs).toBe('setAutoComplete');
    expect(cause?.callSite?.split('\n')[0]).toContain('delay-causes.test.ts');
  });

  test('the latest setAutoComplete', async () => {
    const { store, events } = observed();
    store.setAutoComplete(false);
    store.setAutoComplete(false);
    await store.submit('a');
    expect(events.at(-1)?.cause).toBe(events[1]);
  });

  test('delayNextWrites, each for as many writes as it asked for', async () => {
    const { store, causes } = observed();
    store.delayNextWrites(2);
    store.delayNextWrites(0);
    store.delayNextWrites(1);
    for (const payload of 'abcd') await store.submit(payload);
    expect(causes()).toEqual(['delayNextWrites(2)', 'delayNextWrites(2)', 'delayNextWrites(1)']);
  });

  test('delayNextWrites before autoComplete, as it is used up first', async () => {
    const { store, causes } = observed();
    store.setAutoComplete(false);
    store.delayNextWrites(1);
    for (const payload of 'ab') await store.submit(payload);
    expect(causes()).toEqual(['delayNextWrites(1)', 'setAutoComplete']);
  });

  test.each([
    ['all its writes', {}, ['withDelayedWrites', 'withDelayedWrites', undefined]],
    ['the next one', { count: 1 }, ['withDelayedWrites(1)', undefined, undefined]],
  ])('withDelayedWrites, of %s', async (_, options, expected) => {
    const { store, causes } = observed({ autoComplete: false });
    const delayed = withDelayedWrites(store, options);
    for (const payload of 'ab') await store.submit(payload);
    delayed[Symbol.dispose]();
    await store.submit('c');
    expect(causes()).toEqual(expected);
  });

  test('what held before, once a scope is left', async () => {
    const { store, causes } = observed();
    store.setAutoComplete(false);
    store.delayNextWrites(2);
    const scopes = [withDelayedWrites(store), withDelayedWrites(store, { count: 3 })];
    await store.submit('a');
    for (const scope of scopes) scope[Symbol.dispose](); // the older one first
    for (const payload of 'bc') await store.submit(payload);
    expect(causes()).toEqual(['delayNextWrites(2)', 'delayNextWrites(2)', 'setAutoComplete']);
  });

  test('nothing after a reset', async () => {
    const { store, causes } = observed();
    store.delayNextWrites(2);
    store.resetFaults();
    store.delayNextWrites(1);
    for (const payload of 'ab') await store.submit(payload);
    expect(causes()).toEqual(['delayNextWrites(1)']);
  });
});

describe('the cause is unknown', () => {
  test('of a store that was made with autoComplete off', async () => {
    const { store, causes } = observed({ autoComplete: false });
    await store.submit('a');
    expect(causes()).toEqual([undefined]);
  });

  test('where the call was not observed', async () => {
    const store = logStore();
    store.delayNextWrites(1);
    store.setAutoComplete(false);
    const causes: unknown[] = [];
    store.subscribe((event) => event.type === 'delayed' && causes.push(event.cause?.calledAs));
    store.delayNextWrites(1);
    for (const payload of 'abc') await store.submit(payload);
    expect(causes).toEqual([undefined, 'delayNextWrites', undefined]);
  });

  test('of strikes of a scope that nobody observed, which takes them back', async () => {
    const store = logStore();
    const delayed = withDelayedWrites(store, { count: 3 });
    const causes: unknown[] = [];
    store.subscribe((event) => event.type === 'delayed' && causes.push(event.cause?.calledAs));
    store.delayNextWrites(1);
    await store.submit('a');
    delayed[Symbol.dispose]();
    await store.submit('b');
    expect(causes).toEqual([undefined, 'delayNextWrites']);
  });

  test('no longer, once what was armed has struck unobserved', async () => {
    const store = logStore();
    const unsubscribe = store.subscribe(() => {});
    store.delayNextWrites(1);
    unsubscribe();
    await store.submit('a');
    const events: StoreEvent[] = [];
    store.subscribe((event) => events.push(event));
    store.delayNextWrites(1);
    await store.submit('b');
    expect(events.at(-1)?.cause).toBe(events[0]);
  });

  test('of a mode that was set when nobody observed any more', async () => {
    const { store, causes } = observed({ autoComplete: false });
    const deaf = logStore();
    const unsubscribe = deaf.subscribe(() => {});
    deaf.setAutoComplete(false);
    unsubscribe();
    deaf.setAutoComplete(false);
    const late: unknown[] = [];
    deaf.subscribe((event) => event.type === 'delayed' && late.push(event.cause));
    await deaf.submit('a');
    await store.submit('a');
    expect([...late, ...causes()]).toEqual([undefined, undefined]);
  });

  test('of events that are not about a delayed write', async () => {
    const { store, events } = observed();
    store.delayNextWrites(1);
    await store.submit('a');
    store.releaseAll();
    const others = events.filter(({ type }) => type !== 'delayed');
    expect(others.map(({ cause }) => cause)).toEqual(others.map(() => undefined));
  });
});

test('is no part of what an event shows', async () => {
  const { store, events } = observed();
  store.delayNextWrites(1);
  await store.submit('a');
  expect(Object.keys(events.at(-1)!)).toEqual(['sequence', 'store', 'type', 'operationId', 'rows', 'reason']);
  expect(JSON.parse(JSON.stringify(events.at(-1)))).not.toHaveProperty('cause');
});

const step = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ kind: 'write' as const }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('arm' as const), count: fc.nat(3) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('open' as const), count: fc.nat(3) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('leave' as const), which: fc.nat() }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'reset' as const }) },
);

test('strikes are used up in the order in which they were armed, and a scope takes its own back', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const { store, events } = observed();
      const open: { scope: DelayedWrites; armed: StoreEvent }[] = [];
      let queue: StoreEvent[] = []; // one entry per strike that is left: the event of the call that armed it
      const armed = (count: number): StoreEvent => {
        const event = events.at(-1)!;
        queue.push(...Array.from({ length: count }, () => event));
        return event;
      };
      for (const each of steps) {
        if (each.kind === 'arm') {
          store.delayNextWrites(each.count);
          armed(each.count);
        } else if (each.kind === 'open') {
          const scope = withDelayedWrites(store, { count: each.count, onExit: 'keep' });
          open.push({ scope, armed: armed(each.count) });
        } else if (each.kind === 'leave') {
          const [left] = open.splice(each.which % Math.max(open.length, 1), 1);
          left?.scope[Symbol.dispose]();
          queue = queue.filter((event) => event !== left?.armed);
        } else if (each.kind === 'reset') {
          store.resetFaults();
          queue = [];
        } else {
          await store.submit('a');
          const struck = queue.shift();
          expect(events.at(-1)?.cause).toBe(struck);
          expect(events.at(-1)?.type).toBe(struck === undefined ? 'committed' : 'delayed');
        }
      }
    }),
  );
});
