import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CostQueue } from '../../src/every-release/cost-queue.js';

test('hands out the cheapest first, equally cheap ones in the order in which they came, and nothing twice', () => {
  const steps = fc.array(fc.oneof(fc.nat({ max: 3 }), fc.constant('take' as const)), { maxLength: 40 });
  fc.assert(
    fc.property(steps, (given) => {
      const queue = new CostQueue<number>();
      const waiting: { cost: number; item: number }[] = [];
      for (const [item, step] of given.entries()) {
        if (step !== 'take') {
          queue.add(step, item);
          waiting.push({ cost: step, item });
          continue;
        }
        const [next] = waiting.toSorted((a, b) => a.cost - b.cost || a.item - b.item);
        if (next !== undefined) waiting.splice(waiting.indexOf(next), 1);
        expect(queue.take()).toBe(next?.item);
      }
    }),
  );
});
