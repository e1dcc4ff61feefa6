import type { Gap } from '../model/coverage.ts'

/**
 * May somebody stand behind the gap whom the list lacks, or shows wrongly? In doubt, yes.
 *
 * Only one kind of gap hides nobody: a member that stands for whoever signed in somehow, such as `Authenticated Users`, which Windows
 * puts into its own groups. A member of another domain is a person, and unknown.
 */
export function mayHide({ code, reason }: Pick<Gap, 'code' | 'reason'>): boolean {
  if (code !== 'reference-elsewhere') return true
  const named = Array.from(reason.matchAll(/`([^`]*)`/gu), ([, name = '']) => name)
  // The text may name fewer than it counts.
  const counted = Number(/^(\d+) members /u.exec(reason)?.[1] ?? '1')
  return named.length !== counted || !named.every((name) => STANDS_FOR_MANY.test(name))
}

/** Everyone, and the identities that Windows gives by the way somebody signs in: one number behind the authority, and no domain (MS-DTYP 2.4.2.4). */
const STANDS_FOR_MANY = /^sid:S-1-(?:1-0|5-\d{1,2})$/u
