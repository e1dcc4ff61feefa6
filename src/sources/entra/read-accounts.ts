import type { Provenance } from '../../core/model/provenance.ts'
import { eachRecord } from './bodies.ts'
import { CALLS } from './datasets.ts'
import type { FactBatches } from './fact-batches.ts'
import { MissingProperties } from './missing-properties.ts'
import { invitationFact } from './read-credentials.ts'
import { type Beside, foreignHome, servicePrincipalFact, userFact } from './read-users.ts'
import type { TenantDataset } from './tenant-dataset.ts'
import type { Tenant } from './tenant.ts'
import { type ServicePrincipal, type User, servicePrincipal, user } from './wire.ts'

/**
 * Users and programs. A record that comes twice, as lists do while somebody is made, counts once.
 *
 * Resolves to what hands over the users who have a sponsor: to be called once the members of groups are known, since a group may be one.
 */
export async function readAccounts(
  users: TenantDataset | null,
  principals: TenantDataset | null,
  batches: FactBatches,
  tenant: Tenant,
  kept: ReadonlySet<string> | null,
): Promise<() => void> {
  const hosted = users === null ? () => undefined : await readUsers(users, batches, tenant, kept)
  if (principals === null) return hosted
  await eachRecord(principals, '', servicePrincipal, (record, page) => {
    if (tenant.programs.has(record.id)) return
    const home = foreignHome(record, tenant.id)
    const [appId, isEnabled] = [record.appId ?? null, record.accountEnabled ?? null]
    tenant.programs.set(record.id, { appId, home, file: page.path, isEnabled, owners: new Set(), appRoles: rolesOf(record) })
    const provenance = { source: principals.source, dataset: principals.dataset, file: page.path, record: record.id }
    batches.account(servicePrincipalFact(record, provenance, { home, kept }))
  })
  return hosted
}

function rolesOf({ appRoles }: ServicePrincipal): ReadonlyMap<string, string> {
  return new Map((appRoles ?? []).flatMap(({ id, value }) => (typeof value === 'string' && value !== '' ? [[id, value] as const] : [])))
}

async function readUsers(
  dataset: TenantDataset,
  batches: FactBatches,
  tenant: Tenant,
  kept: ReadonlySet<string> | null,
): Promise<() => void> {
  const missing = new MissingProperties(CALLS.users.keeps)
  const hosts = new Map([...tenant.sponsors.values()].flatMap((ids) => ids.map((id) => [id, id])))
  const hosted: { readonly record: User; readonly provenance: Provenance }[] = []
  const beside = (sponsors: Beside['sponsors']): Beside => ({
    recency: tenant.recency,
    leaves: tenant.leaves,
    packageEnds: tenant.packageEnds,
    sponsors,
    ownDomains: tenant.domains,
    kept,
  })
  const alone = beside(new Map())
  await eachRecord(dataset, '', user, (record, page, raw) => {
    missing.see(raw)
    if (tenant.users.has(record.id)) return
    tenant.users.add(record.id)
    const provenance = { source: dataset.source, dataset: dataset.dataset, file: page.path, record: record.id }
    const invitation = invitationFact(record, provenance)
    if (invitation !== null) batches.credential(invitation)
    // Of a group's members nobody knows yet who they are: then everybody's name is kept.
    const mayHost = hosts.has(record.id) || tenant.sponsorGroups.size > 0
    if (mayHost && typeof record.userPrincipalName === 'string') hosts.set(record.id, record.userPrincipalName)
    // Who has a sponsor waits until the sponsor's name is known.
    if (tenant.sponsors.has(record.id)) hosted.push({ record, provenance })
    else batches.account(userFact(record, provenance, alone))
  })
  missing.note(dataset)
  return () => {
    const people = (ids: readonly string[]) => ids.flatMap((one) => tenant.sponsorGroups.get(one) ?? [one])
    const named = beside(new Map([...tenant.sponsors].map(([id, ids]) => [id, people(ids).map((one) => hosts.get(one) ?? one)])))
    for (const { record, provenance } of hosted) batches.account(userFact(record, provenance, named))
  }
}
