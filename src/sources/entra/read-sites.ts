import { caseIgnored } from '../../core/base/distinguished-name.ts'
import { type Instant, instantFromEpochMs } from '../../core/base/instant.ts'
import type { DatasetCoverage, Gap } from '../../core/model/coverage.ts'
import type { FragmentSink, GrantFact } from '../../core/model/fragment.ts'
import type { Manifest } from '../evidence/manifest.ts'

/** What stands for everything that Graph does not show of a site without a right to all content. */
const SITE_PERMISSIONS = 'site-permissions'

/**
 * The sites that the configuration ties to a group: its members write there and, as SharePoint sets such a site up, its owners
 * administer it. What was given on the site itself, and its links, nobody reads: that stands beside every answer about a site
 * (`entra.md`, part 7).
 */
export function readSites(
  { name, sites }: { readonly name: string; readonly sites: Readonly<Record<string, string>> },
  {
    unit,
    manifest,
    owners,
  }: { readonly unit: string; readonly manifest: Manifest | null; readonly owners: ReadonlyMap<string, readonly string[]> },
  sink: FragmentSink,
): { readonly coverage: readonly DatasetCoverage[]; readonly gaps: readonly Gap[] } {
  const entries = Object.entries(sites)
  if (entries.length === 0) return { coverage: [], gaps: [] }
  for (const [site, group] of entries) {
    const provenance = { source: name, dataset: SITE_PERMISSIONS, file: 'configuration', record: siteId(site) }
    sink.resources([{ source: name, native: siteId(site), kind: 'site', label: site, provenance }])
    const plain = { source: name, resource: siteId(site), from: null, until: null, provenance }
    const members = { address: `${name}:group/${siteGroup(group)}` }
    sink.grants([
      { ...plain, principal: members, level: 'write', nativeRight: 'member of the site’s group' },
      ...(owners.get(siteGroup(group)) ?? []).map((owner): GrantFact => ({
        ...plain,
        principal: { name: `id:${owner}` },
        level: 'admin',
        nativeRight: 'owner of the site’s group',
      })),
    ])
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
        cure: 'look at each site’s own permissions by hand, and accept the blind spot until a day',
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

function siteId(site: string): string {
  return site.startsWith('site/') ? site : `site/${site}`
}
