import { join } from 'node:path'
import type { CloudPage } from '../../fixtures/cloud/cloud-pages.ts'
import { KEY, PARTNER, RAW, READER, SECRET, SURVEY } from '../../fixtures/cloud/example-organization.ts'
import { FUNCTION, QUEUE, TABLE, organizationWithMore } from '../../fixtures/cloud/more-services.ts'
import { NAMED_APART, organizationNamedApart } from '../../fixtures/cloud/named-apart.ts'
import { writeCloudEvidence } from '../../fixtures/cloud/write-cloud.ts'
import type { KnownAccess, SeenNight } from '../../fixtures/withhold/law.ts'
import { type SavedSource, savedSource } from '../../fixtures/withhold/saved-source.ts'
import { loadConfig } from '../../src/config/load-config.ts'
import { type Instant, parseInstant } from '../../src/core/base/instant.ts'
import { folderWriter } from '../end-to-end/small-institution.ts'
import type { Ground } from './ground.ts'

const FIRST_NIGHT = instant('2026-08-03T02:00:00Z')
const NOW = instant('2026-08-03T03:00:00Z')
const ada = 'ada.marsh@northmoor.test'

/** The example of an organization of AWS on two nights that show the same, a project on each thing of it. */
export async function cloudGround(folder: string): Promise<Ground> {
  return groundOf(folder, organizationWithMore(), PROJECTS)
}

/** The example with a bucket, and a project, for each holder whom a reader of policies overlooks first. */
export async function cloudApartGround(folder: string): Promise<Ground> {
  return groundOf(folder, organizationNamedApart(), APART)
}

async function groundOf(folder: string, pages: readonly CloudPage[], projects: Readonly<Record<string, Told>>): Promise<Ground> {
  const write = folderWriter(folder)
  write('gatehouse.yaml', 'sources:\n  aws: {kind: aws, recorded: evidence/aws}\n')
  write('policies/institution.yaml', INSTITUTION)
  for (const [slug, project] of Object.entries(projects)) write(`policies/projects/${slug}.yaml`, projectText(slug, project))
  const saved = async (at: string, night: Instant): Promise<SavedSource> => {
    await writeCloudEvidence(pages, 'aws', at, night)
    return savedSource('aws', at)
  }
  const sources = [await saved(join(folder, 'evidence', 'aws'), NOW)]
  const earlySources = [await saved(join(folder, 'early'), FIRST_NIGHT)]
  const loaded = await loadConfig(join(folder, 'gatehouse.yaml'), {}, {})
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error))
  return { config: loaded.value.config, sources, earlySources, firstNight: FIRST_NIGHT, now: NOW, known: (seen) => knownIn(seen, projects) }
}

interface Told {
  readonly kind: string
  readonly at: string
  readonly gets: string
  /** By the builder's own word: what an account's label has in it, and its highest level. */
  readonly holders: readonly (readonly [label: string, level: string])[]
}

const WHO = {
  ada: 'ada.marsh@',
  ben: 'ben.holt@',
  dora: 'dora.finch@',
  emil: '/emil',
  pipeline: 'QsensePipeline',
  rootOfData: 'root user of data',
  partner: PARTNER,
} as const

const administrators = [
  [WHO.dora, 'admin'],
  [WHO.rootOfData, 'admin'],
] as const

function apart(bucket: string, holders: Told['holders']): Told {
  return { kind: 'bucket', at: `arn:aws:s3:::${bucket}`, gets: 'read', holders }
}

const PROJECTS: Readonly<Record<string, Told>> = {
  raw: {
    kind: 'bucket',
    at: RAW,
    gets: 'read',
    holders: [...administrators, [WHO.ada, 'read'], [WHO.ben, 'read'], [WHO.emil, 'see'], [WHO.pipeline, 'write'], [WHO.partner, 'read']],
  },
  survey: { kind: 'bucket', at: SURVEY, gets: 'read', holders: [...administrators, [WHO.ada, 'read'], [WHO.pipeline, 'write']] },
  key: { kind: 'key', at: KEY, gets: 'read', holders: [...administrators, [WHO.ben, 'read'], [WHO.emil, 'read'], [WHO.partner, 'read']] },
  jobs: { kind: 'queue', at: QUEUE, gets: 'write', holders: [...administrators, [WHO.partner, 'write']] },
  samples: { kind: 'database', at: TABLE, gets: 'read', holders: [...administrators, [WHO.emil, 'read']] },
  clean: { kind: 'function', at: FUNCTION, gets: 'use', holders: [...administrators, ['events.amazonaws.com', 'use']] },
  secret: { kind: 'secret', at: SECRET, gets: 'read', holders: administrators },
  reader: { kind: 'role', at: READER, gets: 'use', holders: [...administrators, [WHO.ada, 'use'], [WHO.ben, 'use']] },
}

const APART: Readonly<Record<string, Told>> = {
  username: apart(NAMED_APART.userName, [...administrators, [WHO.partner, 'read']]),
  principalarn: apart(NAMED_APART.principalArn, [...administrators, [WHO.partner, 'read']]),
  condition: apart(NAMED_APART.condition, [...administrators, [WHO.partner, 'read']]),
  notprincipal: apart(NAMED_APART.notPrincipal, [[WHO.partner, 'read']]),
  guardrail: apart(NAMED_APART.guardrail, [...administrators, [WHO.partner, 'read']]),
  session: apart(NAMED_APART.session, [[WHO.ada, 'read'], [WHO.ben, 'read']]), // prettier-ignore
  keypolicy: apart(NAMED_APART.keyPolicy, [...administrators, [WHO.partner, 'read']]),
}

const INSTITUTION = `version: 1
institution:
  name: Northmoor University
  timezone: Europe/London
  senior_lead: ${ada}
  siro: ${ada}
  champions: {academic: ${ada}, corporate: ${ada}}
affiliations:
  - {kind: staff, match: [{source: aws, attribute: username, is: ${ada}}]}
`

function projectText(slug: string, { kind, at, gets }: Told): string {
  return `version: 1
projects:
  ${slug}:
    title: ${slug}
    lead: ${ada}
    sensitivity: sensitive
    why_sensitive: [commercial]
    until: 2099-12-31
    resources:
      thing: {kind: ${kind}, at: 'aws:${at}'}
    entitled:
      - who: {person: ${ada}}
        affiliation: [staff]
        gets: {thing: ${gets}}
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
  for (const [project, { holders }] of Object.entries(projects)) {
    const there = known.filter((one) => one.project === project)
    for (const [label, level] of holders)
      if (!there.some((one) => one.account?.includes(label) === true && one.level === level))
        throw new Error(`${project}: ${label} is not there at ${level}; ${there.map((one) => `${one.account} ${one.level}`).join(', ')}`)
  }
  return known
}

function instant(text: string): Instant {
  const parsed = parseInstant(text)
  if (parsed === null) throw new Error(text)
  return parsed
}
