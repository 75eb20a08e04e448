import { OvidHash, PolicyHash, TenantId } from '../../values/identities.js';
import type { CheckContext, RecordSketch } from '../context.js';
import type { ConformanceCheck } from '../types.js';
import { expectNoRows, expectRows, ledgerCheck } from './ledger-support.js';

/** Writes rows under different keys, each with its own count, and demands that each be found under its own key only. */
async function expectApart(context: CheckContext, keys: readonly RecordSketch[]): Promise<void> {
  const records = keys.map((key, index) => context.record({ ...key, bytesScanned: index + 1 }));
  await context.ledger.write(records);
  await expectRows(context, records);
}

/** Writes one row, demands that it be seen under none of these other keys, and then that all of them can have rows too. */
async function expectUnseen(context: CheckContext, others: readonly RecordSketch[]): Promise<void> {
  await context.ledger.write([context.record({ bytesScanned: 0 })]);
  for (const key of others) await expectNoRows(context, [context.record(key)]);
  await expectApart(context, [{}, ...others]);
}

/** The identity with one of its 32 bytes changed. */
function changedAt<Id extends string>(context: CheckContext, id: Id, byte: number): Id {
  const digit = byte * 2 + 1;
  const other = (Number.parseInt(id.charAt(digit), 16) ^ 1).toString(16);
  const changed = `${id.slice(0, digit)}${other}${id.slice(digit + 1)}` as Id;
  context.ids.name(changed, `${context.ids.nameOf(id) ?? id} but for byte ${byte}`);
  return changed;
}

/** Keys are the three identities together, and every byte of them (specification 1-semantics, sections 1 and 2). */
export const ledgerIsolationChecks: readonly ConformanceCheck[] = [
  ledgerCheck({
    id: 'LEDGER-APART-01',
    title: 'tenants are apart',
    reason:
      'A row of one tenant must not be seen under another, even if their ids differ only in the last byte, as one customer must never learn of another.',
    async run(context) {
      const tenant = context.ids.tenant();
      await expectUnseen(context, [
        { tenantId: context.ids.neighbour(tenant) },
        { tenantId: changedAt(context, tenant, 0) },
      ]);
    },
  }),
  ledgerCheck({
    id: 'LEDGER-APART-02',
    title: 'policies are apart',
    reason:
      'A row of one policy must not be seen under another, even if their hashes differ only in the last byte, as a changed policy has to be scanned anew.',
    async run(context) {
      const policy = context.ids.policy();
      await expectUnseen(context, [
        { policyHash: context.ids.neighbour(policy) },
        { policyHash: changedAt(context, policy, 0) },
      ]);
    },
  }),
  ledgerCheck({
    id: 'LEDGER-APART-03',
    title: 'object versions that differ in one byte, whichever',
    reason:
      'Every one of the 32 bytes of an ovid hash must tell rows apart, as a key that is cut short makes two object versions share a row.',
    run: (context) => {
      const ovid = context.ids.ovid();
      const changed = Array.from({ length: 32 }, (_, byte) => changedAt(context, ovid, byte));
      return expectApart(
        context,
        [ovid, ...changed].map((ovidHash) => ({ ovidHash })),
      );
    },
  }),
  ledgerCheck({
    id: 'LEDGER-APART-04',
    title: 'the same three values in other roles',
    reason:
      'Keys that hold the same three values as tenant, policy and ovid in another arrangement must be different keys, so that no joined or combined key makes them one.',
    run: (context) => {
      const [a, b, c] = [context.ids.item('a'), context.ids.item('b'), context.ids.item('c')] as const;
      const roles = [
        [a, b, c],
        [a, c, b],
        [b, a, c],
        [b, c, a],
        [c, a, b],
        [c, b, a],
        [a, a, b],
        [a, b, a],
        [b, a, a],
      ] as const;
      return expectApart(
        context,
        roles.map(([tenant, policy, ovid]) => ({
          tenantId: TenantId.fromHex(tenant),
          policyHash: PolicyHash.fromHex(policy),
          ovidHash: OvidHash.fromHex(ovid),
        })),
      );
    },
  }),
  ledgerCheck({
    id: 'LEDGER-APART-05',
    title: 'merges touch no neighbour',
    reason:
      'A merge must change the row of its own key only, as rows that share two of the three identities belong to other tenants, policies or objects.',
    async run(context) {
      const { ids } = context;
      const keys = ['A', 'B'].flatMap((tenant) =>
        ['A', 'B'].flatMap((policy) =>
          [1, 2].map((ovid) => ({
            tenantId: ids.tenant(tenant),
            policyHash: ids.policy(policy),
            ovidHash: ids.ovid(ovid),
          })),
        ),
      );
      const before = keys.map((key, index) =>
        context.record({ ...key, status: 'FailedRetryable', bytesScanned: index + 1 }),
      );
      await context.ledger.write(before);
      const merged = [keys[0], keys[5]].map((key) =>
        context.record({ ...key, status: 'ScannedWithFindings', findingsCount: 3 }),
      );
      await context.ledger.write(merged);
      await expectRows(context, [...before, ...merged]);
    },
  }),
  ledgerCheck({
    id: 'LEDGER-APART-06',
    title: 'object versions of any bytes',
    reason:
      'An ovid hash may be any 32 bytes, zeros, quotes, wildcards and bytes beyond ASCII included, as it is a hash and not text to be escaped, trimmed or matched.',
    run: (context) => {
      const bytes = [0x00, 0x01, 0x0a, 0x20, 0x22, 0x25, 0x27, 0x2a, 0x30, 0x5c, 0x5f, 0x7f, 0x80, 0xc0, 0xff];
      return expectApart(
        context,
        bytes.map((byte) => ({ ovidHash: OvidHash.filled(byte) })),
      );
    },
  }),
  ledgerCheck({
    id: 'LEDGER-APART-07',
    title: 'tenants of any bytes in one batch',
    reason:
      'Rows of several tenants in one batch must each be stored under their own tenant and policy, as the first record of a batch does not speak for the others.',
    run: (context) => {
      const { ids } = context;
      const [tenant, policy] = [ids.tenant(), ids.policy()];
      return expectApart(context, [
        {},
        { tenantId: ids.neighbour(tenant) },
        { policyHash: ids.neighbour(policy) },
        { tenantId: ids.neighbour(tenant), policyHash: ids.neighbour(policy) },
        { tenantId: ids.tenant('B') },
        { policyHash: ids.policy('B') },
      ]);
    },
  }),
  ledgerCheck({
    id: 'LEDGER-APART-08',
    title: 'keys whose concatenations agree',
    reason:
      'Keys must be apart even where their identities, joined without zero bytes, padding or a separator, spell the same text, as a joined key is no key.',
    run: (context) => {
      const { ids } = context;
      const [a, b, c] = [ids.policy(), ids.ovid(), ids.ovid(2)].map((id) => id.slice(0, 32)) as [
        string,
        string,
        string,
      ];
      const zeros = '0'.repeat(32);
      const key = (policy: string, ovid: string): { policyHash: PolicyHash; ovidHash: OvidHash } => ({
        policyHash: PolicyHash.fromHex(policy),
        ovidHash: OvidHash.fromHex(ovid),
      });
      const tail = ids.ovid(3).slice(4);
      return expectApart(context, [
        key(a + zeros, b + c), // without the zero bytes that an id ends in: a b c
        key(a + b, c + zeros),
        key(ids.policy(), `0110${tail}`), // without the zeros that a byte starts with: 1 10
        key(ids.policy(), `1100${tail}`),
      ]);
    },
  }),
];
