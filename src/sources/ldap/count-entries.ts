import { normalisedDistinguishedName } from '../../core/base/distinguished-name.ts'
import { type Result, failed, succeeded } from '../../core/base/result.ts'
import { type DirectoryFailure, isPassing } from './directory-failure.ts'
import { searchPages } from './paged-search.ts'
import { rootValues } from './root-dse.ts'
import { ATTEMPTS, type DirectorySession, type Opened } from './session.ts'
import { type EntryReader, wireValues } from './wire.ts'

/** Another page size than the read, so that the server cuts its answers elsewhere. */
const COUNT_PAGE_SIZE = 800

export interface EntryCount {
  readonly entries: number
  /** Referral objects, which are answered as references. */
  readonly references: number
}

/** How many entries the reader sees, attributes left out. Starts again after a failure that may pass. */
export async function countEntries(
  session: DirectorySession,
  base: string,
  filter: string,
  unpaged = false,
): Promise<Result<EntryCount, DirectoryFailure>> {
  for (let attempt = 1; ; attempt++) {
    const opened = await session.opened()
    const counted = opened.ok ? await countOnce(opened.value, base, filter, unpaged) : opened
    if (counted.ok) return counted
    if (counted.error.kind !== 'result') await session.drop()
    if (attempt === ATTEMPTS || !isPassing(counted.error)) return counted
    await session.waitBefore(attempt + 1)
  }
}

async function countOnce(opened: Opened, base: string, filter: string, unpaged: boolean): Promise<Result<EntryCount, DirectoryFailure>> {
  const search = { base, scope: 'sub' as const, filter, attributes: ['1.1'] }
  const paging = { size: COUNT_PAGE_SIZE, supported: opened.pagingSupported && !unpaged }
  const pages = searchPages(opened.connection, search, paging, entryTally)
  let entries = 0
  let references = 0
  let step = await pages.next()
  for (; step.done !== true; step = await pages.next()) {
    entries += step.value.entries.taken
    references += step.value.references.length
  }
  return step.value.kind === 'failed' ? failed(step.value.failure) : succeeded({ entries, references })
}

/** Counts, and looks no further. */
function entryTally(): EntryReader {
  let taken = 0
  return {
    get taken() {
      return taken
    },
    take: () => void taken++,
  }
}

/** The database of OpenLDAP that holds the base, and how many entries its owner says it has. */
export interface DatabaseTotal {
  readonly suffix: string
  readonly entries: number
}

/** `olmMDBEntries` from cn=Monitor; null where the reader is not shown it. */
export async function databaseTotal(session: DirectorySession, base: string): Promise<DatabaseTotal | null> {
  const opened = await session.opened()
  if (!opened.ok) return null
  const monitor = rootValues(opened.value.root, 'monitorcontext')[0]
  if (monitor === undefined) return null
  const search = {
    base: `cn=Databases,${monitor}`,
    scope: 'one' as const,
    filter: '(objectClass=*)',
    attributes: ['namingContexts', 'olmMDBEntries'],
  }
  const page = await opened.value.connection.read(search)
  if (!page.ok) {
    if (page.error.kind !== 'result') await session.drop()
    return null
  }
  const wanted = normalisedDistinguishedName(base)
  for (const entry of page.value.entries) {
    const entries = textOf(wireValues(entry, 'olmmdbentries')[0])
    const suffix = wireValues(entry, 'namingcontexts')
      .map(textOf)
      .find((context) => context !== null && isAtOrAbove(normalisedDistinguishedName(context), wanted))
    if (suffix !== undefined && suffix !== null && entries !== null && /^\d+$/u.test(entries)) return { suffix, entries: Number(entries) }
  }
  return null
}

function isAtOrAbove(context: string | null, base: string | null): boolean {
  return context !== null && base !== null && (base === context || base.endsWith(`,${context}`))
}

function textOf(value: Uint8Array | undefined): string | null {
  return value === undefined ? null : Buffer.from(value).toString('utf8')
}
