import { dirname, join } from 'node:path'
import { sortedBy } from '../../core/base/order.ts'
import type { DatasetLedger } from './dataset-ledger.ts'
import { datasetFolder } from './evidence-path.ts'
import type { FileSystem } from './file-system.ts'
import { MANIFEST_FILE } from './manifest.ts'

/**
 * Lowers the datasets in whose folders stand files that the manifest does not list: somebody put them there, or took their line
 * out of the manifest. One that stands in no dataset's folder lowers them all.
 */
export async function noteUnlistedFiles(files: FileSystem, folder: string, ledgers: readonly DatasetLedger[]): Promise<void> {
  const listed = new Set(ledgers.flatMap(({ stated }) => stated.files.map(({ path }) => path)))
  let found: readonly string[]
  try {
    found = await everythingIn(files, folder, '')
  } catch (cause) {
    const reason = `the folder cannot be listed: ${cause instanceof Error ? cause.message : String(cause)}`
    for (const ledger of ledgers) {
      ledger.gap({ code: 'dataset-incomplete', record: null, reason })
      ledger.lower('partial', reason, null)
    }
    return
  }
  for (const path of sortedBy(found, (name) => name)) {
    if (path === MANIFEST_FILE || listed.has(path)) continue
    const owners = ledgers.filter((ledger) => holds(ledger, path))
    for (const ledger of owners.length > 0 ? owners : ledgers) ledger.brokenFile(path, 'is not listed in the manifest')
  }
}

function holds({ stated }: DatasetLedger, path: string): boolean {
  if (path.startsWith(`${datasetFolder(stated.unit, stated.dataset)}/`)) return true
  return stated.files.some((file) => dirname(file.path) !== '.' && dirname(file.path) === dirname(path))
}

async function everythingIn(files: FileSystem, root: string, inside: string): Promise<readonly string[]> {
  const paths: string[] = []
  for (const name of await files.list(join(root, inside))) {
    const path = inside === '' ? name : `${inside}/${name}`
    const entry = await files.entry(join(root, path))
    if (entry?.kind === 'folder') paths.push(...(await everythingIn(files, root, path)))
    else if (entry !== null) paths.push(path)
  }
  return paths
}
