import type { TenantBuilder } from '../tenant-builder.ts'
import type { Groups } from './groups.ts'
import type { People } from './people.ts'

const PERMISSIONS = '/drives/{id}/items/{id}/permissions'

/** A site of a group, and an item whose permissions came by links and by hand; what Sites.Selected may show of them. Returns ids by name. */
export function addFiles(tenant: TenantBuilder, people: People, groups: Groups) {
  const site = `${tenant.domain},${tenant.newId()},${tenant.newId()}`
  tenant.put('/groups/{id}/sites/root', 'site', { id: site, displayName: 'R&D + partners', name: 'rd', webUrl: `https://${tenant.domain}/sites/rd` }, [groups.site]) // prettier-ignore
  const place = ['b!drive', 'item-1'] as const
  const link = (scope: string, type: string, more = {}): string =>
    tenant.put(PERMISSIONS, 'permission', { id: tenant.newId(), roles: [type === 'edit' ? 'write' : 'read'], link: { scope, type, webUrl: 'https://example.test/s' }, ...more }, place) // prettier-ignore
  link('anonymous', 'view', { expirationDateTime: '2026-12-01T00:00:00Z', hasPassword: false })
  link('organization', 'edit')
  link('users', 'edit', { grantedToIdentitiesV2: [{ user: { id: people.guest, displayName: 'Gil Ortiz' } }] })
  tenant.put(PERMISSIONS, 'permission', { id: tenant.newId(), roles: ['owner'], grantedToV2: { user: { id: people.ada, displayName: 'Ada Marsh' } } }, place) // prettier-ignore
  return { site, drive: place[0], item: place[1] }
}
