import { ReadyCommitHandle, type CommitHandle } from 'gossip-inmemory';

/**
 * Carries a write out and hands its outcome to whoever waits for it. The write is durable, or has failed, by the time there
 * is a handle: writes that should overlap are submitted without waiting for each other.
 */
export async function commit<Receipt extends object>(write: () => Promise<Receipt>): Promise<CommitHandle<Receipt>> {
  try {
    return ReadyCommitHandle.ok(Object.freeze(await write()));
  } catch (error) {
    return ReadyCommitHandle.err(error);
  }
}
