import type { OpenStore } from './store.ts'

/** Opens, and if need be makes or migrates, the store in the file at `path`; `:memory:` is one that nobody else sees. */
export async function openSqliteStore(path: string): Promise<OpenStore> {
  throw new Error(`not written yet: ${path}`)
}
