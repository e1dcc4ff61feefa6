import { StoreFailure } from '../../store/store.ts'
import { isDiskError, saysOf } from './disk-error.ts'

/** What was not committed is not published, and the last run stands as it was. */
export interface PublicationError {
  readonly kind: 'disk' | 'store' | 'head-moved' | 'lock-lost'
  /** One line, lower case: what failed. */
  readonly message: string
}

/** The failure of the disk or of the store as a value; anything else is our own broken promise and is thrown on. */
export function publicationError(cause: unknown, what: string): PublicationError {
  if (cause instanceof StoreFailure) return { kind: 'store', message: cause.message }
  if (isDiskError(cause)) return { kind: 'disk', message: `cannot ${what}: ${saysOf(cause)}` }
  throw cause
}
