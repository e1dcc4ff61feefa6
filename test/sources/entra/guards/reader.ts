import assert from 'node:assert/strict'
import { parseDay } from '../../../../src/core/base/instant.ts'
import type { FragmentSink, Name } from '../../../../src/core/model/fragment.ts'
import { reachOver } from '../../../../src/core/reach/reach.ts'
import { cloudHosts } from '../../../../src/sources/entra/clouds.ts'
import { loss } from '../../../guards/guard.ts'
import type { FaultRule } from '../../../servers/graph/faults.ts'
import { bearer, get } from '../../../servers/graph/plain-client.ts'
import type { TenantRun } from '../tenant-run.ts'
import type { Json } from '../../../servers/graph/tenant.ts'
import { account, group, members } from '../../../core/compare/institution.ts'
import { GROUPS, type Guard, apps, graphWith, groups, nightWith, people } from './tenant.ts'

const TODAY = parseDay('2026-09-01')!

/** What a naive reader gets at one address, page by page. */
async function rowsAt(target: string, without: readonly string[] = []): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const graph = await graphWith([], without)
  const rows: Readonly<Record<string, unknown>>[] = []
  for (let next = target; next !== '';) {
    const { json } = await get(graph, next)
    rows.push(...(json.value ?? []))
    next = (json['@odata.nextLink'] ?? '').slice(`${graph.url}/v1.0`.length)
  }
  graph.takeComplaints()
  return rows
}

function holders({ snapshot }: TenantRun, group: string, level: string): readonly string[] {
  const answer = reachOver(snapshot, TODAY).who(`entra:group/${group}`)
  if (answer.kind !== 'answered') throw new Error(`${group} is ${answer.kind}`)
  return answer.value.filter((one) => one.level === level).map(({ account }) => snapshot.accounts[account]?.id ?? '')
}

function verdict({ snapshot }: TenantRun, group: string, account: string): string {
  const found = snapshot.findAccount('entra', account)
  if (found.found !== 'one') return 'unknown'
  const answer = reachOver(snapshot, TODAY).check(found.thing, `entra:group/${group}`, 'manage')
  return answer.kind === 'answered' ? answer.value.kind : answer.kind
}

const gapsOn = ({ snapshot }: TenantRun, group: string): number => snapshot.gapsOf('entra', `group/${group}`).length

/** What Active Directory says of the group that the tenant has a copy of, and of who may be in it. */
function directoryWith(inLab: readonly ('ada' | 'ben' | 'nested')[]): (sink: FragmentSink) => void {
  const sid = (rid: number): Name => `sid:S-1-5-21-1004336348-1177238915-682003330-${rid}`
  return (sink) => {
    sink.accounts([
      account('ad', 'ada', { names: [sid(1104)] }),
      account('ad', 'ben', { names: [sid(1105)] }),
      account('ad', 'emil', { names: [sid(1106)] }),
    ])
    sink.groups([group('ad', 'lab', [sid(2201)]), group('ad', 'nested', [sid(2202)])])
    sink.memberships([members('ad', 'lab', ['emil', ...inLab])])
  }
}

function copyGapsOn({ snapshot }: TenantRun): readonly string[] {
  return snapshot.gapsOf('entra', `group/${groups.synchronised}`).map(({ reason }) => reason)
}

/** Programs as which an account can act, and by what. */
function actsAs({ snapshot }: TenantRun, holder: string): readonly string[] {
  const found = snapshot.findAccount('entra', holder)
  if (found.found !== 'one') return []
  return reachOver(snapshot, TODAY)
    .lateral(found.thing)
    .map((one) => `${snapshot.accounts[one.account]?.label}: ${one.nativeRight}`)
    .toSorted()
}

export const READER: readonly Guard[] = [
  {
    row: 'E1',
    says: 'a program in a group is seen there',
    async naive() {
      const ids = (await rowsAt(`/groups/${groups.security}/members?$select=id&$top=999`)).map(({ id }) => id)
      return loss(ids.includes(apps.bot) ? 0 : 1, 1, 'programs')
    },
    holds: async () => assert.ok(holders(await nightWith([]), groups.security, 'use').includes(apps.bot)),
    without: [
      { what: 'the question on the program’s side', file: 'entra/read.ts', edits: [["await readProgramMembers(dataset('service-principals'), batches, tenant)", '']] }, // prettier-ignore
    ],
  },
  {
    row: 'E2',
    says: 'what the reader is not shown is unknown, never a colleague’s',
    async naive() {
      const rows = await rowsAt(`/groups/${groups.team}/members?$select=id,userType&$top=999`, ['User.Read.All'])
      const guests = rows.filter(({ userType }) => userType === 'Guest').length
      return loss(1 - guests, 1, 'guests, who look like colleagues,')
    },
    async holds() {
      const run = await nightWith([], { without: ['User.Read.All'] })
      assert.equal(run.state('users'), 'denied')
      assert.deepEqual(run.snapshot.accounts.filter(({ attributes }) => attributes['usertype']?.[0] === 'Member'), []) // prettier-ignore
    },
    without: [],
  },
  {
    row: 'E3',
    says: 'a property that was asked for and stands on nobody is a gap',
    async naive() {
      const rows = await rowsAt('/users?$top=999')
      return loss(rows.filter((row) => !('userType' in row)).length, rows.length, 'types of users')
    },
    async holds() {
      const run = await nightWith([{ fault: { kind: 'edit', edit: withoutType }, route: '/users' }])
      assert.match(run.reasons('users'), /userType/u)
    },
    without: [
      { what: 'the look for what is missing everywhere', file: 'entra/read-accounts.ts', edits: [['  missing.note(dataset)\n', '']] },
    ],
  },
  {
    row: 'E4',
    says: 'members beyond the twentieth are there',
    async naive() {
      const [row] = await rowsAt(`/groups?$filter=${encodeURIComponent(`id eq '${groups.large}'`)}&$expand=members`)
      return loss(21 - ((row?.['members'] as readonly unknown[] | undefined)?.length ?? 0), 21, 'members')
    },
    holds: async () => assert.equal(holders(await nightWith([]), groups.large, 'use').length, 21),
    without: [],
  },
  {
    row: 'E5',
    says: 'the way through nested groups is kept',
    async naive() {
      const rows = await rowsAt(`/groups/${groups.outer}/transitiveMembers?$select=id&$top=999`)
      const people = rows.filter((row) => String(row['@odata.type']).endsWith('user'))
      return loss(people.length, people.length, 'ways')
    },
    async holds() {
      const answer = reachOver((await nightWith([])).snapshot, TODAY).who(`entra:group/${groups.outer}`)
      assert.ok(answer.kind === 'answered' && answer.value.some(({ hops }) => hops === 3))
    },
    without: [],
  },
  {
    row: 'E6',
    says: 'a count that stays above the list is a gap with both numbers',
    async naive() {
      const graph = await graphWith([OFF])
      const counted = Number((await get(graph, '/users/$count', { ...(await bearer(graph)), consistencylevel: 'eventual' })).text)
      const listed = (await rowsAt('/users?$select=id&$top=999')).length
      return loss(counted - listed, counted, 'users, and nobody compared')
    },
    async holds() {
      const run = await nightWith([OFF])
      assert.match(run.reasons('users'), /^\d+ were listed and the system counts \d+$/u)
      assert.equal((await nightWith([{ ...OFF, calls: [2] }])).state('users'), 'complete')
    },
    without: [
      { what: 'the comparison', file: 'entra/collect-directory.ts', edits: [["if (allUsers) await verifyTotal(night, CALLS['users-count'], seen.size)", '']] }, // prettier-ignore
      {
        what: 'the second question',
        file: 'entra/collect-list.ts',
        edits: [['for (const isLast of [false, true])', 'for (const isLast of [true])']],
      },
    ],
  },
  {
    row: 'E6b',
    says: 'a group in which Graph counts more than it lists is a gap on it',
    async naive() {
      const graph = await graphWith([MORE])
      const counted = Number((await get(graph, `/groups/${groups.outer}/transitiveMembers/$count`, { ...(await bearer(graph)), consistencylevel: 'eventual' })).text) // prettier-ignore
      return loss(2, counted, 'members, and nobody compared')
    },
    async holds() {
      const wanted = { natives: [`group/${groups.outer}`], leftOut: [] }
      const gaps = async (faults: readonly FaultRule[]) => (await nightWith(faults, { wanted })).snapshot.gapsOf('entra', `group/${groups.outer}`).map(({ reason }) => reason) // prettier-ignore
      assert.deepEqual(await gaps([]), [])
      assert.match((await gaps([MORE])).join(), /^the system counts \d+ members through all levels, and \d+ were read$/u)
    },
    without: [{ what: 'the comparison', file: 'entra/read-members.ts', edits: [['compareMemberCounts(countsOf, counted, tenant)', '']] }],
  },
  {
    row: 'E7',
    says: 'a role that was never activated as a list is seen',
    async naive() {
      const listed = (await rowsAt('/directoryRoles')).length
      const all = (await rowsAt('/roleManagement/directory/roleDefinitions')).length
      return loss(all - listed, all, 'roles')
    },
    holds: async () => assert.equal(verdict(await nightWith([]), groups.security, people.internalGuest), 'allowed'),
    without: [],
  },
  {
    row: 'E8',
    says: 'a group that holds a role gives it to its direct members alone',
    naive: async () => loss(1, 1, 'nested members given a role that they do not hold, by a closure: false paths'),
    async holds() {
      const run = await nightWith([])
      assert.deepEqual(
        [verdict(run, groups.restricted, people.mailGuest), verdict(run, groups.forRoles, people.mailGuest)],
        ['denied', 'denied'],
      )
    },
    without: [],
  },
  {
    row: 'E9',
    says: 'a role in a unit reaches that unit alone',
    async naive() {
      const rows = await rowsAt('/roleManagement/directory/roleAssignments')
      const scoped = rows.filter(({ directoryScopeId }) => directoryScopeId !== '/').length
      return loss(scoped, rows.length, 'scopes')
    },
    async holds() {
      const run = await nightWith([])
      assert.deepEqual(
        [verdict(run, groups.security, people.internalGuest), verdict(run, groups.team, people.internalGuest)],
        ['allowed', 'denied'],
      )
    },
    without: [{ what: 'the scope', file: 'entra/read-roles.ts', edits: [["if (holding.scope !== '/' && !own) return []", '']] }],
  },
  {
    row: 'E10',
    says: 'who is eligible holds the role on condition',
    async naive() {
      const rows = await rowsAt('/roleManagement/directory/roleAssignments')
      return loss(rows.some(({ principalId }) => principalId === people.externalMember) ? 0 : 1, 1, 'eligible holders')
    },
    holds: async () => assert.equal(verdict(await nightWith([]), groups.forRoles, people.externalMember), 'conditional'),
    without: [
      { what: 'the list of the eligible', file: 'entra/read-roles.ts', edits: [["await eachRecord(roles, 'eligible-', eligibleRole, (role, { path }) => hold(role, role.principalId, { until: role.endDateTime }, path))", '']] }, // prettier-ignore
      {
        what: 'the condition',
        file: 'entra/read-roles.ts',
        edits: [['when: eligible === null ? [] : [activation(power, eligible)]', 'when: []']],
      },
    ],
  },
  {
    row: 'E11',
    says: 'a group that Active Directory keeps is held against what Active Directory says',
    async naive() {
      const ids = (await rowsAt(`/groups/${groups.synchronised}/members?$select=id&$top=999`)).map(({ id }) => id)
      return loss(ids.includes(people.ben) ? 0 : 1, 2, 'members, who come over with the next synchronisation')
    },
    async holds() {
      const lagging = await nightWith([], { beside: directoryWith(['ada', 'ben']) })
      assert.deepEqual(copyGapsOn(lagging), ['`cn=lab` of ad keeps its members, and the copy lacks `ben`'])
      const gone = await nightWith([], { beside: directoryWith([]) })
      assert.deepEqual(copyGapsOn(gone), ['`cn=lab` of ad keeps its members, and only the copy has `ada.marsh@northmoor.test`'])
      assert.deepEqual(copyGapsOn(await nightWith([], { beside: directoryWith(['ada']) })), [])
    },
    without: [
      {
        what: 'the look at where it is kept',
        file: 'entra/read-groups.ts',
        edits: [['group.onPremisesSyncEnabled === true', 'group.onPremisesSyncEnabled === undefined']],
      },
      { what: 'the original of an account', file: 'entra/original.ts', edits: [['if (isSid(sid)) return `sid:${sid}`', '']] },
    ],
  },
  {
    row: 'E12',
    says: 'a group inside that is not synchronised is a gap on the copy',
    async naive() {
      const ids = await rowsAt(`/groups/${groups.synchronised}/members?$select=id&$top=999`)
      return loss(ids.length === 2 ? 1 : 0, 3, 'members, by a group that the cloud has never heard of')
    },
    async holds() {
      const run = await nightWith([], { beside: directoryWith(['ada', 'nested']) })
      assert.deepEqual(copyGapsOn(run), ['`cn=lab` of ad keeps its members, with a group inside that is not synchronised: `cn=nested`'])
    },
    without: [
      { what: 'the look at the groups inside', file: 'core/snapshot/copies.ts', edits: [["...said('with a group inside that is not synchronised:', unsynchronised),", '']] }, // prettier-ignore
    ],
  },
  {
    row: 'E13',
    says: 'a deleted account that can be restored is known for one',
    async naive() {
      const ids = (await rowsAt('/users?$select=id&$top=999')).map(({ id }) => id)
      return loss(ids.includes(people.deletedGuest) ? 0 : 1, 1, 'accounts that come back with their groups')
    },
    async holds() {
      const { settings } = (await nightWith([])).snapshot
      assert.equal(settings.deletedAccount('entra', people.deletedGuest)?.deletedAt?.slice(0, 10), '2026-07-20')
      assert.equal(settings.deletedAccount('entra', people.guest), null)
    },
    without: [{ what: 'the look into the bin', file: 'entra/read-settings.ts', edits: [['  if (deleted !== null) await readDeleted(deleted, facts)\n', '']] }], // prettier-ignore
  },
  {
    row: 'E14',
    says: 'who shows no sign-in is "never" only where it would be shown, and no licence is a refusal',
    async naive() {
      const rows = await rowsAt('/users?$select=id,createdDateTime,signInActivity&$top=120')
      const old = rows.filter((row) => row['signInActivity'] === null || row['signInActivity'] === undefined)
      return loss(old.filter(({ createdDateTime }) => String(createdDateTime) < '2023-12-01').length + 1, rows.length, 'uses, taken for "never"') // prettier-ignore
    },
    async holds() {
      const of = ({ snapshot }: TenantRun, id: string) => snapshot.accounts.find((one) => one.id === id)?.recency
      const run = await nightWith([{ fault: { kind: 'edit', edit: withoutSignIns }, route: '/users' }])
      assert.deepEqual([of(run, people.emil), of(run, people.dora)], ['unknown', 'never'])
      const refused = await nightWith([{ fault: { kind: 'status', status: 403, code: 'Authentication_RequestFromNonPremiumTenantOrB2CTenant' }, target: 'signInActivity' }]) // prettier-ignore
      assert.deepEqual([refused.state('recency'), of(refused, people.dora)], ['denied', 'unknown'])
    },
    without: [
      { what: 'the day since which successes are kept', file: 'entra/read-users.ts', edits: [['createdDateTime >= SIGN_INS_SINCE', 'createdDateTime >= ""']] }, // prettier-ignore
      { what: 'the word for not shown', file: 'entra/read-users.ts', edits: [["return seen ?? 'unknown'", "return seen ?? 'never'"]] },
    ],
  },
  {
    row: 'E15',
    says: 'a partner’s setting that is null is as in the default',
    async naive() {
      const rows = await rowsAt('/policies/crossTenantAccessPolicy/partners')
      return loss(rows.filter(({ inboundTrust }) => inboundTrust === null).length, rows.length, 'settings, taken for "no"')
    },
    async holds() {
      const { snapshot } = await nightWith([])
      const trust = snapshot.settings.otherTenants
        .filter(({ as }) => as.startsWith('partner'))
        .map(({ trustsStrongSignIn }) => trustsStrongSignIn)
      assert.ok(trust.length > 0 && trust.every((one) => one !== null))
    },
    without: [
      {
        what: 'the default',
        file: 'entra/read-other-tenants.ts',
        edits: [['trustsStrongSignIn ?? byDefault?.trusts ?? null', 'trustsStrongSignIn']],
      },
    ],
  },
  {
    row: 'E16',
    says: 'a group that hides its members is no empty group',
    async naive() {
      const shown = (await rowsAt(`/groups/${groups.hidden}/members?$select=id&$top=999`, ['Member.Read.Hidden'])).length
      return loss(1 - shown, 1, 'members')
    },
    holds: async () => assert.equal(gapsOn(await nightWith([], { without: ['Member.Read.Hidden'] }), groups.hidden), 1),
    without: [{ what: 'the look at its visibility', file: 'entra/read-members.ts', edits: [['if (isHidden && !mayReadHidden &&', 'if (isHidden && mayReadHidden &&']] }], // prettier-ignore
  },
  {
    row: 'E17',
    says: 'one refusal among many is a gap on that group, and the others are read',
    async naive() {
      const graph = await graphWith([REFUSED])
      let read = 0
      for (const { id } of await rowsAt('/groups?$select=id&$top=999')) {
        graph.use({ faults: [REFUSED] })
        const { status } = await get(graph, `/groups/${String(id)}/members?$select=id`)
        if (status === 403) break
        read += 1
      }
      return loss(GROUPS - read, GROUPS, 'groups')
    },
    async holds() {
      const run = await nightWith([REFUSED])
      assert.deepEqual([run.state('members'), gapsOn(run, groups.security), holders(run, groups.large, 'use').length], ['partial', 1, 21])
    },
    without: [
      {
        what: 'the gap on the object',
        file: 'entra/read-members.ts',
        edits: [['else gaps.lost(groupId(about.id), `its ${what}`, answer, path)', '']],
      },
    ],
  },
  {
    row: 'E18',
    says: 'national clouds have hosts of their own',
    naive: async () => loss(['usgov', 'usgov-dod', 'china'].length, 4, 'clouds'),
    async holds() {
      const hosts = (['global', 'usgov', 'usgov-dod', 'china'] as const).map((cloud) => cloudHosts(cloud).graph)
      assert.equal(new Set(hosts).size, 4)
      assert.deepEqual(cloudHosts('china'), { graph: 'microsoftgraph.chinacloudapi.cn', login: 'login.chinacloudapi.cn' })
    },
    without: [{ what: 'the host of China', file: 'entra/clouds.ts', edits: [["graph: 'microsoftgraph.chinacloudapi.cn'", "graph: 'graph.microsoft.com'"]] }], // prettier-ignore
  },
  {
    row: 'E19',
    says: 'who owns an application can act as it',
    async naive() {
      const owners = (await rowsAt(`/servicePrincipals/${apps.bot}/owners?$select=id`)).map(({ id }) => id)
      return loss(owners.includes(people.guest) ? 0 : 1, 2, 'owners: the application’s own')
    },
    async holds() {
      const run = await nightWith([])
      assert.deepEqual([actsAs(run, people.guest), actsAs(run, people.ada)], [['Sync bot: owner of its application'], ['Data portal: owner of its application', 'Sync bot: owner of the program']]) // prettier-ignore
      const refused = await nightWith([{ fault: { kind: 'status', status: 403 }, target: `/servicePrincipals/${apps.bot}/owners` }])
      assert.match(refused.snapshot.gapsOf('entra', apps.bot)[0]?.reason ?? '', /^its owners: 403/u)
    },
    without: [
      { what: 'the owners of programs', file: 'entra/read-program-owners.ts', edits: [["await readOwners(principals, asked, 'owner of the program', { tenant, sink })", '']] }, // prettier-ignore
      { what: 'the owners of applications', file: 'entra/read-program-owners.ts', edits: [["await readOwners(dataset, asked, 'owner of its application', { tenant, sink })", '']] }, // prettier-ignore
      { what: 'the gap on the program', file: 'entra/read-program-owners.ts', edits: [["gaps.lost(program ?? id, 'its owners', answer, path)", 'undefined']] }, // prettier-ignore
    ],
  },
  {
    row: 'E20',
    says: 'Microsoft 365 groups are groups',
    async naive() {
      const rows = await rowsAt(`/groups?$select=id&$top=999&$filter=${encodeURIComponent('securityEnabled eq true')}`)
      return loss(GROUPS - rows.length, GROUPS, 'groups')
    },
    holds: async () => assert.ok(holders(await nightWith([]), groups.site, 'use').includes(people.dora)),
    without: [],
  },
]

/** As if nobody had ever signed in. */
function withoutSignIns(body: Json): Json {
  const { value } = body as { readonly value: readonly Readonly<Record<string, Json>>[] }
  return { ...(body as object), value: value.map((row) => ('signInActivity' in row ? { ...row, signInActivity: null } : row)) }
}

/** As a service that serves its default set would answer. */
function withoutType(body: Json): Json {
  const { value } = body as { readonly value: readonly Readonly<Record<string, Json>>[] }
  return { ...(body as object), value: value.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => name !== 'userType'))) }
}

const MORE: FaultRule = { fault: { kind: 'count-off', by: 2 }, route: '/groups/{id}/transitiveMembers/$count' }
const OFF: FaultRule = { fault: { kind: 'count-off', by: 3 }, route: '/users/$count' }
const REFUSED: FaultRule = {
  fault: { kind: 'status', status: 403, code: 'Authorization_RequestDenied' },
  target: `/groups/${groups.security}/members`,
}
