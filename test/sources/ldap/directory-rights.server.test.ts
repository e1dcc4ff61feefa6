import { Attribute, Change, Client, Control, ResultCodeError, type BerWriter } from 'ldapts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { reachOver } from '../../../src/core/reach/reach.ts'
import { assembler } from '../../../src/core/snapshot/assemble.ts'
import { describeWithServers } from '../../servers/describe-with-servers.ts'
import { DOMAIN_AUDITOR, DOMAIN_DN, domainGroup, domainUser } from '../../servers/samba-example.ts'
import { startSamba, type Samba } from '../../servers/samba.ts'
import { collected, type Collected } from './collected.ts'
import { descriptorBytes } from './descriptor-bytes.ts'

const UNIT = `OU=Rights,${DOMAIN_DN}`
const HANDED = `OU=Handed,${DOMAIN_DN}`
const dnOf = (name: string, parent = UNIT): string => `CN=${name},${parent}`

/** Those who really try. `nested` is in the help desk through `inner`; `both` is in it directly; `lone` is in nothing. */
const HOLDERS = ['direct', 'nested', 'both', 'lone'] as const
type Holder = (typeof HOLDERS)[number]
const passwordOf = (holder: Holder): string => `Holder-of-the-tests-${holder}-1`

const MEMBER = 'bf9679c0-0de6-11d0-a285-00aa003049e2'
const MEMBERSHIP = 'bc0ac240-79a9-11d0-9020-00c04fc2d4cf'
const DESCRIPTION = 'bf967950-0de6-11d0-a285-00aa003049e2'
const GROUP = 'bf967a9c-0de6-11d0-a285-00aa003049e2'

interface Row {
  readonly name: string
  /** Entries in SDDL before those that every group has; `{direct}` is the SID of that account or group. */
  readonly entries: string
  readonly owner?: string
  /** What this server does otherwise than Windows: whom it lets do more, or less, than its list says there. */
  readonly samba?: { readonly says: string; readonly more?: readonly Holder[]; readonly onCondition?: readonly Holder[] }
}

const ROWS: readonly Row[] = [
  { name: 'nothing', entries: '' },
  { name: 'generic all', entries: '(A;;GA;;;{direct})' },
  { name: 'all as stored', entries: '(A;;CCDCLCSWRPWPDTLOCRSDRCWDWO;;;{direct})' },
  { name: 'write dacl', entries: '(A;;WD;;;{direct})' },
  { name: 'write owner', entries: '(A;;WO;;;{direct})' },
  { name: 'owner', entries: '', owner: '{direct}' },
  { name: 'owner is a group', entries: '', owner: '{helpdesk}' },
  { name: 'generic write', entries: '(A;;GW;;;{direct})' },
  { name: 'write property of all', entries: '(A;;WP;;;{direct})' },
  { name: 'write member', entries: `(OA;;WP;${MEMBER};;{direct})` },
  { name: 'write the set Membership', entries: `(OA;;WP;${MEMBERSHIP};;{direct})` },
  { name: 'write description', entries: `(OA;;WP;${DESCRIPTION};;{direct})` },
  { name: 'self-membership', entries: `(OA;;SW;${MEMBER};;{direct})` },
  { name: 'self-membership without a type', entries: '(A;;SW;;;{direct})' },
  { name: 'all extended rights', entries: '(A;;CR;;;{direct})' },
  { name: 'read', entries: '(A;;GR;;;{direct})' },
  { name: 'help desk writes member', entries: `(OA;;WP;${MEMBER};;{helpdesk})` },
  { name: 'deny before allow', entries: `(OD;;WP;${MEMBER};;{both})(OA;;WP;${MEMBER};;{helpdesk})` },
  { name: 'allow before deny', entries: `(OA;;WP;${MEMBER};;{helpdesk})(OD;;WP;${MEMBER};;{both})` },
  { name: 'deny of the set', entries: `(OD;;WP;${MEMBERSHIP};;{both})(A;;WP;;;{helpdesk})` },
  { name: 'deny of another property', entries: `(OD;;WP;${DESCRIPTION};;{both})(OA;;WP;${MEMBER};;{helpdesk})` },
  { name: 'deny of a group', entries: `(D;;WP;;;{inner})(OA;;WP;${MEMBER};;{helpdesk})` },
  { name: 'deny of all', entries: '(D;;GA;;;{both})(A;;GA;;;{helpdesk})' },
  { name: 'deny of the list alone', entries: '(D;;WD;;;{both})(A;;WPWD;;;{helpdesk})' },
  { name: 'deny of everybody', entries: '(A;;GA;;;DA)(D;;WP;;;AU)(A;;WP;;;{direct})' },
  { name: 'inherit only', entries: '(A;CIIO;GA;;;{direct})' },
  { name: 'only for its children', entries: `(OA;CIIO;WP;${MEMBER};${GROUP};{direct})` },
  { name: 'for groups', entries: `(OA;CI;WP;${MEMBER};${GROUP};{direct})` },
  { name: 'authenticated users', entries: `(OA;;WP;${MEMBER};;AU)` },
  { name: 'everyone', entries: '(A;;GW;;;WD)' },
  { name: 'creator owner', entries: '(A;;GA;;;CO)(A;CIIO;GA;;;CO)' },
  { name: 'its own members', entries: `(OA;;WP;${MEMBER};;PS)` },
  {
    name: 'owner rights',
    entries: '(A;;RC;;;OW)',
    owner: '{direct}',
    samba: { says: 'takes no notice of S-1-3-4: the owner may change the list all the same', onCondition: ['direct'] },
  },
  {
    name: 'control access typed with member',
    entries: `(OA;;CR;${MEMBER};;{direct})`,
    samba: { says: 'takes it for the right to write member', more: ['direct'] },
  },
]

const EVERY_LIST = '(A;;GA;;;DA)(A;;GA;;;SY)(A;;RPLCLORC;;;AU)'

interface Tried {
  readonly admin: boolean
  readonly manage: boolean
}

describeWithServers(['samba'], 'who can change a group of Active Directory', () => {
  let samba: Samba
  let read: Collected
  const sids = new Map<string, string>()

  beforeAll(async () => {
    samba = await startSamba({
      async content(database) {
        for (const unit of [UNIT, HANDED]) await database.ldbadd(`dn: ${unit}\nobjectClass: organizationalUnit\n\n`)
        await database.ldbadd(HOLDERS.map((holder) => domainUser(holder, passwordOf(holder), UNIT)).join(''))
        await database.ldbadd(domainUser('target', undefined, UNIT))
        await database.ldbadd(domainGroup('inner', [dnOf('nested')], UNIT))
        await database.ldbadd(domainGroup('helpdesk', [dnOf('inner'), dnOf('both')], UNIT))
        await database.ldbadd(ROWS.map(({ name }) => domainGroup(name, name === 'its own members' ? [dnOf('lone')] : [], UNIT)).join(''))
      },
    })
    const before = await collected(samba, DOMAIN_AUDITOR, { base: DOMAIN_DN })
    for (const { account, names } of before.accounts) noteSid(account.label, names)
    for (const { group, names } of before.groups) noteSid(group.label, names)
    await samba.whileStopped(async (database) => {
      for (const { name, entries, owner = 'DA' } of ROWS) {
        const list = `O:${owner}D:P${entries}${EVERY_LIST}`.replaceAll(/\{(\w+)\}/gu, (_, who: string) => sids.get(who) ?? '')
        await database.ldbmodify(
          `dn: ${dnOf(name)}\nchangetype: modify\nreplace: nTSecurityDescriptor\nnTSecurityDescriptor: ${list}\n\n`,
          {
            controls: ['sd_flags:1:5'],
          },
        )
      }
      // One that inherits what stands on its container.
      const handed = `D:AI(OA;CI;WP;${MEMBER};${GROUP};${sids.get('helpdesk')})(A;CI;GA;;;DA)(A;CI;RPLCLORC;;;AU)`
      await database.ldbmodify(`dn: ${HANDED}\nchangetype: modify\nreplace: nTSecurityDescriptor\nnTSecurityDescriptor: ${handed}\n\n`, {
        controls: ['sd_flags:1:4'],
      })
      await database.ldbadd(domainGroup('handed down', [], HANDED))
    })
    read = await collected(samba, DOMAIN_AUDITOR, { base: DOMAIN_DN })
  })

  afterAll(() => samba?.stop())

  function noteSid(label: string, names: readonly string[]): void {
    const sid = names.find((name) => name.startsWith('sid:'))
    if (sid !== undefined) sids.set(label, sid.slice('sid:'.length))
  }

  test('evaluator and server agree on every group and everybody who tries', async () => {
    expect(read.coverage.filter(({ state }) => state !== 'complete')).toEqual([])
    const told = evaluated(read)
    const groups = [
      ...ROWS.map((row) => ({ ...row, dn: dnOf(row.name) })),
      { name: 'handed down', dn: dnOf('handed down', HANDED) } as Row & { readonly dn: string },
    ]
    const tried = new Map<string, Tried>()
    for (const holder of HOLDERS) for (const { name, dn } of groups) tried.set(`${name}: ${holder}`, await tries(samba, holder, dn, sids))
    const disagreements: string[] = []
    const deviations: string[] = []
    let granted = 0
    for (const { name, samba: otherwise } of groups) {
      for (const holder of HOLDERS) {
        const really = tried.get(`${name}: ${holder}`) ?? { admin: false, manage: false }
        const says = told.get(`${name}: ${holder}`) ?? { levels: new Set(), onCondition: new Set() }
        if (really.admin || really.manage) granted += 1
        const isAdmin = says.levels.has('admin')
        const mayChange = isAdmin || says.levels.has('manage')
        if (isAdmin === really.admin && mayChange === (really.admin || really.manage)) continue
        const line = `${name}: ${holder}: evaluator ${[...says.levels].join() || 'nothing'}, on condition ${[...says.onCondition].join() || 'nothing'}; server ${JSON.stringify(really)}`
        const isKnown =
          otherwise?.more?.includes(holder) === true || (otherwise?.onCondition?.includes(holder) === true && says.onCondition.has('admin'))
        if (isKnown) deviations.push(`${line}: the server ${otherwise.says}`)
        else disagreements.push(line)
      }
    }
    expect(disagreements).toEqual([])
    // The known ones are real, and no more than they.
    expect(deviations.map((line) => line.split(':')[0])).toEqual(['owner rights', 'control access typed with member'])
    expect(granted).toBeGreaterThan(30)
    console.log(
      `rights on groups: ${tried.size} pairs of holder and group tried, ${granted} let through; known deviations:\n${deviations.join('\n')}`,
    )
  })
})

/** What the engine says, by group and holder: levels that are held, and those that are held on condition. */
function evaluated(
  read: Collected,
): ReadonlyMap<string, { readonly levels: ReadonlySet<string>; readonly onCondition: ReadonlySet<string> }> {
  const building = assembler()
  building.sink.accounts(read.accounts)
  building.sink.groups(read.groups)
  building.sink.memberships(read.memberships)
  building.sink.controls(read.controls)
  const snapshot = building.finish({ keys: [], overrules: [] })
  const reach = reachOver(snapshot, '2026-11-26' as Parameters<typeof reachOver>[1])
  const told = new Map<string, { readonly levels: ReadonlySet<string>; readonly onCondition: ReadonlySet<string> }>()
  for (const holder of HOLDERS) {
    const account = snapshot.findAccount('directory', holder)
    if (account.found !== 'one') throw new Error(`${holder} is not there`)
    for (const { group } of read.groups) {
      const held = reach.what(account.thing).filter(({ address }) => address === `directory:${group.id}`)
      const levels = new Set(held.flatMap(({ level, verdict }) => (verdict.kind === 'allowed' ? [level] : [])))
      const onCondition = new Set(held.flatMap(({ level, verdict }) => (verdict.kind === 'conditional' ? [level] : [])))
      told.set(`${group.label}: ${holder}`, { levels, onCondition })
    }
  }
  return told
}

/** The holder binds and really tries: others into the group, itself, the list of rights, the ownership. */
async function tries(samba: Samba, holder: Holder, dn: string, sids: ReadonlyMap<string, string>): Promise<Tried> {
  const client = new Client({ url: samba.url, timeout: 10_000, tlsOptions: { ca: samba.ca } })
  try {
    await client.bind(dnOf(holder), passwordOf(holder))
    const others = await addsMember(samba, client, dn, dnOf('target'))
    const itself = await addsMember(samba, client, dn, dnOf(holder))
    const list = await samba.asAdministrator(async (admin) => descriptorOf(admin, dn))
    const dacl = await may(client.modify(dn, replaced('nTSecurityDescriptor', list), new DescriptorFlags(4)))
    const ownList = descriptorBytes(sids.get(holder) ?? '', null)
    const owner = await may(client.modify(dn, replaced('nTSecurityDescriptor', ownList), new DescriptorFlags(1)))
    // Given back, so that the next one meets the same list and the same owner.
    if (owner)
      await samba.asAdministrator(async (admin) => admin.modify(dn, replaced('nTSecurityDescriptor', list), new DescriptorFlags(5)))
    return { admin: dacl || owner, manage: others || itself }
  } finally {
    await client.unbind()
  }
}

/** May the client add the member? One that is there already is taken out first; afterwards the list is what it was. */
async function addsMember(samba: Samba, client: Client, dn: string, member: string): Promise<boolean> {
  const change = (operation: 'add' | 'delete'): Change =>
    new Change({ operation, modification: new Attribute({ type: 'member', values: [member] }) })
  const wasMember = await samba.asAdministrator(async (admin) => may(admin.modify(dn, change('delete')), NO_SUCH_VALUE))
  const added = await may(client.modify(dn, change('add')))
  if (added !== wasMember) await samba.asAdministrator(async (admin) => admin.modify(dn, change(added ? 'delete' : 'add')))
  return added
}

/** insufficientAccessRights; constraintViolation is what Samba says to a new owner that may not be one. */
const REFUSED = [50, 19]
/** Samba says unwillingToPerform where somebody is taken out who is not in. */
const NO_SUCH_VALUE = [16, 53, 32]

async function may(change: Promise<void>, refusals: readonly number[] = REFUSED): Promise<boolean> {
  try {
    await change
    return true
  } catch (cause) {
    if (cause instanceof ResultCodeError && refusals.includes(cause.code)) return false
    throw cause
  }
}

async function descriptorOf(client: Client, dn: string): Promise<Buffer> {
  const { searchEntries } = await client.search(
    dn,
    { scope: 'base', attributes: ['nTSecurityDescriptor'], explicitBufferAttributes: ['nTSecurityDescriptor'] },
    new DescriptorFlags(5),
  )
  const value = searchEntries[0]?.['nTSecurityDescriptor']
  if (!Buffer.isBuffer(value)) throw new Error(`${dn} has no descriptor`)
  return value
}

function replaced(type: string, value: Buffer): Change {
  return new Change({ operation: 'replace', modification: new Attribute({ type, values: [value] }) })
}

/** LDAP_SERVER_SD_FLAGS_OID: owner 1, DACL 4. */
class DescriptorFlags extends Control {
  readonly #flags: number

  constructor(flags: number) {
    super('1.2.840.113556.1.4.801', { critical: true })
    this.#flags = flags
  }

  protected override writeControl(writer: BerWriter): void {
    writer.writeBuffer(Buffer.from([0x30, 3, 2, 1, this.#flags]), 4)
  }
}
