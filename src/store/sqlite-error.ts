/** Did SQLite itself refuse, rather than our own code fail? */
export function isSqliteError(cause: unknown): cause is Error {
  return cause instanceof Error && 'code' in cause && cause.code === 'ERR_SQLITE_ERROR'
}

/** Does the file hold something that is no database? */
export function isNoDatabase(cause: unknown): boolean {
  // The low byte is the error, the rest refines it.
  return isSqliteError(cause) && 'errcode' in cause && typeof cause.errcode === 'number' && (cause.errcode & 0xff) === SQLITE_NOTADB
}

const SQLITE_NOTADB = 26
