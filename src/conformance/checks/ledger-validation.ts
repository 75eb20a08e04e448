import type { ConformanceCheck } from '../types.js';
import { BROKEN_RULES, OUT_OF_RANGE, WRONG_TYPES } from './ledger-invalid-records.js';
import { asRecord, expectNoRows, ledgerCheck } from './ledger-support.js';

// A backend must refuse these records, with whatever error; a strict one with BatchValidation, shape and ranges at
// submission, the rules between the fields of a record at commit.

/** What a ledger must refuse (specification 1-semantics, section 2). A good record in the same batch must not be stored. */
export const ledgerValidationChecks: readonly ConformanceCheck[] = [
  ...[...BROKEN_RULES, ...OUT_OF_RANGE, ...WRONG_TYPES].map(({ id, title, reason, at, untyped, variants }) =>
    ledgerCheck({
      id,
      title,
      reason,
      needs: untyped === true ? ['strict'] : [],
      async run(context) {
        const { ids } = context;
        const [good, valid] = [
          context.record({ ovidHash: ids.ovid('good') }),
          context.record({ ovidHash: ids.ovid('bad') }),
        ];
        for (const [how, wrong] of Object.entries(variants(valid))) {
          const outcome = await context.ledger.attempt([good, asRecord(wrong)]);
          context.expectRefused(`A batch with ${title} (${how})`, outcome, 'BatchValidation', at);
        }
        await expectNoRows(context, [good, valid]);
      },
    }),
  ),
  ledgerCheck({
    id: 'LEDGER-INVALID-18',
    title: 'a batch that is no array',
    reason:
      'A strict backend must refuse a batch that is no array, with a rejected promise and not by throwing, as callers handle one kind of refusal.',
    needs: ['strict'],
    async run(context) {
      for (const wrong of [undefined, null, {}, 7, 'records', context.record()]) {
        const outcome = await context.ledger.attempt(wrong as never);
        context.expectRefused(
          `A batch that is ${context.words.value(wrong)}`,
          outcome,
          'BatchValidation',
          'submission',
        );
      }
    },
  }),
];
