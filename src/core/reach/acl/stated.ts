import type { StatedEntry, StatedList } from '../../model/access-control.ts'
import type { Trustee } from '../../model/control.ts'
import type { GroupHandle } from '../../model/handle.ts'
import { type LevelClauses, distinctClauses } from './clause.ts'
import { FirstMatch, type Meant, meantBy } from './trustee-holder.ts'

/** What each right of a directory's own rules is called here; a higher one says the lower too. */
const LEVELS: readonly (readonly [string, ReadonlySet<StatedEntry['right']>])[] = [
  ['admin', new Set(['control'])],
  ['manage', new Set(['control', 'add-members', 'join'])],
]

/**
 * Who may change a group by rules of OpenLDAP, 389 or IPA: the first entry that means somebody says all that he may.
 *
 * An entry for `self` speaks of one's own membership only, so it holds nobody off the entries behind it.
 */
export function statedClauses({ entries }: StatedList<Trustee>, everybody: GroupHandle | null): LevelClauses {
  return new Map(
    LEVELS.map(([level, rights]) => {
      const walk = new FirstMatch()
      for (const entry of entries) {
        const meant = whoOf(entry, everybody)
        const ofOneself = 'special' in entry.who && entry.who.special === 'self'
        if (entry.effect === 'allow' && rights.has(entry.right)) walk.allow(meant, entry.says, entry.when)
        // What must first be made true holds nobody off: who does not make it true is let through by what follows.
        if (!ofOneself && (entry.when ?? []).length === 0) walk.deny(meant)
      }
      return [level, distinctClauses(walk.clauses())] as const
    }),
  )
}

function whoOf({ who }: StatedEntry<Trustee>, everybody: GroupHandle | null): Meant {
  if ('name' in who) return meantBy(who.name, null)
  if ('special' in who) return everybody === null ? 'nobody' : { holder: { kind: 'group', group: everybody }, when: [] }
  const meant = meantBy(who.membersOf, null)
  if (meant === 'nobody' || 'unread' in meant || meant.holder.kind !== 'group') return meant
  return { holder: { kind: 'direct', group: meant.holder.group }, when: meant.when }
}
