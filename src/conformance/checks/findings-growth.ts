import type { DurableFindingsCounts } from '../../store/contracts.js';
import type { CheckContext } from '../context.js';

const LAYERS = ['findings', 'occurrences', 'observations'] as const;
const MOST_ATTEMPTS = 40;
const QUIET_PAUSES = 8;
const LONGEST_PAUSE = 32;

/**
 * Demands that a write make the tables grow by exactly this much. Other runs may write to the same tables meanwhile, which
 * can only add to the growth; so what is too great is measured again, with fresh rows, until nobody has been in between. If
 * nobody else writes at all, it is the backend that is wrong.
 */
export async function expectGrowth(
  context: CheckContext,
  [findings, occurrences, observations]: readonly [number, number, number],
  write: (attempt: number) => Promise<void>,
): Promise<void> {
  const expected: DurableFindingsCounts = { findings, occurrences, observations };
  const start = context.trace.length;
  let quiet = 0;
  for (let attempt = 1; ; attempt++) {
    context.trace.rewind(start);
    const before = await context.sink.counts();
    await write(attempt);
    const grown = growth(before, await context.sink.counts());
    const tooMuch = LAYERS.some((layer) => grown[layer] > expected[layer]);
    const tooLittle = LAYERS.some((layer) => grown[layer] < expected[layer]);
    if (!tooMuch || tooLittle || quiet === QUIET_PAUSES || attempt === MOST_ATTEMPTS) {
      context.expectEqual('What the counts grew by', grown, expected);
      return;
    }
    quiet = (await pauseIsQuiet(context, attempt)) ? quiet + 1 : 0;
  }
}

/** Lets time go by, in each run another while, as two in step would disturb each other for ever; whether nobody wrote. */
async function pauseIsQuiet(context: CheckContext, attempt: number): Promise<boolean> {
  const end = context.trace.length;
  const turns = 2 + (Number.parseInt(context.ids.ovid(`pause ${attempt}`).slice(0, 4), 16) % LONGEST_PAUSE);
  const before = await context.sink.counts();
  let after = before;
  for (let turn = 0; turn < turns; turn++) after = await context.sink.counts();
  context.trace.rewind(end);
  const grown = growth(before, after);
  return LAYERS.every((layer) => grown[layer] === 0);
}

function growth(before: DurableFindingsCounts, after: DurableFindingsCounts): DurableFindingsCounts {
  return {
    findings: after.findings - before.findings,
    occurrences: after.occurrences - before.occurrences,
    observations: after.observations - before.observations,
  };
}
