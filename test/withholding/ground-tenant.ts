import { join } from 'node:path'
import type { KnownAccess, SeenNight } from '../../fixtures/withhold/law.ts'
import { type SavedSource, savedSource } from '../../fixtures/withhold/saved-source.ts'
import { loadConfig } from '../../src/config/load-config.ts'
import { type Instant, parseInstant } from '../../src/core/base/instant.ts'
import { collectEntra } from '../../src/sources/entra/collect.ts'
import { openEvidence } from '../../src/sources/evidence/open-evidence.ts'
import { folderWriter } from '../end-to-end/small-institution.ts'
import type { Graph } from '../servers/graph.ts'
import { exampleTenant } from '../servers/graph/example-tenant.ts'
import { fastTime, hostsOf, sourceFor, trust } from '../sources/entra/tenant-run.ts'
import type { Ground } from './ground.ts'

const FIRST_NIGHT = instant('2026-08-03T02:00:00Z')
const NOW = instant('2026-08-03T03:00:00Z')
const SITE = 'https://files.test/sites/rd'
const ada = 'ada.marsh@northmoor.test'

export type TenantNames = ReturnType<typeof exampleTenant>['names']

/**
 * The tests' tenant on two nights that show the same, a project on each thing of it that opens something. Who is known to reach what
 * follows from how the tenant was built.
 */
export async function tenantGround(
  folder: string,
  graph: Graph,
  names: TenantNames,
  beside: 'alone' | 'beside its directory' = 'alone',
): Promise<Ground> {
  const write = folderWriter(folder)
  const withDirectory = beside === 'beside its directory'
  const directory = withDirectory ? '  ad: {kind: ldap, recorded: evidence/ad}\n' : ''
  write('gatehouse.yaml', `sources:\n  entra: {kind: entra, recorded: evidence/entra, sites: {"${SITE}": "R&D + partners"}}\n${directory}`)
  write('policies/institution.yaml', withDirectory ? `${INSTITUTION}${BLIND_SPOT}` : INSTITUTION)
  const projects = withDirectory ? { ...projectsOf(names), ...copiedProject(names) } : projectsOf(names)
  for (const [slug, project] of Object.entries(projects)) write(`policies/projects/${slug}.yaml`, projectText(slug, project))
  for (const [name, text] of Object.entries(siteExport(names))) write(`exports/sites/${name}`, text)
  const sites = join(folder, 'exports', 'sites')
  const sources = [await saved(graph, join(folder, 'evidence', 'entra'), { at: NOW, sites })]
  if (withDirectory) sources.push(await savedDirectory(join(folder, 'evidence', 'ad'), NOW))
  const earlySources = [await saved(graph, join(folder, 'early'), { at: FIRST_NIGHT, sites })]
  if (withDirectory) earlySources.push(await savedDirectory(join(folder, 'early-ad'), FIRST_NIGHT))
  const loaded = await loadConfig(join(folder, 'gatehouse.yaml'), {}, {})
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error))
  return {
    config: loaded.value.config,
    sources,
    earlySources,
    firstNight: FIRST_NIGHT,
    now: NOW,
    known: (complete) => knownIn(complete, projects),
  }
}

/** What the site's own permissions and links add to its group: a guest, and whoever has a link. */
function siteExport({ people }: TenantNames): Readonly<Record<string, string>> {
  return {
    'export.yaml': `format: 1\nsystem: SharePoint\nexported_at: 2026-08-02T22:00:00+00:00\nfiles: {permissions.csv: 2, links.csv: 1}\ncomplete: true\nresources: ["${SITE}"]\n`,
    'permissions.csv': `site,holder_kind,holder,right,through,until\n${SITE},user,${people.pending},Read,R&D Visitors,\n${SITE},user,${people.guest},Full Control,R&D Owners,\n`,
    'links.csv': `site,scope,holder,right,item,until\n${SITE},anonymous,,view,/raw,\n`,
  }
}

async function saved(graph: Graph, folder: string, { at, sites }: { readonly at: Instant; readonly sites: string }): Promise<SavedSource> {
  trust(graph)
  await collectEntra(sourceFor(graph, { sitePermissions: sites }), folder, {
    toolVersion: '0',
    clock: () => at,
    tuning: { hosts: hostsOf(graph), time: fastTime() },
  })
  return savedSource('entra', folder)
}

/** The directory that keeps the tenant's one synchronised group: the same members there. */
async function savedDirectory(folder: string, at: Instant): Promise<SavedSource> {
  const evidence = await openEvidence(folder, { source: { kind: 'ldap', name: 'ad' }, toolVersion: '0', wanted: null, clock: () => at })
  const base = 'DC=northmoor,DC=test'
  const person = (name: string, rid: number): string =>
    `dn: CN=${name},${base}\nobjectClass: user\ncn: ${name}\nsAMAccountName: ${name}\nobjectGUID:: ${guidOf(rid)}\nobjectSid:: ${sidOf(rid)}\nuserAccountControl: 512\n\n`
  const pages = {
    users: person('ada.marsh', 1104) + person('ben.holt', 1105) + person('emil.stone', 1106),
    workloads: '',
    groups: `dn: CN=Project,${base}\nobjectClass: group\ncn: Project\nobjectGUID:: ${guidOf(2201)}\nobjectSid:: ${sidOf(2201)}\nmember: CN=ada.marsh,${base}\nmember: CN=emil.stone,${base}\n\n`,
  }
  for (const [name, page] of Object.entries(pages)) {
    const dataset = evidence.dataset(base, name)
    await dataset.page('0001.ldif', page)
    dataset.finish({ state: 'complete', records: page.split('dn: ').length - 1 })
  }
  await evidence.close({ reader: 'CN=auditor' })
  return savedSource('ad', folder)
}

function guidOf(rid: number): string {
  return Buffer.from(rid.toString(16).padStart(32, '0'), 'hex').toString('base64')
}

function sidOf(rid: number): string {
  const bytes = Buffer.alloc(28)
  bytes.writeUInt8(1, 0)
  bytes.writeUInt8(5, 1)
  bytes.writeUIntBE(5, 2, 6)
  for (const [index, part] of [21, 1_004_336_348, 1_177_238_915, 682_003_330, rid].entries()) bytes.writeUInt32LE(part, 8 + index * 4)
  return bytes.toString('base64')
}

interface Told {
  readonly kind: string
  readonly at: string
  readonly gets: string
  /** Does anybody stand in a line? */
  readonly isCovered: boolean
  /** By the builder's own word: an account, and its highest level. */
  readonly holders: readonly (readonly [id: string, level: string])[]
}

function projectsOf({ people, groups, teams, apps }: TenantNames): Readonly<Record<string, Told>> {
  const group = (id: string, isCovered: boolean, holders: Told['holders']): Told => ({ kind: 'group', at: `entra:group/${id}`, gets: 'use', isCovered, holders }) // prettier-ignore
  return {
    laser: group(groups.security, false, [
      [people.pending, 'use'],
      [people.internalGuest, 'manage'],
      [people.dora, 'admin'],
      [apps.bot, 'use'],
    ]),
    chain: group(groups.outer, true, [
      [people.mailGuest, 'use'],
      [people.internalGuest, 'use'],
    ]),
    ethics: group(groups.hidden, false, [[people.otherExternal, 'use']]),
    roles: group(groups.forRoles, false, [[people.cleo, 'use']]),
    quantum: {
      kind: 'team',
      at: `entra:team/${teams.team}`,
      gets: 'write',
      isCovered: false,
      holders: [
        [people.guest, 'manage'],
        [people.externalMember, 'write'],
      ],
    },
    rd: {
      kind: 'site',
      at: `entra:site/${SITE}`,
      gets: 'write',
      isCovered: true,
      holders: [
        [people.internalGuest, 'write'],
        [people.pending, 'read'],
        [people.guest, 'admin'],
      ],
    },
  }
}

/** A group of the tenant that the directory keeps. */
function copiedProject({ people, groups }: TenantNames): Readonly<Record<string, Told>> {
  return {
    copied: { kind: 'group', at: `entra:group/${groups.synchronised}`, gets: 'use', isCovered: false, holders: [[people.emil, 'use']] },
  }
}

const BLIND_SPOT = `blind_spots:
  - {id: BS-control, source: ad, dataset: control, reason: the reader may not see descriptors, accepted_by: ${ada}, expires: 2026-12-31}
`

const INSTITUTION = `version: 1
institution:
  name: Northmoor University
  timezone: Europe/London
  senior_lead: ${ada}
  siro: ${ada}
  champions: {academic: ${ada}, corporate: ${ada}}
affiliations:
  - {kind: partner, match: [{source: entra, attribute: gatehouseguestclass, is_one_of: [b2bCollaborationGuest, b2bCollaborationMember, b2bDirectConnectUser, internalGuest, otherExternalUser]}]}
  - {kind: staff, match: [{source: entra, attribute: usertype, is: Member}]}
`

function projectText(slug: string, { kind, at, gets, isCovered }: Told): string {
  return `version: 1
projects:
  ${slug}:
    title: ${slug}
    lead: ${ada}
    sensitivity: sensitive
    why_sensitive: [commercial]
    until: 2099-12-31
    resources:
      thing: {kind: ${kind}, at: '${at}'}
    entitled:
      - who: {person: ${isCovered ? 'dora.finch@northmoor.test' : ada}}
        affiliation: [staff]
        gets: {thing: ${kind === 'group' ? 'admin' : gets}}
`
}

/** What the complete night lists; that nobody who was planted is missing there is asked first. */
function knownIn({ assessment }: SeenNight, projects: Readonly<Record<string, Told>>): readonly KnownAccess[] {
  const known = assessment.projects.flatMap(({ id, access, resources }) =>
    access.map((row): KnownAccess => {
      const [account = null] = row.accounts
      const address = resources[0]?.address ?? ''
      return { project: id, resource: row.resource, address, subject: row.subject, account, level: row.level, standings: [row.standing] }
    }),
  )
  for (const [project, { holders }] of Object.entries(projects))
    for (const [id, level] of holders)
      if (!known.some((one) => one.project === project && one.level === level))
        throw new Error(`${project}: ${id} is not there at ${level}`)
  return known
}

function instant(text: string): Instant {
  const parsed = parseInstant(text)
  if (parsed === null) throw new Error(text)
  return parsed
}
