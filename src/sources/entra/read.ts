import type { Instant } from '../../core/base/instant.ts'
import type { Recency } from '../../core/model/account.ts'
import type { FragmentSink } from '../../core/model/fragment.ts'
import type { FileSystem } from '../evidence/file-system.ts'
import type { Manifest } from '../evidence/manifest.ts'
import { readEvidence } from '../evidence/read-evidence.ts'
import { compareRecords } from './compare-records.ts'
import { bodyOf, eachAnswer, eachRecord, filesOf } from './bodies.ts'
import { ENTRA_DATASETS, type EntraDataset } from './datasets.ts'
import { ENTRA_KIND } from './entra-source.ts'
import { FactBatches } from './fact-batches.ts'
import { readAccounts } from './read-accounts.ts'
import { readAppRights, readDelegatedGrants } from './read-app-rights.ts'
import { readChannels } from './read-channels.ts'
import { readEligible } from './read-eligible.ts'
import { readGroups } from './read-group-records.ts'
import { readMembers, readOwners, readProgramMembers } from './read-members.ts'
import { readPackageEnds } from './read-package-ends.ts'
import { readProgramOwners } from './read-program-owners.ts'
import { readRoles } from './read-roles.ts'
import { readSettings } from './read-settings.ts'
import { readSiteExport } from './read-site-export.ts'
import { type ChannelMember, type SiteRight, readSites, siteGroup } from './read-sites.ts'
import { SITE_PERMISSIONS } from './site-export.ts'
import { type Tenant, emptyTenant } from './tenant.ts'
import { type TenantDataset, tenantDataset } from './tenant-dataset.ts'
import { crossTenantPartner, directoryObject, leaveDate, organization, reader, recency } from './wire.ts'

export interface ReadSource {
  readonly name: string
  /** Attributes that join keys and affiliation rules ask for, in lower case; left out = all. */
  readonly attributes?: readonly string[] | (() => Promise<readonly string[]>)
  /** Site → group whose site it is. */
  readonly sites: Readonly<Record<string, string>>
}

/**
 * Reads the evidence of a tenant in `folder` into `sink`, a batch at a time; last come its coverage and its gaps.
 *
 * A record that cannot be read is a gap on it; an object whose answer is missing is one too. Resolves to the manifest and its hash, or
 * nulls where the evidence has none. O(records); held are ids and what describes guests.
 */
export async function readEntra(
  folder: string,
  source: ReadSource,
  sink: FragmentSink,
  files?: FileSystem,
): Promise<{ readonly manifest: Manifest | null; readonly manifestSha256: string | null }> {
  const evidence = await readEvidence(folder, {
    source: source.name,
    kind: ENTRA_KIND,
    expected: ENTRA_DATASETS.map((dataset) => ({ unit: null, dataset })),
    ...(files === undefined ? {} : { files }),
  })
  const batches = new FactBatches(sink, source.name)
  const units = [...new Set(evidence.datasets.map(({ unit }) => unit))]
  const owners = new Map<string, readonly string[]>()
  const members = new Map<string, readonly ChannelMember[]>()
  const rights: SiteRight[] = []
  const datasets = evidence.datasets.map(tenantDataset)
  for (const unit of units) {
    const tenant = emptyTenant(Object.values(source.sites).map(siteGroup))
    const own = datasets.filter((dataset) => dataset.unit === unit)
    await readTenant((name) => own.find(({ dataset }) => dataset === name) ?? null, { batches, sink }, source, tenant)
    // A dataset under the name of another unit makes a second tenant, of which nothing is known.
    for (const [group, ids] of tenant.siteOwners) owners.set(group, [...(owners.get(group) ?? []), ...ids])
    rights.push(...tenant.siteRights)
    for (const [channel, its] of tenant.siteChannels) members.set(channel, [...(members.get(channel) ?? []), ...its])
  }
  batches.flush()
  const exports = datasets.filter(({ dataset }) => dataset === SITE_PERMISSIONS)
  const covered: string[] = []
  for (const dataset of exports) covered.push(...(await readSiteExport(dataset, sink)))
  const exported = exports.length === 0 ? null : new Set(covered)
  for (const dataset of datasets) await compareRecords(dataset)
  const { coverage, gaps } = await evidence.finish()
  const sites = readSites(source, { unit: units[0] ?? '', manifest: evidence.manifest, owners, members, rights, exported }, sink)
  sink.coverage([...coverage, ...sites.coverage])
  sink.gaps([...gaps, ...sites.gaps])
  return { manifest: evidence.manifest, manifestSha256: evidence.manifestSha256 }
}

async function readTenant(
  dataset: (name: EntraDataset) => TenantDataset | null,
  into: { readonly batches: FactBatches; readonly sink: FragmentSink },
  source: ReadSource,
  tenant: Tenant,
): Promise<void> {
  const { batches, sink } = into
  // What describes accounts comes before the accounts.
  await readOrganization(dataset('organization'), tenant)
  await readBeside(dataset, tenant)
  await readPartners(dataset('policies'), tenant)
  await readPackageEnds(dataset('entitlements'), tenant)
  const kept = typeof source.attributes === 'function' ? await source.attributes() : source.attributes
  const hosted = await readAccounts(
    dataset('users'),
    dataset('service-principals'),
    batches,
    tenant,
    kept === undefined ? null : new Set(kept),
  )
  await readGroups(dataset('groups'), batches, tenant)
  await readOwners(dataset('group-owners'), batches, tenant)
  await readMembers(dataset('members'), dataset('member-counts'), batches, tenant)
  // Who is in a group that sponsors somebody, is known only now.
  hosted()
  await readProgramMembers(dataset('service-principals'), batches, tenant)
  await readProgramOwners(dataset('service-principals'), dataset('applications'), tenant, { source, sink })
  await readChannels(dataset('channels'), dataset('channel-members'), batches, tenant)
  await readEligible(dataset('pim-groups'), batches, tenant)
  await readRoles(dataset('roles'), dataset('units'), batches, tenant, sink)
  await readAppRights(dataset('service-principals'), batches, tenant, sink)
  await readDelegatedGrants(dataset('delegated-grants'), batches, tenant, sink)
  await readSettings(dataset, tenant, sink)
}

type Dataset = TenantDataset | null

async function readOrganization(dataset: Dataset, tenant: Tenant): Promise<void> {
  if (dataset === null) return
  await eachRecord(dataset, '', organization, ({ id, verifiedDomains }) => {
    tenant.id = id
    for (const { name } of verifiedDomains ?? []) tenant.domains.add(name.toLowerCase())
  })
  for (const page of filesOf(dataset, 'reader', 'json')) {
    const parsed = reader.safeParse(await bodyOf(dataset, page))
    if (parsed.success) tenant.roles = parsed.data.roles
  }
}

async function readPartners(policies: Dataset, tenant: Tenant): Promise<void> {
  if (policies === null) return
  await eachRecord(policies, 'cross-tenant-partners-', crossTenantPartner, ({ tenantId, isServiceProvider, inboundTrust }, { path }) => {
    if (isServiceProvider === true) tenant.serviceProviders.add(tenantId)
    tenant.partners.push({ tenantId, trustsStrongSignIn: inboundTrust?.isMfaAccepted ?? null, file: path })
  })
}

async function readBeside(dataset: (name: 'recency' | 'leave-dates' | 'sponsors') => Dataset, tenant: Tenant): Promise<void> {
  const [signIns, leaves, sponsors] = [dataset('recency'), dataset('leave-dates'), dataset('sponsors')]
  for (const prefix of ['guests-', ''])
    if (signIns !== null)
      await eachRecord(signIns, prefix, recency, ({ id, signInActivity }) => {
        if (signInActivity !== null && signInActivity !== undefined) tenant.recency.set(id, signInActivity satisfies Recency | 'none')
      })
  if (leaves !== null)
    await eachRecord(leaves, '', leaveDate, ({ id, employeeLeaveDateTime }) => {
      if (employeeLeaveDateTime !== null) tenant.leaves.set(id, employeeLeaveDateTime satisfies Instant)
    })
  if (sponsors === null) return
  await eachAnswer(sponsors, '', ({ id }, answer) => {
    if (answer.kind === 'lost') return
    const found = answer.records.flatMap((record) => directoryObject.safeParse(record).data ?? [])
    for (const one of found) if (one['@odata.type'] === '#microsoft.graph.group') tenant.sponsorGroups.set(one.id, [])
    const ids = found.map((one) => one.id)
    if (ids.length > 0) tenant.sponsors.set(id, [...(tenant.sponsors.get(id) ?? []), ...ids])
  })
}
