import { dayInWords } from '../base/day-words.ts'
import type { Day } from '../base/instant.ts'
import type { Level } from '../model/resource-kind.ts'
import { type DraftHolder, type HeldThing, coveringLevels } from './draft-holders.ts'
import type { DraftResource } from './draft-targets.ts'
import { commentText, plain, quoted } from './yaml-words.ts'

const EXPLAINS = '      ## '
const UNAPPROVED = '      # '

/** One holder as comments: who it is, how each access came, and a line of `entitled` to uncomment, where a policy can name them. */
export function holderLines(holder: DraftHolder, resources: readonly DraftResource[], today: Day): readonly string[] {
  return [
    '      ##',
    EXPLAINS + commentText(aboutHolder(holder)),
    ...holder.holds.map((held) => `${EXPLAINS}  ${commentText(pathWords(held))}`),
    ...entitlement(holder, resources, today),
  ]
}

function aboutHolder({ label, relation, organisation, hosts, end, lastUse }: DraftHolder): string {
  const host = hosts.map((one) => one.label ?? one.written).join(', ')
  const ends = end.kind === 'day' ? `on record until ${dayInWords(end.day)}` : end.kind === 'open' ? 'no end on record' : null
  const parts = [
    `${relation.relation}${relation.ended ? ', ended' : ''} (${relation.because})`,
    organisation === null ? null : `of ${organisation}`,
    host === '' ? null : `host ${host}`,
    relation.external ? ends : null,
    `last use ${lastUse}`,
  ]
  return `${label}: ${parts.filter((part) => part !== null).join('; ')}`
}

function pathWords({ resource, level, account, path, otherPaths }: HeldThing): string {
  const others =
    otherPaths.count === 0
      ? ''
      : `, and ${otherPaths.exact ? '' : 'at least '}${otherPaths.count} other ${otherPaths.count === 1 ? 'path' : 'paths'}`
  return `${resource}, ${level}: by ${account.source} (${account.state}) ${path.join(' > ')}${others}`
}

function entitlement(holder: DraftHolder, resources: readonly DraftResource[], today: Day): readonly string[] {
  const who = whoOf(holder)
  if (who === null) {
    return [`${EXPLAINS}  no policy can name this account: no register says whose it is. Register its holder, or take it out of the group.`]
  }
  const terms = holder.relation.external && holder.workload === null ? externalTerms(holder, today) : []
  return getsOf(holder, resources)
    .flatMap((gets) => [`- who: ${who}`, `  gets: ${gets}`, ...terms])
    .map((line) => UNAPPROVED + line)
}

function whoOf({ reference, partner, workload }: DraftHolder): string | null {
  if (workload !== null) return `{workload: ${quoted(workload)}, owner: }   ## FILL IN who answers for it`
  if (reference === null) return null
  // A partner's line also asks for an agreement, which a line for a mere person would not.
  if (partner !== null) return `{partner: ${plain(partner)}, people: [${plain(reference)}]}`
  return `{person: ${plain(reference)}}`
}

/** One map a line; a second one only where one level a resource cannot cover all that is held. */
function getsOf({ holds }: DraftHolder, resources: readonly DraftResource[]): readonly string[] {
  const bySlug = Map.groupBy(holds, ({ resource }) => resource)
  const covering = resources.flatMap(({ slug, kind }) => {
    const levels = bySlug.get(slug)?.map(({ level }) => level) ?? []
    return levels.length === 0 ? [] : [{ slug, levels: coveringLevels(kind, levels) }]
  })
  const lines = Math.max(...covering.map(({ levels }) => levels.length))
  return Array.from({ length: lines }, (_, line) => {
    const entries = covering.flatMap(({ slug, levels }: { slug: string; levels: readonly Level[] }) =>
      levels[line] === undefined ? [] : [`${slug}: ${levels[line]}`],
    )
    return `{${entries.join(', ')}}`
  })
}

/** An external's line has an end and a reason; what no register says is left to the person who approves. */
function externalTerms({ end }: DraftHolder, today: Day): readonly string[] {
  const until = end.kind === 'day' && end.day >= today ? `  until: ${end.day}` : '  until:   ## FILL IN the last day that is needed'
  return [until, '  why:   ## FILL IN what they need it for']
}
