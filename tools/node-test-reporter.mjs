/** A reporter for `node --test`: `{ passed, failed, failures }` as JSON. */
export default async function* report(events) {
  const counts = { passed: 0, failed: 0, failures: [] };
  for await (const { type, data } of events) {
    if (data?.details?.type === 'suite') continue;
    if (type === 'test:pass') counts.passed += 1;
    if (type !== 'test:fail') continue;
    counts.failed += 1;
    counts.failures.push(`${data.name}: ${data.details.error.cause?.stack ?? data.details.error.message}`);
  }
  yield JSON.stringify(counts, null, 2);
}
