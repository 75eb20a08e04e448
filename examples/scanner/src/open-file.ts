import { createHash } from 'node:crypto';
import {
  type DoneLedgerStatus,
  ObjectVersionId,
  OvidHash,
  StableItemId,
  VersionId,
  type ConnectorInstanceIdHash,
} from 'gossip-inmemory';
import type { FileSource } from './file-source.ts';

/** A file as the stores know it, with either its content or the reason why that will not be scanned. */
export interface OpenedFile {
  readonly path: string;
  readonly stableItemId: StableItemId;
  readonly objectVersionId: ObjectVersionId;
  readonly ovidHash: OvidHash;
  readonly content: Uint8Array | Unscannable;
}

/** How the ledger will have a file that is not scanned. */
export class Unscannable {
  readonly status: DoneLedgerStatus;
  readonly errorCode: string;

  constructor(status: DoneLedgerStatus, errorCode: string) {
    this.status = status;
    this.errorCode = errorCode;
  }
}

/** Reads a file and derives its identity. A file that cannot be read is an answer, not an error. */
export async function openFile(
  files: FileSource,
  path: string,
  instance: ConnectorInstanceIdHash,
  maxBytes: number,
): Promise<OpenedFile> {
  const stableItemId = StableItemId.derive({ connector: 'fs', instance, locator: path });
  const identified = (version: VersionId, content: OpenedFile['content']): OpenedFile => ({
    path,
    stableItemId,
    objectVersionId: version.objectVersionId,
    ovidHash: OvidHash.derive({ stableItemId, version }),
    content,
  });
  try {
    const size = await files.size(path);
    // Nothing but the size decides this, so the size is all the version there is.
    if (size > maxBytes) return identified(weakly(`size ${size}`), new Unscannable('FailedPermanent', 'too-large'));
    const content = await files.read(path);
    const version = VersionId.strong(ObjectVersionId.fromVersionBytes(sha256(content)));
    return identified(version, isBinary(content) ? new Unscannable('Skipped', 'binary') : content);
  } catch (error) {
    // Retryable, so that the next run tries again, and a version that no content ever has.
    return identified(weakly('unread'), new Unscannable('FailedRetryable', `unreadable:${systemCode(error)}`));
  }
}

function weakly(version: string): VersionId {
  return VersionId.weak(ObjectVersionId.fromVersionBytes(version));
}

function sha256(content: Uint8Array): Uint8Array {
  return createHash('sha256').update(content).digest();
}

/** Git's rule: a NUL among the first 8000 bytes. */
function isBinary(content: Uint8Array): boolean {
  return content.subarray(0, 8000).includes(0);
}

/** `EACCES`, `ENOENT` and the like; anything that is not a system error is a fault of ours and goes on up. */
function systemCode(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  throw error;
}
