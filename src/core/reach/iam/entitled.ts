import type { IamEntitlement, IamIdentity, IamSystem } from '../../model/iam.ts'
import type { PolicyDocument } from '../../model/iam-document.ts'
import { accountOf } from './arn.ts'
import { decide } from './decide.ts'
import { type Formula, TRUE, all, any, atom } from './formula.ts'
import type { Caller, ContextValue } from './request.ts'
import { systemContext } from './system-context.ts'

/** The service through which people come by entitlements of account access manager. */
export const ACCOUNT_ACCESS = 'account-access.amazonaws.com'

const CALLER: Caller = { kind: 'service', name: ACCOUNT_ACCESS }

/**
 * What must hold for the entitlement to open its role: the trust, and every guardrail of the role's account, must let the service take it on and
 * set the context, for this application and its account (rule 19; "Prepare IAM roles"). Where tags of the session are not let through, pages of
 * the vendor differ on whether it opens at all.
 */
export function entitled(system: IamSystem, role: IamIdentity, trust: PolicyDocument | null, { application }: IamEntitlement): Formula {
  const owner = system.accounts.get(role.account)
  const levels = owner === undefined || owner.isManagement ? null : owner.rcp
  const rcp = levels?.map((keys) => keys.flatMap((key) => system.policies.get(key)?.document ?? [])) ?? null
  const asked = systemContext(
    system,
    { caller: CALLER, identity: null, organization: null },
    { account: role.account, tags: role.tags, through: null },
  )
  const source: Readonly<Record<string, string | null>> = { 'aws:sourcearn': application, 'aws:sourceaccount': accountOf(application) }
  const context = (key: string): ContextValue => {
    const value = source[key.toLowerCase()]
    return value === undefined || value === null ? asked(key) : { kind: 'values', values: [value] }
  }
  const lets = (action: string): Formula => {
    const request = { caller: CALLER, action, resource: role.arn, inside: false, resourceAccount: role.account, context }
    return decide(request, { identity: [], boundary: null, session: null, scp: null, resource: trust, rcp, endpoint: null }).residual
  }
  const tags = lets('sts:TagSession')
  const without = tags.kind === 'true' ? TRUE : atom(null, 'a session without tags is opened (disputed)')
  return all(lets('sts:AssumeRole'), lets('sts:SetContext'), any(tags, without))
}
