import { ReadyCommitHandle, type CommitHandle } from 'gossip-inmemory';

/** Carries a write out, and hands its outcome to whoever waits for it. */
export function commit<Receipt extends object>(write: () => Receipt): CommitHandle<Receipt> {
  try {
    return ReadyCommitHandle.ok(Object.freeze(write()));
  } catch (error) {
    return ReadyCommitHandle.err(error);
  }
}
