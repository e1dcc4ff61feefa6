import type { Sha256 } from '../base/hash.ts'
import type { Life } from '../model/audit-result.ts'
import type { EarlierLife } from './earlier.ts'
import { fingerprint } from './fingerprint.ts'
import { withSubject } from './identity.ts'
import { neglectOf } from './life-of-process.ts'
import type { Tonight } from './tonight.ts'

/** That a subject which was known by one key is known by another tonight. */
export interface SubjectAlias {
  readonly from: string
  readonly to: string
  readonly because: string
}

/**
 * Earlier lives under the fingerprints that their findings have tonight, and which of them were renamed.
 *
 * A finding whose subject's key changed is carried over, not closed and opened again. Where two lives become one (two accounts
 * turned out to be one person's), the result is open if either was, and the earlier first-seen date stays.
 */
export function carriedOver(
  lives: readonly EarlierLife[],
  tonight: Tonight,
  sha256: Sha256,
): { readonly lives: ReadonlyMap<string, EarlierLife>; readonly aliases: Life['aliases'] } {
  const carried = new Map<string, EarlierLife>()
  const aliases: { from: string; to: string; because: string }[] = []
  for (const life of lives) {
    const moved = renamed(life, tonight, sha256)
    if (moved !== null) aliases.push({ from: life.fingerprint, to: moved.life.fingerprint, because: moved.because })
    const now = moved?.life ?? life
    const other = carried.get(now.fingerprint)
    carried.set(now.fingerprint, other === undefined ? now : merged(other, now))
  }
  // A finding about a renamed one (GOV-03) is known by its name.
  for (const { from, to, because } of aliases.slice()) {
    const old = neglectOf(from, sha256)
    const neglect = carried.get(old)
    if (neglect === undefined) continue
    const print = neglectOf(to, sha256)
    const identity = { ...neglect.lastKnown.identity, overdue: to }
    const moved = { ...neglect, fingerprint: print, lastKnown: { ...neglect.lastKnown, fingerprint: print, identity } }
    const other = carried.get(print)
    carried.delete(old)
    carried.set(print, other === undefined ? moved : merged(other, moved))
    aliases.push({ from: old, to: print, because })
  }
  return { lives: carried, aliases }
}

/** The key under which the finding's subject is known tonight, if it is no longer known by the old one. */
function subjectAlias({ lastKnown: { subject, account } }: EarlierLife, tonight: Tonight): SubjectAlias | null {
  if (subject === null || account === null) return null
  // The key still stands for somebody: the account went to another person, which is another finding.
  if (tonight.subjectIsKnown(subject.key)) return null
  const to = tonight.subjectOf(account)
  if (to === null || to === subject.key) return null
  return {
    from: subject.key,
    to,
    because: `the account \`${account.label}\` (${account.source}) is joined as \`${to}\`, before as \`${subject.key}\``,
  }
}

function renamed(life: EarlierLife, tonight: Tonight, sha256: Sha256): { readonly life: EarlierLife; readonly because: string } | null {
  const alias = subjectAlias(life, tonight)
  if (alias === null) return null
  const { lastKnown } = life
  const identity = withSubject(lastKnown.identity, alias.from, alias.to)
  if (identity === null || lastKnown.subject === null) return null
  const print = fingerprint(identity, sha256)
  const finding = { ...lastKnown, fingerprint: print, identity, subject: { ...lastKnown.subject, key: alias.to } }
  return { life: { ...life, fingerprint: print, lastKnown: finding }, because: alias.because }
}

function merged(a: EarlierLife, b: EarlierLife): EarlierLife {
  const [leading, other] = a.open === b.open ? (a.lastSeen >= b.lastSeen ? [a, b] : [b, a]) : a.open ? [a, b] : [b, a]
  return {
    ...leading,
    firstSeen: a.firstSeen < b.firstSeen ? a.firstSeen : b.firstSeen,
    timesReopened: Math.max(a.timesReopened, b.timesReopened),
    due: leading.due === null || (other.open && other.due !== null && other.due < leading.due) ? other.due : leading.due,
  }
}
