import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { OWN_STORES } from '../sweep/backend.js';
import { runTask, type SweepTask } from '../sweep/task.js';
import { loadFactories, whyUnusable } from './backend-module.js';
import type { Answer, Assignment } from './messages.js';

/** The thread of a lane: loads the backend, then does one task after the other. */
async function serve(port: MessagePort, { plan, backend }: Assignment): Promise<void> {
  const answer = (message: Answer): void => port.postMessage(message);
  try {
    const factories = backend === undefined ? OWN_STORES : await loadFactories(backend, plan.simulation);
    port.on('message', (task: SweepTask) => {
      void runTask(plan, factories, task).then((tally) => answer({ type: 'tally', tally }));
    });
    answer({ type: 'ready' });
  } catch (error) {
    answer({ type: 'unusable', why: whyUnusable(error) });
  }
}

void serve(parentPort as MessagePort, workerData as Assignment);
