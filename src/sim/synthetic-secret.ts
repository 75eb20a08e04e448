import { drawsOf } from '../harness/seed.js';
import { lazily } from '../values/lazily.js';
import { NormHash, SecretHash, TenantSecretKey } from '../values/secrets.js';

const tenantKey = lazily(() => TenantSecretKey.fromBytes(new Uint8Array(32).fill(0x51)));

/** Labels by the tags of the secrets they stand for. It only remembers what `syntheticSecret` would answer again. */
const LABELS = new Map<string, string>();

/** The secret of a label. It stands for nothing: simulations have no real ones, and capsules name them by their labels. */
export function syntheticSecret(label: string): SecretHash {
  const draws = drawsOf(label, 'synthetic secret');
  const digest = Uint8Array.from({ length: 32 }, () => draws.int(0, 255));
  const secret = SecretHash.derive(tenantKey(), NormHash.fromDigest(digest));
  LABELS.set(secret.tag, label);
  return secret;
}

/** The label of a synthetic secret; `undefined` for any other. */
export function labelOfSecret({ tag }: SecretHash): string | undefined {
  return LABELS.get(tag);
}
