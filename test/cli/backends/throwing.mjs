// A ledger whose timer throws, when nobody is there to catch it.
export const createLedger = () => ({
  batchGet: async () => [],
  batchUpsert: () =>
    new Promise(() => {
      setTimeout(() => {
        throw new RangeError('out of bounds');
      });
    }),
});
