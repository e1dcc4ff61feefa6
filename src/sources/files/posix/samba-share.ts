import type { WindowsList } from '../../../core/model/access-control.ts'
import type { Name } from '../../../core/model/fragment.ts'
import type { PosixNames } from './posix-names.ts'

/** What smb.conf adds to the rights of a share's folder. */
export interface SambaShare {
  /** Further lists, each of which must let a right through. */
  readonly lists: readonly WindowsList[]
  /** Settings by which somebody may get further than these lists and the folder's say; each is a gap. */
  readonly doubts: readonly string[]
  /** Does Samba keep descriptors of Windows for the folders (`acl_xattr`, `acl_tdb`)? */
  readonly keepsDescriptors: boolean
  /** And do they alone decide? */
  readonly ignoresSystem: boolean
}

/**
 * Reads the settings of one share that decide who gets in (smb.conf(5)).
 *
 * What only keeps somebody out and is not understood is left out, so that more people are shown than get in; what lets somebody
 * further is a doubt. Masks of modes, and what is hidden from a listing, change nobody's rights on what is there.
 */
export function sambaShare(settings: Readonly<Record<string, string>>, names: PosixNames): SambaShare {
  const of = (...keys: readonly string[]): string => keys.map((key) => settings[key]?.trim()).find((value) => value !== undefined) ?? ''
  const lists: WindowsList[] = []
  const readOnly = isYes(of('read only')) || (of('read only') === '' && !isYes(of('writeable', 'writable', 'write ok')))
  const writers = of('write list')
  if (readOnly && writers === '') lists.push(bound(['sid:S-1-1-0'], READ))
  const valid = holders(of('valid users'), names)
  if (valid !== null) lists.push(bound(valid, EVERYTHING))

  const vfs = of('vfs objects').split(/\s+/u)
  const keepsDescriptors = vfs.some((module) => module === 'acl_xattr' || module === 'acl_tdb')
  const ignores = ['acl_xattr', 'acl_tdb'].some((module) => isYes(of(`${module}:ignore system acls`)))
  const doubts = WIDENING.filter(({ key, means }) => means(of(key))).map(({ key, says }) => `\`${key} = ${of(key)}\`: ${says}`)
  const foreign = vfs.filter((module) => /acl|gpfs|nfs4|zfs/u.test(module) && module !== 'acl_xattr' && module !== 'acl_tdb')
  if (foreign.length > 0) doubts.push(`\`vfs objects = ${foreign.join(' ')}\`: decides about rights in a way that is not read`)
  return { lists, doubts, keepsDescriptors, ignoresSystem: keepsDescriptors && ignores }
}

const READ = 0x1200a9
const EVERYTHING = 0x1f01ff

const isSet = (value: string): boolean => value !== ''

const WIDENING: readonly { readonly key: string; readonly means: (value: string) => boolean; readonly says: string }[] = [
  { key: 'admin users', means: isSet, says: 'these users do everything as root' },
  { key: 'force user', means: isSet, says: 'whoever gets in acts as this user' },
  { key: 'force group', means: isSet, says: 'whoever gets in acts as a member of this group' },
  { key: 'group', means: isSet, says: 'whoever gets in acts as a member of this group' },
  { key: 'guest ok', means: isYes, says: 'people without a login get in as the guest account' },
  { key: 'public', means: isYes, says: 'people without a login get in as the guest account' },
  { key: 'guest only', means: isYes, says: 'everybody acts as the guest account' },
  { key: 'wide links', means: isYes, says: 'links lead out of the share' },
  { key: 'username map', means: isSet, says: 'users are mapped to others' },
]

function isYes(value: string): boolean {
  return /^(?:yes|true|on|1)$/iu.test(value)
}

/** A list that lets these, and nobody else, have `rights` at the most. */
function bound(trustees: readonly Name[], rights: number): WindowsList {
  const entries = trustees.map((trustee) => ({
    effect: 'allow' as const,
    trustee,
    rights,
    objectType: null,
    inheritOnly: false,
    inherits: true,
    conditional: false,
  }))
  return { form: 'windows', place: 'share', owner: null, entries }
}

/**
 * `alice, @qsense, +staff`: whom a list of smb.conf names; null where it is empty, which leaves everybody in, or holds what is not
 * understood (a netgroup, `%S`), so that it must not be taken for a bound.
 */
function holders(written: string, names: PosixNames): readonly Name[] | null {
  const words = written.match(/"[^"]*"|[^\s,]+/gu)?.map((word) => word.replaceAll('"', '')) ?? []
  if (words.length === 0 || words.some((word) => /[%&]/u.test(word))) return null
  return words.map((word) => (/^[@+]/u.test(word) ? names.groupCalled(word.slice(1)) : names.userCalled(word)))
}
