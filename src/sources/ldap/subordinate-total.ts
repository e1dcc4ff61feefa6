import { type Result, failed, succeeded } from '../../core/base/result.ts'
import { type DirectoryFailure, isPassing } from './directory-failure.ts'
import { searchPages } from './paged-search.ts'
import { entryIn } from './search-answer.ts'
import { ATTEMPTS, type DirectorySession, type Opened } from './session.ts'
import { type EntryReader, wireValues } from './wire.ts'

/**
 * How many entries stand at the base and below, by what every container that the reader sees says of its own children (`numSubordinates`
 * of 389 Directory Server); null where none is shown that says it. An entry that is hidden is counted by the one above it.
 */
export async function subordinateTotal(session: DirectorySession, base: string): Promise<Result<number | null, DirectoryFailure>> {
  for (let attempt = 1; ; attempt++) {
    const opened = await session.opened()
    const total = opened.ok ? await sumOnce(opened.value, base) : opened
    if (total.ok) return total
    if (total.error.kind !== 'result') await session.drop()
    if (attempt === ATTEMPTS || !isPassing(total.error)) return total
    await session.waitBefore(attempt + 1)
  }
}

/**
 * Whatever stands in the directory for the reader to see, entries of its own workings included: those are counted by the one above, and
 * shown only to who names their class.
 */
export const EVERY_ENTRY = '(|(objectClass=*)(objectClass=ldapSubEntry))'

async function sumOnce({ connection, pagingSupported }: Opened, base: string): Promise<Result<number | null, DirectoryFailure>> {
  const search = { base, scope: 'sub' as const, filter: `(&(numSubordinates>=1)${EVERY_ENTRY})`, attributes: ['numSubordinates'] }
  const pages = searchPages(connection, search, { size: 1_000, supported: pagingSupported }, () => new SubordinateSum())
  let total = 1
  let containers = 0
  let step = await pages.next()
  for (; step.done !== true; step = await pages.next()) {
    total += step.value.entries.sum
    containers += step.value.entries.containers
  }
  if (step.value.kind === 'failed') return failed(step.value.failure)
  return succeeded(containers === 0 ? null : total)
}

class SubordinateSum implements EntryReader {
  taken = 0
  containers = 0
  sum = 0

  take(message: Buffer): void {
    this.taken += 1
    const [value] = wireValues(entryIn(message), 'numsubordinates')
    const count = value === undefined ? null : Buffer.from(value).toString('utf8')
    if (count === null || !/^\d{1,10}$/u.test(count)) return
    this.containers += 1
    this.sum += Number(count)
  }
}
