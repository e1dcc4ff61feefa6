/**
 * Is this a refusal of the operating system (`ENOSPC`, `EACCES`, `EIO`, …), here or in what it was caused by?
 *
 * Such a failure is expected now and then and becomes a value; anything else is our own broken promise and goes on as it is.
 */
export function isDiskError(cause: unknown): boolean {
  if (!(cause instanceof Error)) return false
  if ('code' in cause && typeof cause.code === 'string' && /^E[A-Z0-9]+$/u.test(cause.code)) return true
  return isDiskError(cause.cause)
}

/** Is it this error, or one of these? */
export function hasCode(cause: unknown, ...codes: readonly string[]): boolean {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' && codes.includes(cause.code)
}

export function saysOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}
