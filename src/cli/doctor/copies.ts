import { relative } from 'node:path';
import { ownPackage, readManifest } from '../own-package.js';
import type { Finding } from './finding.js';
import { copiesOf, installedFor } from './installed.js';

const NAME = 'gossip-inmemory';

/** Whether the project has the package, once, and whether it is the one that runs here. */
export function ownCopies(folder: string): Finding[] {
  const own = ownPackage();
  const findings: Finding[] = [{ status: 'ok', text: `${NAME} ${own.version}` }];
  if (readManifest(folder)?.name === NAME) return findings; // its own repository
  const used = installedFor(folder, NAME);
  if (used === undefined) {
    const remedy = `npm install --save-dev ${NAME}`;
    return [...findings, { status: 'problem', text: `This folder's project does not have ${NAME}.`, remedy }];
  }
  if (used.folder !== own.folder) {
    const text = `This command is of another copy of ${NAME} than the project's ${used.version}.`;
    findings.push({ status: 'note', text, remedy: `Run it with npx in the project: npx ${NAME} doctor` });
  }
  const copies = copiesOf(folder, NAME);
  if (copies.length < 2) return findings;
  const where = copies.map((copy) => `${relative(folder, copy.folder)} (${copy.version})`).join(', ');
  const remedy = 'npm dedupe, or make all that depend on it ask for the same version';
  return [...findings, { status: 'problem', text: `There are ${copies.length} copies: ${where}.`, remedy }];
}
