import { ownPackage } from '../own-package.js';
import type { Finding } from './finding.js';
import { installedFor } from './installed.js';
import { isIn } from './versions.js';

/** What our tests run with, beside the peers that the manifest names. */
const JEST = '>=29 <31';

/** Which runners there are, and whether they are ones that the package knows. */
export function runners(folder: string): Finding[] {
  const { peerDependencies = {} } = ownPackage();
  const ranges = { jest: JEST, ...peerDependencies };
  const findings = Object.entries(ranges).flatMap(([name, range]) => judged(folder, name, range));
  return findings.length > 0
    ? findings
    : [{ status: 'note', text: 'There is no test runner here: simulations and conformance checks need none.' }];
}

function judged(folder: string, name: string, range: string): Finding[] {
  const found = installedFor(folder, name);
  if (found === undefined) return [];
  const text = `${name} ${found.version}`;
  if (!isIn(found.version, range))
    return [{ status: 'problem', text: `${text} is not in ${range}.`, remedy: `Install ${name} ${range}.` }];
  const ours = installedFor(ownPackage().folder, name);
  if (ours === undefined || ours.folder === found.folder) return [{ status: 'ok', text }];
  const remedy = `npm dedupe, so that ${ours.folder} goes: a second copy does not find the running suite`;
  return [{ status: 'problem', text: `gossip-inmemory finds another ${name}, ${ours.version}.`, remedy }];
}
