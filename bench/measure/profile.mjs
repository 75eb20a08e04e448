// Where the time of our runs of a workload goes, as the engine's sampling profiler sees it.
import { readFile } from 'node:fs/promises';
import { Session } from 'node:inspector/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OURS, WORKLOADS } from '../programme.mjs';
import { answer } from './answer.mjs';

const WARM_UP = 2;
const INTERVAL_US = 200;

const [id, scale] = process.argv.slice(2);
const workload = WORKLOADS.find((one) => one.id === id);
const { load } = await import(`../workloads/${workload.file}`);
const { setUp, run, tearDown } = await (await load(Number(scale), workload)).contestant(OURS);

answer({ profile });

/** Per line of code and per task of the engine, which share of the time went there; the greatest first. */
async function profile({ runs }) {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: INTERVAL_US });
  const ticks = new Map();
  for (let index = 0; index < WARM_UP + runs; index++) {
    const stores = await setUp();
    globalThis.gc();
    await session.post('Profiler.start');
    await run(stores);
    const { profile } = await session.post('Profiler.stop');
    await tearDown(stores);
    if (index >= WARM_UP) count(profile.nodes, ticks);
  }
  session.disconnect();
  const total = [...ticks.values()].reduce((sum, { hits }) => sum + hits, 0);
  const lines = [...ticks.values()].toSorted((a, b) => b.hits - a.hits);
  return Promise.all(lines.map(async ({ hits, ...place }) => ({ share: hits / total, ...(await described(place)) })));
}

function count(nodes, ticks) {
  for (const { callFrame, hitCount, positionTicks = [] } of nodes) {
    const { functionName, url } = callFrame;
    if (functionName === '(idle)') continue;
    const known = positionTicks.reduce((sum, { ticks: hits }) => sum + hits, 0);
    for (const { line, ticks: hits } of [...positionTicks, { ticks: hitCount - known }]) {
      if (hits === 0) continue;
      const key = `${functionName} ${url}:${line}`;
      const before = ticks.get(key)?.hits ?? 0;
      ticks.set(key, { functionName, url, line, hits: before + hits });
    }
  }
}

/** What the line says, if it is one of a file. */
async function described({ functionName, url, line }) {
  if (!url.startsWith('file:') || line === undefined) return { where: functionName, code: '' };
  const code = (await readFile(fileURLToPath(url), 'utf8')).split('\n')[line - 1]?.trim() ?? '';
  return { where: functionName || basename(url), code };
}
