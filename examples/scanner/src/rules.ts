import { createHash } from 'node:crypto';
import { PolicyHash } from 'gossip-inmemory';

/** One kind of secret. Plain data, so that a set of rules can be hashed. */
export interface Rule {
  /** Part of every finding's identity: a renamed rule finds everything anew. */
  readonly name: string;
  /**
   * Flags `d` and `g`; the group `secret` is the secret itself. Runs on Latin-1 text, one character per byte, so it must not
   * use classes that know characters above 7F: `\s` takes A0 for a space, and UTF-8 has that as a second byte.
   */
  readonly pattern: RegExp;
  /** What makes two spellings of a secret the same secret. */
  readonly spelling: 'exact' | 'whitespace-insensitive';
}

const NAME = /(?:api[_-]?key|passwd|password|secret|token)/.source;
/** A byte of a value: no blank, quote, separator or bracket. */
const VALUE = /[^\0- "'`,;<>(){}[\]]/.source;

/** In order of precedence: of two rules that match the same bytes, the first one has them. */
export const RULES: readonly Rule[] = [
  {
    name: 'private-key',
    pattern: /(?<secret>-----BEGIN (?<kind>(?:[A-Z]+ )?PRIVATE KEY)-----[^]*?-----END \k<kind>-----)/dg,
    spelling: 'whitespace-insensitive',
  },
  {
    name: 'aws-access-key-id',
    pattern: /(?<![A-Z0-9])(?<secret>AKIA[A-Z0-9]{16})(?![A-Z0-9])/dg,
    spelling: 'exact',
  },
  {
    name: 'github-token',
    pattern: /(?<![A-Za-z0-9])(?<secret>gh[a-z]_[A-Za-z0-9]{36})(?![A-Za-z0-9])/dg,
    spelling: 'exact',
  },
  {
    name: 'json-web-token',
    pattern: /(?<![\w-])(?<secret>eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+)/dg,
    spelling: 'exact',
  },
  {
    // Eight bytes or more, a digit among them: `password = os.environ["X"]` assigns no secret.
    name: 'generic-credential',
    pattern: new RegExp(`${NAME}["']?[ \\t]*[:=][ \\t]*["']?(?<secret>(?=${VALUE}*\\d)${VALUE}{8,})`, 'dgi'),
    spelling: 'exact',
  },
];

/** The policy that a set of rules amounts to. Under other rules it is another one, and nothing counts as scanned yet. */
export function policyOf(rules: readonly Rule[]): PolicyHash {
  const described = rules.map(({ name, pattern, spelling }) => [name, String(pattern), spelling]);
  const rulesDigest = createHash('sha256').update(JSON.stringify(described)).digest();
  return PolicyHash.derive({ idHashMode: 'KeyedV1', rulesDigest });
}
