import type { SettingFact } from '../../core/model/setting.ts'
import type { TenantDataset } from './tenant-dataset.ts'
import { bodyOf, eachRecord, filesOf } from './bodies.ts'
import type { Tenant } from './tenant.ts'
import { connectedOrganization, crossTenantDefault, domainIdentity, tenantIdentity } from './wire.ts'

/**
 * Tenants and domains that this tenant has dealings with. A partner's setting that is null is as in the default, which is therefore read
 * first (E15); where the default is not shown, neither is the partner's.
 */
export async function readOtherTenants(
  policies: TenantDataset | null,
  entitlements: TenantDataset | null,
  tenant: Tenant,
  facts: SettingFact[],
): Promise<void> {
  if (policies !== null) await statePartners(policies, tenant, facts)
  if (entitlements !== null) await readConnected(entitlements, facts)
}

async function statePartners(dataset: TenantDataset, tenant: Tenant, facts: SettingFact[]): Promise<void> {
  const { source } = dataset
  const byDefault = await trustByDefault(dataset)
  const at = (file: string, record: string) => ({ source, dataset: dataset.dataset, file, record })
  if (byDefault !== null)
    facts.push({ kind: 'trust-by-default', source, trustsStrongSignIn: byDefault.trusts, provenance: at(byDefault.file, 'default') })
  for (const { tenantId, trustsStrongSignIn, file } of tenant.partners)
    facts.push({
      kind: 'other-tenant',
      source,
      key: tenantId.toLowerCase(),
      label: tenantId,
      as: 'partner of cross-tenant access',
      trustsStrongSignIn: trustsStrongSignIn ?? byDefault?.trusts ?? null,
      provenance: at(file, tenantId),
    })
}

async function trustByDefault(dataset: TenantDataset): Promise<{ readonly trusts: boolean; readonly file: string } | null> {
  for (const page of filesOf(dataset, 'cross-tenant-default', 'json')) {
    const body = await bodyOf(dataset, page)
    if (body !== null) dataset.found.records += 1
    const parsed = crossTenantDefault.safeParse(body)
    const trusts = parsed.success ? parsed.data.inboundTrust?.isMfaAccepted : null
    if (typeof trusts === 'boolean') return { trusts, file: page.path }
  }
  return null
}

/** Organisations whose people may ask for packages of access. */
async function readConnected(dataset: TenantDataset, facts: SettingFact[]): Promise<void> {
  const { source } = dataset
  await eachRecord(dataset, 'connected-organizations-', connectedOrganization, ({ id, displayName, state, identitySources }, { path }) => {
    const keys = (identitySources ?? []).flatMap((identity) => {
      const key = tenantIdentity.safeParse(identity).data?.tenantId ?? domainIdentity.safeParse(identity).data?.domainName
      return key === undefined ? [] : [key]
    })
    if (keys.length === 0)
      dataset.gap({ code: 'record-malformed', record: id, reason: 'nobody can say whose organisation it is', at: path })
    const as = `connected organisation${state === 'proposed' ? ', proposed' : ''}`
    for (const key of keys)
      facts.push({
        kind: 'other-tenant',
        source,
        key: key.toLowerCase(),
        label: displayName ?? key,
        as,
        trustsStrongSignIn: null,
        provenance: { source, dataset: dataset.dataset, file: path, record: id },
      })
  })
}
