import { EqualityFilter } from 'ldapts'
import { type Result, failed, succeeded } from '../../core/base/result.ts'
import type { DirectorySearch } from './connection.ts'
import { type DirectoryFailure, failureText } from './directory-failure.ts'
import { furtherRanges, missingRanges } from './member-ranges.ts'
import type { Opened } from './session.ts'
import { baseName, rangeOf } from './wire.ts'

export interface Canary {
  /** A distinguished name, or the `cn` of one group under the base. */
  readonly group: string
  readonly members: number
}

/**
 * Does the reader see the named group with the members that it is known to have? The failure says what it sees instead: a reader who
 * lost a right gets fewer entries and no error.
 *
 * Members by primary group are not counted.
 */
export async function canarySings(opened: Opened, base: string, canary: Canary): Promise<Result<number, string>> {
  const search: Pick<DirectorySearch, 'base' | 'scope' | 'filter'> = canary.group.includes('=')
    ? { base: canary.group, scope: 'base', filter: '(objectClass=*)' }
    : { base, scope: 'sub', filter: new EqualityFilter({ attribute: 'cn', value: Buffer.from(canary.group, 'utf8') }) }
  const page = await opened.connection.read({ ...search, attributes: ['member', 'uniqueMember', 'memberUid'] })
  if (!page.ok) return failed(`canary \`${canary.group}\`: ${failureText(page.error)}`)
  const [entry, other] = page.value.entries
  if (entry === undefined) return failed(`canary \`${canary.group}\`: the reader does not see this group`)
  if (other !== undefined) return failed(`canary \`${canary.group}\`: several entries have this name`)
  let members = entry.attributes
    .filter(({ name }) => MEMBER_NAMES.has(baseName(name)) || rangeOf(name) !== null)
    .reduce((sum, { values }) => sum + values.length, 0)
  for (const missing of members < canary.members ? missingRanges(entry) : []) {
    const further = await countFurther(opened, missing)
    if (!further.ok) return failed(`canary \`${canary.group}\`: ${failureText(further.error)}`)
    members += further.value
  }
  if (members >= canary.members) return succeeded(members)
  return failed(`canary \`${canary.group}\`: the reader sees ${members} members, and at least ${canary.members} are known`)
}

const MEMBER_NAMES = new Set(['member', 'uniquemember', 'memberuid'])

async function countFurther(opened: Opened, missing: Parameters<typeof furtherRanges>[1]): Promise<Result<number, DirectoryFailure>> {
  const answers = furtherRanges(opened.connection, missing)
  let count = 0
  let step = await answers.next()
  for (; step.done !== true; step = await answers.next()) count += step.value.values.length
  return step.value.kind === 'failed' ? failed(step.value.failure) : succeeded(count)
}
