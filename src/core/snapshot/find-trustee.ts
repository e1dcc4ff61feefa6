import type { Trustee } from '../model/control.ts'
import { caseIgnored } from '../base/distinguished-name.ts'
import { type Name, nameText } from '../model/name.ts'
import type { Principal } from '../model/principal.ts'
import { broadestGroup } from './broad-groups.ts'
import type { Finder } from './find-principal.ts'
import { BUILTIN_USERS, wellKnownName } from './well-known-sids.ts'

/** Why a name leads to nobody: no source shows it, or several records claim it. */
export type Untold = 'unseen' | 'ambiguous'

/**
 * Whom a name in a list of `source` means.
 *
 * A SID leads to its bearer in whatever source: two that bear it are a gap and never guessed between. Built-in groups are each
 * machine's own. Other names are the source's own, else those of the source that `trusteesOf` names. `untold` is called for who stays unread.
 */
export function trusteeOf(name: Name, source: string, trusteesOf: string | null, find: Finder, untold: (why: Untold) => void): Trustee {
  const known = wellKnownName(name)
  const own = find.named(source, name)
  if (known !== null) {
    switch (known.kind) {
      case 'everybody':
        return own[0] ?? unread('unseen')
      case 'sometimes': {
        const everybody = broadestGroup(source, find)
        return everybody === null ? unread('unseen') : { kind: 'sometimes', everybody, says: known.says }
      }
      default:
        return known
    }
  }
  const isElsewhere = name.startsWith('sid:') && !isOfOneMachine(name)
  const bearers = isElsewhere ? find.bearing(name) : own.length > 0 ? own : behind()
  const [bearer] = bearers
  if (bearer !== undefined) return bearers.length === 1 ? bearer : unread('ambiguous')
  if (name === `sid:${BUILTIN_USERS}`) {
    const everybody = broadestGroup(source, find)
    if (everybody !== null) return { kind: 'sometimes', everybody, says: 'as far as the machine counts everybody among its Users' }
  }
  return SYSTEM.has(name) ? { kind: 'nobody' } : unread('unseen')

  function behind(): readonly Principal[] {
    if (trusteesOf === null) return []
    const found = find.named(trusteesOf, name)
    if (found.length > 0 || !name.startsWith('uid:')) return found
    // Active Directory has logins, and no uid unless somebody fills it in.
    return find.named(trusteesOf, `name:${caseIgnored(nameText(name))}`).filter(({ kind }) => kind === 'account')
  }

  function unread(why: Untold): Trustee {
    untold(why)
    return { kind: 'unread', name }
  }
}

/** Built-in groups (S-1-5-32), and numbers of Unix as Samba writes them: the same text means another group on every machine. */
function isOfOneMachine(name: Name): boolean {
  return name.startsWith('sid:S-1-5-32-') || name.startsWith('sid:S-1-22-')
}

/** The system itself, where no record says otherwise. */
const SYSTEM: ReadonlySet<string> = new Set(['name:root', 'uid:root', 'uid:0', 'id:0'])
