import { type Result, failed, succeeded } from '../../../core/base/result.ts'

/** One entry that `nfs4_getfacl` prints. */
export interface Nfs4Entry {
  readonly effect: 'allow' | 'deny'
  readonly who: { readonly special: 'owner' | 'group' | 'everyone' } | { readonly of: 'user' | 'group'; readonly name: string }
  /** The mask of RFC 8881, 6.2.1.3.1. */
  readonly rights: number
  readonly inheritOnly: boolean
  /** Is handed on to what lies below (`f`, `d`). */
  readonly inherits: boolean
}

/** nfs4_acl(5), "ACE permissions", with the bits of RFC 8881, 6.2.1.3.1. */
const RIGHTS: Readonly<Record<string, number>> = {
  r: 0x1,
  w: 0x2,
  a: 0x4,
  n: 0x8,
  N: 0x10,
  x: 0x20,
  D: 0x40,
  t: 0x80,
  T: 0x100,
  d: 0x10000,
  c: 0x20000,
  C: 0x40000,
  o: 0x80000,
  y: 0x100000,
}

/** The same page's aliases, as they are expanded for a folder. */
const ALIASES: Readonly<Record<string, string>> = { R: 'rntcy', W: 'waDtTNcCy', X: 'xtcy' }

const SPECIAL = { 'OWNER@': 'owner', 'GROUP@': 'group', 'EVERYONE@': 'everyone' } as const

/**
 * Reads what `nfs4_getfacl` prints of one folder, in its order: `type:flags:principal:permissions` (nfs4_acl(5)).
 *
 * Audit and alarm entries are left out. A line that is not understood is a failure: it may deny.
 */
export function parseNfs4Acl(text: string): Result<readonly Nfs4Entry[], string> {
  const entries: Nfs4Entry[] = []
  for (const line of text.split('\n').map((written) => written.trim())) {
    if (line === '' || line.startsWith('#')) continue
    const [, type = '', flags = '', principal = '', permissions = ''] = /^([ADUL]):([a-zA-Z]*):(.+):([a-zA-Z]*)$/u.exec(line) ?? []
    if (type === '' || !/^[gdfniSF]*$/u.test(flags)) return failed(`\`${line}\` is no entry of \`nfs4_getfacl\``)
    const rights = rightsOf(permissions)
    if (rights === null) return failed(`\`${line}\`: the permissions \`${permissions}\` are not known`)
    if (type === 'U' || type === 'L') continue
    entries.push({
      effect: type === 'A' ? 'allow' : 'deny',
      who: whoOf(principal, flags),
      rights,
      inheritOnly: flags.includes('i'),
      inherits: /[fd]/u.test(flags),
    })
  }
  return entries.length === 0 ? failed('there is no entry') : succeeded(entries)
}

function whoOf(principal: string, flags: string): Nfs4Entry['who'] {
  if (principal in SPECIAL) return { special: SPECIAL[principal as keyof typeof SPECIAL] }
  return { of: flags.includes('g') ? 'group' : 'user', name: principal }
}

function rightsOf(text: string): number | null {
  let mask = 0
  for (const letter of text.split('').flatMap((written) => (ALIASES[written] ?? written).split(''))) {
    const right = RIGHTS[letter]
    if (right === undefined) return null
    mask |= right
  }
  return mask
}
