import type { SambaDatabase } from '../../servers/samba-database.ts'
import { DOMAIN_DN } from '../../servers/samba-example.ts'

/** A domain of many users and nested groups of every kind, drawn from a seed; some members stand in other domains. */
export interface GeneratedDomain {
  readonly users: readonly string[]
  readonly groups: readonly GeneratedGroup[]
  load(database: SambaDatabase): Promise<void>
}

export interface GeneratedGroup {
  readonly name: string
  readonly kind: keyof typeof GROUP_TYPES
  /** Names of users and of groups. */
  readonly members: readonly string[]
  /** SIDs of other domains, and of principals that stand for many. */
  readonly foreign: readonly string[]
}

const UNIT = `OU=Generated,${DOMAIN_DN}`

/** By what may be nested in what: none of a later kind in an earlier one. */
const GROUP_TYPES = { global: -2_147_483_646, universal: -2_147_483_640, local: -2_147_483_644 } as const
const KINDS = ['global', 'universal', 'local'] as const

/** Principals whom the domain lists and no record of it describes. */
const FOREIGN = Array.from({ length: 20 }, (_, index) => `S-1-5-21-4001-4002-4003-${1_100 + index}`)

/** Groups of everybody stand apart: what is added at log-on is in no count of the controller's. */
const BROAD: readonly GeneratedGroup[] = [
  { name: 'broad0', kind: 'local', members: [], foreign: ['S-1-5-11'] },
  { name: 'broad1', kind: 'local', members: [], foreign: ['S-1-1-0'] },
]

export function generatedDomain(counts: { readonly users: number; readonly groups: number }, seed = 20_261_126): GeneratedDomain {
  const below = drawer(seed)
  const users = Array.from({ length: counts.users }, (_, index) => `user${index}`)
  const drawn = Array.from({ length: counts.groups - BROAD.length }, (_, index): GeneratedGroup => {
    const kind = KINDS[below(3)] ?? 'local'
    return { name: `group${index}`, kind, members: [], foreign: [] }
  }).map((group, index, all) => {
    const own = Array.from({ length: below(25) }, () => users[below(users.length)] ?? '')
    // Later groups too, so that there are rings.
    const nested = Array.from({ length: below(4) }, () => all[below(all.length)]).filter(
      (other) => other !== undefined && other.name !== group.name && KINDS.indexOf(other.kind) <= KINDS.indexOf(group.kind),
    )
    const foreign =
      group.kind === 'local' && index % 3 === 0 ? [FOREIGN[below(FOREIGN.length)] ?? '', FOREIGN[below(FOREIGN.length)] ?? ''] : []
    return { ...group, members: [...new Set([...own, ...nested.flatMap((other) => other?.name ?? [])])], foreign: [...new Set(foreign)] }
  })
  const groups = [...drawn, ...BROAD]
  return {
    users,
    groups,
    async load(database) {
      await database.ldbadd(`dn: ${UNIT}\nobjectClass: organizationalUnit\nou: Generated\n\n`)
      await database.ldbadd(users.map(userLdif).join(''))
      await database.ldbadd(groups.map(groupLdif).join(''))
      // The object of a foreign principal is made by naming its SID as a member; those of the directory's own are there.
      await database.ldbadd(groupLdif({ name: 'foreigners', kind: 'local' }))
      await database.ldbmodify(
        membersLdif(
          'foreigners',
          FOREIGN.map((sid) => `<SID=${sid}>`),
        ),
      )
      await database.ldbmodify(
        groups
          .filter(({ members, foreign }) => members.length + foreign.length > 0)
          .map(({ name, members, foreign }) => membersLdif(name, [...members.map(generatedDn), ...foreign.map(foreignDn)]))
          .join(''),
      )
    },
  }
}

export const generatedDn = (name: string): string => `CN=${name},${UNIT}`

function foreignDn(sid: string): string {
  return sid === 'S-1-1-0'
    ? `CN=Everyone,CN=WellKnown Security Principals,CN=Configuration,${DOMAIN_DN}`
    : `CN=${sid},CN=ForeignSecurityPrincipals,${DOMAIN_DN}`
}

function userLdif(name: string): string {
  return `dn: ${generatedDn(name)}\nobjectClass: user\nsAMAccountName: ${name}\nuserAccountControl: 544\n\n`
}

function groupLdif({ name, kind }: Pick<GeneratedGroup, 'name' | 'kind'>): string {
  return `dn: ${generatedDn(name)}\nobjectClass: group\nsAMAccountName: ${name}\ngroupType: ${GROUP_TYPES[kind]}\n\n`
}

function membersLdif(name: string, members: readonly string[]): string {
  return [`dn: ${generatedDn(name)}`, 'changetype: modify', 'add: member', ...members.map((member) => `member: ${member}`), '', ''].join(
    '\n',
  )
}

/** Numbers below a limit, the same for the same seed (mulberry32). */
function drawer(seed: number): (limit: number) => number {
  let state = seed
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit
  }
}
