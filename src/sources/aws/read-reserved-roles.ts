import type { IdentityCenter } from './read-identity-center.ts'
import type { IdentityRecord } from './read-identities.ts'
import type { Missing } from './read-missing.ts'

/**
 * Roles that Identity Center keeps in an account, and of which nothing says who may use them: people come through them unseen (rule 18). Each
 * is a gap on the role; where Identity Center was not asked at all, it is missing as a whole.
 */
export function noteReservedRoles(records: readonly IdentityRecord[], center: IdentityCenter, missing: Missing): void {
  for (const { what, arn, account, dataset, file } of records) {
    const set = what === 'role' ? permissionSetOf(arn) : null
    if (set === null || center.tells(account, set)) continue
    if (!center.isAsked) missing.expect(account, { region: 'global', name: 'sso-admin list-instances', arguments: [] })
    const reason = `a role of Identity Center, and nothing tells who may use the permission set \`${set}\` in ${account}`
    const cure = 'collect Identity Center from the management account or its delegated administrator'
    dataset.reader.gap({ code: 'reference-dangling', record: arn, reason, cure, at: file })
  }
}

/** `…:role/aws-reserved/sso.amazonaws.com/[region/]AWSReservedSSO_<set>_<16 hex digits>`. */
function permissionSetOf(arn: string): string | null {
  return /:role\/aws-reserved\/sso\.amazonaws\.com\/(?:[^/]+\/)?AWSReservedSSO_(.+)_[0-9a-f]{16}$/u.exec(arn)?.[1] ?? null
}
