import { parseArn } from './arn.ts'
import { accountOfCaller } from './principal.ts'
import type { Caller, ContextValue } from './request.ts'

/** Keys that follow from who asks and for what (rule 34), never from what a request says of itself; null for all others. By key in lower case. */
export function ownContext(caller: Caller, resourceAccount: string | null): (key: string) => ContextValue | null {
  const values = (value: string | null): ContextValue => (value === null ? { kind: 'absent' } : { kind: 'values', values: [value] })
  const account = accountOfCaller(caller)
  return (key) => {
    switch (key) {
      case 'aws:principalaccount':
        return values(account)
      case 'aws:principalarn':
        return values(principalArn(caller))
      case 'aws:principaltype':
        return values(typeOf(caller))
      case 'aws:principalisawsservice':
        return values(String(caller.kind === 'service'))
      case 'aws:principalservicename':
        return values(caller.kind === 'service' ? caller.name : null)
      case 'aws:username':
        return values(caller.kind === 'user' ? (parseArn(caller.arn)?.rest.split('/').at(-1) ?? null) : null)
      case 'aws:resourceaccount':
        return values(resourceAccount)
      default:
        return null
    }
  }
}

/** Of a role session the role's, with its path (rule 20). */
function principalArn(caller: Caller): string | null {
  switch (caller.kind) {
    case 'user':
      return caller.arn
    case 'role-session':
      return caller.roleArn
    case 'federated-session':
      return caller.arn
    case 'root':
      return `arn:aws:iam::${caller.account}:root`
    case 'federated':
    case 'service':
    case 'anonymous':
      return null
  }
}

function typeOf(caller: Caller): string | null {
  switch (caller.kind) {
    case 'user':
      return 'User'
    case 'role-session':
      return 'AssumedRole'
    case 'federated-session':
      return 'FederatedUser'
    case 'root':
      return 'Account'
    case 'anonymous':
      return 'Anonymous'
    case 'federated':
    case 'service':
      return null
  }
}
