import type { Result } from '../../core/base/result.ts'
import type { PublicationFiles } from './publication-files.ts'

/** Held by the one process that may publish. */
export interface PublicationLock {
  readonly path: string
  /** What was left of a holder that died, in one line for the log; null if nothing was. */
  readonly tookOver: string | null
  release(): Promise<void>
}

export type LockError =
  /** Another run holds it: exit 75. */
  | { readonly kind: 'locked'; readonly message: string; readonly help: string }
  /** The lock could not be written. */
  | { readonly kind: 'disk'; readonly message: string }

/** Step 1. A lock whose holder died on this host is taken over, and said so. */
export async function takeLock(path: string, files: PublicationFiles): Promise<Result<PublicationLock, LockError>> {
  throw new Error(`not written yet: ${path} ${typeof files}`)
}
