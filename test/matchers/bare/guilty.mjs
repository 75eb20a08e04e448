// What no entry without a runner may do.
export { chai } from '@vitest/expect';
