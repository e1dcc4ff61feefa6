import { type Result, failed, succeeded } from '../../../core/base/result.ts'

/** What `getfacl -n -p` says of one folder, with numbers for names. */
export interface PosixAcl {
  readonly owner: number
  readonly group: number
  readonly entries: readonly PosixAclEntry[]
  /** Null where there is none: the plain mode. */
  readonly mask: number | null
}

export interface PosixAclEntry {
  readonly tag: 'owner' | 'user' | 'group-owner' | 'group' | 'other'
  /** The uid or gid of `user` and `group`; null otherwise. */
  readonly id: number | null
  /** Read 4, write 2, search 1. */
  readonly permissions: number
}

/**
 * Reads what `getfacl --numeric` prints of one file (acl(5), "ACL text forms"). Default entries are left out: they are for what is made
 * in the folder later. The remark `#effective:` is not used, the mask says the same.
 *
 * A line that is not understood, a missing owner or class is a failure, in one line.
 */
export function parseGetfacl(text: string): Result<PosixAcl, string> {
  let owner: number | null = null
  let group: number | null = null
  let mask: number | null = null
  const entries: PosixAclEntry[] = []
  for (const line of text.split('\n').map((written) => written.trim())) {
    const comment = /^#\s*(\w+):\s*(.*)$/u.exec(line)
    if (comment?.[1] === 'owner' || comment?.[1] === 'group') {
      const number = idOf(comment[2] ?? '')
      if (number === null) return failed(`\`${line}\`: expected a number, as \`getfacl --numeric\` prints it`)
      if (comment[1] === 'owner') owner = number
      else group = number
    }
    if (line === '' || line.startsWith('#') || line.startsWith('default:')) continue
    const [, tag = '', id = '', rights = ''] = /^(user|group|mask|other):(\d*):([-rwx]{3})(?:\s+#effective:[-rwx]{3})?$/u.exec(line) ?? []
    if (tag === '') return failed(`\`${line}\` is no entry of \`getfacl --numeric\``)
    const permissions = permissionsOf(rights)
    if (tag === 'mask' && id === '') mask = permissions
    else if (tag === 'other' && id === '') entries.push({ tag, id: null, permissions })
    else if (tag === 'user') entries.push({ tag: id === '' ? 'owner' : 'user', id: id === '' ? null : Number(id), permissions })
    else if (tag === 'group') entries.push({ tag: id === '' ? 'group-owner' : 'group', id: id === '' ? null : Number(id), permissions })
    else return failed(`\`${line}\` is no entry of \`getfacl --numeric\``)
  }
  if (owner === null || group === null) return failed('the lines `# owner:` and `# group:` are missing')
  for (const tag of ['owner', 'group-owner', 'other'] as const)
    if (entries.filter((entry) => entry.tag === tag).length !== 1) return failed(`expected one entry for the ${tag.replace('-', ' ')}`)
  if (mask === null && entries.some(({ id }) => id !== null)) return failed('there are entries for named users or groups, and no mask')
  return succeeded({ owner, group, entries, mask })
}

function idOf(text: string): number | null {
  return /^\d{1,10}$/u.test(text) ? Number(text) : null
}

function permissionsOf(text: string): number {
  return (text[0] === 'r' ? 4 : 0) | (text[1] === 'w' ? 2 : 0) | (text[2] === 'x' ? 1 : 0)
}
