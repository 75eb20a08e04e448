import type { FindingsUpsertBatch } from '../../records/findings-batch.js';
import type { Location } from '../../records/location.js';
import type { PersistenceInputErrorCode } from '../../values/input-error.js';
import type { CheckContext } from '../context.js';
import { expectInvalid, findingsChecks, numbered, rows, together, type FindingsCheck } from './findings-support.js';

/** A batch that no sink may take, whatever it has stored. */
interface Invalid {
  readonly title: string;
  readonly why: string;
  readonly code: PersistenceInputErrorCode;
  readonly batch: (context: CheckContext) => FindingsUpsertBatch;
  /** Where only the letter of the specification forbids it. */
  readonly strict?: boolean;
}

const INVALID: readonly Invalid[] = [
  {
    title: "an observation with another observation's id",
    why: 'its id must be derived from its tenant, policy and occurrence, as other stores would know it under another one',
    code: 'ObservationIdMismatch',
    batch: (context) => {
      const [a, b] = [context.chain({ label: 'a' }), context.chain({ label: 'b' })];
      const { observationId } = b.observation;
      return together(a.batch, rows({ observations: [{ ...a.observation, observationId }] }));
    },
  },
  {
    title: 'an observation with an id that differs in its last byte',
    why: 'its id must be derived from its tenant, policy and occurrence, to the last byte, as other stores would not find it',
    code: 'ObservationIdMismatch',
    batch: (context) =>
      withObservation(context, ({ observationId }) => ({ observationId: context.ids.neighbour(observationId) })),
  },
  {
    title: "an observation with another policy's id",
    why: 'its id must be derived from its policy too, as what one policy sees says nothing of another',
    code: 'ObservationIdMismatch',
    batch: (context) => withObservation(context, () => ({ policyHash: context.ids.policy('B') })),
  },
  {
    title: 'findings of two tenants',
    why: 'a batch is of one tenant, as tenants share nothing, commits included',
    code: 'InconsistentTenant',
    batch: (context) => {
      const other = context.chain({ tenantId: context.ids.tenant('B') });
      return together(context.chain().batch, rows({ findings: [other.finding] }));
    },
  },
  {
    title: 'tenants that differ in their last byte',
    why: 'a batch is of one tenant, and tenants are told apart by all of their bytes',
    code: 'InconsistentTenant',
    batch: (context) => {
      const other = context.chain({ tenantId: context.ids.neighbour(context.ids.tenant()) });
      return together(context.chain().batch, other.batch);
    },
  },
  {
    title: 'layers of two tenants',
    why: 'a batch is of one tenant across its layers, as no row has its parent in another tenant',
    code: 'InconsistentTenant',
    batch: (context) => {
      const other = context.chain({ tenantId: context.ids.tenant('B') });
      return { ...context.chain().batch, observations: [other.observation] };
    },
  },
  {
    title: 'a span of no bytes',
    why: 'an occurrence is at least one byte long, as nothing can be found in nothing',
    code: 'ZeroSpanLength',
    batch: (context) => {
      const { batch, occurrence } = context.chain();
      return { ...batch, occurrences: [{ ...occurrence, byteLength: 0n }] };
    },
  },
  {
    title: 'a display with half a character',
    why: 'a lone surrogate has no UTF-8 bytes, so a store could only keep another text than it was given',
    code: 'InvalidByte',
    batch: (context) => withLocation(context, { display: 'a\ud83d.txt' }),
  },
  {
    title: 'a url with half a character',
    why: 'a lone surrogate has no UTF-8 bytes, so a store could only keep another text than it was given',
    code: 'InvalidByte',
    batch: (context) => withLocation(context, { display: 'a.txt', url: 'https://\ude00' }),
  },
  {
    title: 'a display of no characters',
    why: 'a location must show something',
    code: 'Empty',
    strict: true,
    batch: (context) => withLocation(context, { display: '' }),
  },
  {
    title: 'a display of 4,097 bytes in fewer characters',
    why: 'a location is limited in UTF-8 bytes, not in characters',
    code: 'TooLarge',
    strict: true,
    batch: (context) => withLocation(context, { display: `${'\u00e9'.repeat(2048)}a` }),
  },
  {
    title: 'a url of 4,097 bytes in fewer characters',
    why: 'a location is limited in UTF-8 bytes, not in characters',
    code: 'TooLarge',
    strict: true,
    batch: (context) => withLocation(context, { display: 'a', url: `${'\u00e9'.repeat(2048)}a` }),
  },
  {
    title: 'an offset of 2^64',
    why: 'a number that does not fit into 64 bits can only be stored as another one',
    code: 'OutOfRange',
    strict: true,
    batch: (context) => {
      const { batch, occurrence } = context.chain();
      return { ...batch, occurrences: [{ ...occurrence, byteOffset: 2n ** 64n }] };
    },
  },
  {
    title: 'a negative run',
    why: 'a run is an unsigned number, so nothing says which one -1 is',
    code: 'OutOfRange',
    strict: true,
    batch: (context) => withObservation(context, () => ({ runId: -1n as never })),
  },
  {
    title: 'a seenAt that is a number',
    why: 'a number has 53 bits, so one that comes in has lost the others already',
    code: 'InvalidType',
    strict: true,
    batch: (context) => withObservation(context, () => ({ seenAt: 10 as never })),
  },
  {
    title: 'a policy in capital letters',
    why: 'ids are canonical, or the same one could be two',
    code: 'InvalidHex',
    strict: true,
    batch: (context) =>
      withObservation(context, ({ policyHash }) => ({ policyHash: policyHash.toUpperCase() as never })),
  },
  {
    title: 'a layer left out',
    why: 'what is missing is more likely a mistake than an empty one',
    code: 'InvalidType',
    strict: true,
    batch: (context) => {
      const { findings, occurrences } = context.chain().batch;
      return { findings, occurrences } as FindingsUpsertBatch;
    },
  },
];

/** Malformed batches, refused before anything is looked up. */
export const findingsInvalidChecks = findingsChecks([
  ...INVALID.map(({ title, why, code, batch, strict }, index): FindingsCheck => {
    return {
      id: numbered('FINDINGS-INVALID', index + 1),
      title: `refused: ${title}`,
      reason: `A batch with ${title} must be refused, for ${why}.`,
      needs: strict === true ? ['strict'] : [],
      async run(context) {
        expectInvalid(context, `A batch with ${title}`, await context.sink.attempt(batch(context)), code);
      },
    };
  }),
]);

function withObservation(
  context: CheckContext,
  change: (observation: FindingsUpsertBatch['observations'][number]) => object,
): FindingsUpsertBatch {
  const { batch, observation } = context.chain();
  return { ...batch, observations: [{ ...observation, ...change(observation) }] };
}

function withLocation(context: CheckContext, location: Location): FindingsUpsertBatch {
  return withObservation(context, () => ({ location }));
}
