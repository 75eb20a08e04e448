import config from '../../../vitest.config.js';

// Of `npm run planted`.
export default { ...config, test: { include: ['test/sim/planted/search.ts'], testTimeout: 1_800_000 } };
