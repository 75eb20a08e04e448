import { keyDeriver } from '../values/canonical.js';
import {
  ObjectVersionId,
  OvidHash,
  PolicyHash,
  RuleFingerprint,
  StableItemId,
  TenantId,
} from '../values/identities.js';
import { bytesOf } from '../values/public-id.js';
import { SecretHash } from '../values/secrets.js';

const derive = keyDeriver('gossip-inmemory/conformance/fresh-id/v1');

/**
 * Identities that no other run, and no other check of this run, uses: whatever a backend keeps, checks do not meet. The
 * same run and check give the same ones again, and each is known by the label that it was asked for.
 */
export class FreshIds {
  readonly #scope: string;
  readonly #labels = new Map<string, string>();

  constructor(run: string, checkId: string) {
    this.#scope = `${run}/${checkId}`;
  }

  tenant(label: number | string = 'A'): TenantId {
    return TenantId.fromHex(this.#hex('tenant', label));
  }

  policy(label: number | string = 'A'): PolicyHash {
    return PolicyHash.fromHex(this.#hex('policy', label));
  }

  ovid(label: number | string = 1): OvidHash {
    return OvidHash.fromHex(this.#hex('ovid', label));
  }

  item(label: number | string = 1): StableItemId {
    return StableItemId.fromHex(this.#hex('item', label));
  }

  version(label: number | string = 1): ObjectVersionId {
    return ObjectVersionId.fromHex(this.#hex('version', label));
  }

  rule(label: number | string = 1): RuleFingerprint {
    return RuleFingerprint.fromHex(this.#hex('rule', label));
  }

  /** A secret's hash: 32 bytes of which no two are equal. */
  secret(label: number | string = 1): SecretHash {
    const bytes = bytesOf(this.#hex('secret', label));
    for (let index = 1; index < bytes.length; index++) {
      while (bytes.indexOf(bytes[index] as number) < index) bytes[index] = ((bytes[index] as number) + 1) % 256;
    }
    return SecretHash.fromPersisted(bytes);
  }

  /** The same identity but for its last byte. */
  neighbour<Id extends string>(id: Id): Id {
    const last = (Number.parseInt(id.slice(-2), 16) ^ 1).toString(16).padStart(2, '0');
    const neighbour = `${id.slice(0, -2)}${last}` as Id;
    this.name(neighbour, `${this.nameOf(id) ?? id}'`);
    return neighbour;
  }

  /** Gives an identity that was derived elsewhere a name. */
  name(id: string, name: string): void {
    this.#labels.set(id, name);
  }

  /** What an identity is called in this check. */
  nameOf(id: string): string | undefined {
    return this.#labels.get(id);
  }

  #hex(kind: string, label: number | string): string {
    const hex = derive(new TextEncoder().encode(`${this.#scope}/${kind}/${label}`));
    this.name(hex, `${kind} ${label}`);
    return hex;
  }
}
