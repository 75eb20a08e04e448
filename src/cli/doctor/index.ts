import { ownCopies } from './copies.js';
import type { Checkup } from './finding.js';
import { nodeVersion } from './node-version.js';
import { registered } from './registered.js';
import { runners } from './runners.js';
import { selfTest } from './self-test.js';
import { types } from './types.js';

export type { Finding } from './finding.js';

/** All checkups, in the order in which their findings are shown. */
export const CHECKUPS: readonly Checkup[] = [nodeVersion, ownCopies, runners, registered, types, selfTest];
