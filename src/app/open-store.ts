import { access } from 'node:fs/promises'
import type { Config } from '../config/config.ts'
import { type Result, failed, succeeded } from '../core/base/result.ts'
import { openSqliteStore } from '../store/sqlite-store.ts'
import type { Store } from '../store/store.ts'
import { type Problem, problem } from './problem.ts'
import { hasCode } from './publication/disk-error.ts'

/** The store of the configuration; a store of another version, or none at all, is refused with the cure. */
export async function openedStore({ store }: Config): Promise<Result<Store, Problem>> {
  if (store.kind === 'postgres') {
    return failed(problem(78, 'this version keeps its store in SQLite only', 'set `store: sqlite:var/gatehouse.db`'))
  }
  const opened = await openSqliteStore(store.path)
  return opened.ok ? succeeded(opened.value) : failed(problem(78, opened.error.message, opened.error.help))
}

/** The store for whoever only reads: null where none was made yet, and none is made by asking. */
export async function storeIfThere(config: Config): Promise<Result<Store | null, Problem>> {
  if (config.store.kind === 'sqlite') {
    try {
      await access(config.store.path)
    } catch (cause) {
      if (hasCode(cause, 'ENOENT')) return succeeded(null)
      if (!(cause instanceof Error && 'code' in cause)) throw cause
      return failed(problem(78, `\`${config.store.path}\` cannot be opened: ${String(cause.code)}`, 'see that this account may read it'))
    }
  }
  return openedStore(config)
}
