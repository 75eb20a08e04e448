import { GossipSession, type CommitHandle, type GossipOptions } from '../../src/index.js';
import { outcomeOf, settle } from './rows.js';
import { withSourceLines } from './source-lines.js';

/** A session, what it gives, and how to await a handle for ever. */
export function begin(options?: GossipOptions) {
  const session = new GossipSession(options);
  return { session, ...session, wait: (handle: CommitHandle<unknown>) => void outcomeOf(handle.wait()) };
}

/** The lines that explain what hangs now, without the list of events, and with code instead of positions. */
export async function explained(session: GossipSession): Promise<string[] | undefined> {
  await settle();
  return withSourceLines(session.explainHang())
    ?.replace(/\n\nWhat the stores did[^]*/, '')
    .split('\n');
}
