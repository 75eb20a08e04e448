import { ownPackage } from '../own-package.js';
import type { Finding } from './finding.js';
import { isIn } from './versions.js';

/** Whether Node is one of those that the package runs on. */
export function nodeVersion(): Finding[] {
  const range = ownPackage().engines?.['node'] ?? '>=20.19';
  const text = `Node ${process.versions.node}`;
  if (isIn(process.versions.node, range)) return [{ status: 'ok', text }];
  const least = range.replace('>=', '');
  return [{ status: 'problem', text: `${text} is too old.`, remedy: `Install Node ${least} or later.` }];
}
