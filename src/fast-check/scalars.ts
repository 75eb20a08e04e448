import fc, { type Arbitrary } from 'fast-check';
import { U64_MAX } from '../values/check.js';
import type { PublicIdCompanion } from '../values/public-id.js';

const I64_MAX = 2n ** 63n - 1n;
const U32_MAX = 2 ** 32 - 1;

/** A u64. The limits of u64 and i64, their neighbours and small values come up more often than not. */
export function u64(): Arbitrary<bigint> {
  return fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(0n, 1n, 2n, I64_MAX - 1n, I64_MAX, I64_MAX + 1n, U64_MAX - 1n, U64_MAX) },
    { weight: 1, arbitrary: fc.bigInt({ min: 0n, max: U64_MAX }) },
  );
}

/** One of few u64 on either side of the i64 limit, so that two of them tie as often as not. */
export function tyingU64(): Arbitrary<bigint> {
  return fc.constantFrom(0n, 1n, I64_MAX, I64_MAX + 1n, U64_MAX);
}

/** A u32. The limits come up often. */
export function u32(): Arbitrary<number> {
  return fc.oneof(fc.constantFrom(0, 1, 2, U32_MAX - 1, U32_MAX), fc.integer({ min: 0, max: U32_MAX }));
}

/** How many different identities there are. */
export interface PoolOptions {
  /** A few, so that rows collide; `'any'` for any 32 bytes at all. 3 if left out. */
  readonly pool?: number | 'any' | undefined;
}

/** An identity: `publicId(TenantId, { pool: 2 })` is one of `TenantId.filled(1)` and `TenantId.filled(2)`. */
export function publicId<Id extends string>(
  companion: PublicIdCompanion<Id>,
  { pool = 3 }: PoolOptions = {},
): Arbitrary<Id> {
  return pool === 'any'
    ? fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => companion.fromBytes(bytes))
    : fc.integer({ min: 1, max: pool }).map((byte) => companion.filled(byte));
}

/** A text whose UTF-8 order is not its order as a string, a prefix of another, or anything of up to 40 characters. */
export function text(): Arbitrary<string> {
  return fc.oneof(
    fc.constantFrom('a', 'ab', '\u{FF5E}', '\u{1F600}', '\u{1F600}a', '\u{E000}'),
    fc.string({ minLength: 1, maxLength: 40, unit: 'binary' }),
  );
}
