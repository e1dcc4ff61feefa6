import { caseIgnored } from '../../core/base/distinguished-name.ts'
import { type Instant, instantFromEpochMs } from '../../core/base/instant.ts'
import type { AccessCondition } from '../../core/model/access-condition.ts'
import type { DatasetCoverage, Gap } from '../../core/model/coverage.ts'
import type { FragmentSink, GrantFact } from '../../core/model/fragment.ts'
import type { Manifest } from '../evidence/manifest.ts'
import { SITE_PERMISSIONS, siteId } from './site-export.ts'

/** Who is in the private or shared channel behind a site. */
export interface ChannelMember {
  readonly account: string
  readonly isOwner: boolean
}

/** A program that can reach every site by a right of its own. */
export interface SiteRight {
  readonly program: string
  readonly level: string
  readonly says: string
  readonly when: readonly AccessCondition[]
  readonly dataset: string
  readonly file: string
}

/** What was read of what stands behind sites. */
export interface BehindSites {
  readonly unit: string
  readonly manifest: Manifest | null
  /** By group, as the configuration writes it. */
  readonly owners: ReadonlyMap<string, readonly string[]>
  /** By channel, as the configuration writes it. */
  readonly members: ReadonlyMap<string, readonly ChannelMember[]>
  readonly rights: readonly SiteRight[]
  /** The sites that an export of permissions covers; null where there is none. */
  readonly exported: ReadonlySet<string> | null
}

/**
 * The sites that the configuration ties to a group or a channel: members write there and, as SharePoint sets such a site up, owners of the
 * group administer it and owners of the channel manage it. What was given on the site itself, and its links, only an export says: where it
 * does not, that stands beside every answer about a site (`entra.md`, part 7).
 */
export function readSites(
  { name, sites }: { readonly name: string; readonly sites: Readonly<Record<string, string>> },
  { unit, manifest, owners, members, rights, exported }: BehindSites,
  sink: FragmentSink,
): { readonly coverage: readonly DatasetCoverage[]; readonly gaps: readonly Gap[] } {
  const entries = Object.entries(sites)
  const everySite = new Set([...entries.map(([site]) => siteId(site)), ...(exported ?? [])])
  for (const resource of everySite) sink.grants(rights.map((right) => ofProgram(name, resource, right)))
  if (entries.length === 0) return { coverage: [], gaps: [] }
  for (const [site, behind] of entries) {
    const provenance = { source: name, dataset: SITE_PERMISSIONS, file: 'configuration', record: siteId(site) }
    sink.resources([{ source: name, native: siteId(site), kind: 'site', label: site, provenance }])
    const plain = { source: name, resource: siteId(site), from: null, until: null, provenance }
    sink.grants(isChannel(behind) ? ofChannel(plain, members.get(siteGroup(behind)) ?? []) : ofGroup(plain, behind, owners))
  }
  if (exported !== null) {
    const uncovered = entries.map(([site]) => siteId(site)).filter((site) => !exported.has(site))
    const [reason, cure] = ['the export of permissions does not cover it', 'export its permissions too, and list it under `resources`']
    const gaps = uncovered.map((record): Gap => ({ source: name, unit, dataset: SITE_PERMISSIONS, code: 'dataset-incomplete', record, reason, cure, at: null })) // prettier-ignore
    return { coverage: [], gaps }
  }
  const at: Instant = manifest?.endedAt ?? instantFromEpochMs(0)
  return {
    coverage: [
      {
        source: name,
        unit,
        dataset: SITE_PERMISSIONS,
        state: 'skipped',
        reasons: [
          'Graph shows the permissions, groups, links and shared items of a site only to a reader who may read all content: they are not read',
        ],
        cure: 'export the permissions of the sites (`site_permissions`), or accept the blind spot until a day',
        pages: 0,
        records: 0,
        total: null,
        startedAt: manifest?.startedAt ?? at,
        endedAt: at,
        asOf: at,
        reusedFrom: null,
      },
    ],
    gaps: [],
  }
}

/** A group as the configuration writes it, so that it can be found: its id or its name. */
export function siteGroup(written: string): string {
  return caseIgnored(written.replace(/^group\//u, ''))
}

function ofProgram(source: string, resource: string, { program, level, says, when, dataset, file }: SiteRight): GrantFact {
  const provenance = { source, dataset, file, record: program }
  return {
    source,
    resource,
    principal: { name: `id:${program}` },
    level,
    nativeRight: `${says}, everywhere`,
    from: null,
    until: null,
    ...(when.length === 0 ? {} : { when }),
    provenance,
  }
}

type Plain = Omit<GrantFact, 'principal' | 'level' | 'nativeRight'>

function ofGroup(plain: Plain, group: string, owners: BehindSites['owners']): readonly GrantFact[] {
  const members = { address: `${plain.source}:group/${siteGroup(group)}` }
  return [
    { ...plain, principal: members, level: 'write', nativeRight: 'member of the site’s group' },
    ...(owners.get(siteGroup(group)) ?? []).map((owner): GrantFact => ({
      ...plain,
      principal: { name: `id:${owner}` },
      level: 'admin',
      nativeRight: 'owner of the site’s group',
    })),
  ]
}

function ofChannel(plain: Plain, members: readonly ChannelMember[]): readonly GrantFact[] {
  return members.map(({ account, isOwner }) => ({
    ...plain,
    principal: { name: `id:${account}` },
    level: isOwner ? 'manage' : 'write',
    nativeRight: `${isOwner ? 'owner' : 'member'} of the site’s channel`,
  }))
}

/** `channel/<team>/<channel>`. */
function isChannel(written: string): boolean {
  return written.startsWith('channel/')
}
