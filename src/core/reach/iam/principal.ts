import { accountOf, parseArn } from './arn.ts'
import { outsiderId } from '../../model/iam.ts'
import type { Principals } from '../../model/iam-document.ts'
import type { Caller } from './request.ts'

/**
 * By what a Principal element names the caller. What it is named by decides which other policies still limit it (aws.md, the table of the
 * same account).
 */
export type NamedAs =
  | 'user'
  | 'role'
  | 'session'
  | 'federated-session'
  | 'user-of-session'
  | 'everybody'
  | 'account'
  | 'service'
  | 'provider'

/** The ways in which `principals` names the caller; empty = not at all. Names are case-sensitive (rule 27). */
export function namedAs(principals: Principals, caller: Caller): readonly NamedAs[] {
  const named = new Set<NamedAs>()
  if (principals.everybody) named.add('everybody')
  const { AWS, Service, Federated, CanonicalUser } = principals.byKind
  for (const text of AWS) {
    const as = text === '*' ? 'everybody' : awsName(text, caller)
    if (as !== null) named.add(as)
  }
  // Whom a canonical id means is known by that id alone.
  if (caller.kind === 'user' && CanonicalUser.some((id) => caller.arn === outsiderId.canonical(id))) named.add('user')
  if (caller.kind === 'service' && Service.includes(caller.name)) named.add('service')
  if (caller.kind === 'federated' && Federated.includes(caller.provider)) named.add('provider')
  return [...named]
}

function awsName(text: string, caller: Caller): NamedAs | null {
  const account = /^\d{12}$/u.test(text) ? text : /^arn:[^:]+:iam::(\d{12}):root$/u.exec(text)?.[1]
  if (account !== undefined) return accountOfCaller(caller) === account ? 'account' : null
  switch (caller.kind) {
    case 'user':
      return text === caller.arn ? 'user' : null
    case 'role-session':
      if (text === caller.roleArn) return 'role'
      return text === sessionArn(caller) ? 'session' : null
    case 'federated-session':
      if (text === caller.arn) return 'federated-session'
      return text === caller.userArn ? 'user-of-session' : null
    // The root user is the account.
    case 'root':
    case 'federated':
    case 'service':
    case 'anonymous':
      return null
  }
}

/**
 * Does NotPrincipal leave the caller out of the statement (rule 8)? Of a role session the account, the role and the session must all be
 * listed; where only the account is, the vendor's pages do not say (rule 10).
 */
export function isExempt(principals: Principals, caller: Caller): 'yes' | 'no' | 'disputed' {
  if (principals.everybody) return 'yes'
  const as = new Set(namedAs(principals, caller))
  if (as.size === 0) return 'no'
  if (caller.kind === 'role-session') {
    if (as.has('account') && as.has('role') && as.has('session')) return 'yes'
    return as.has('role') || as.has('session') ? 'no' : 'disputed'
  }
  if (caller.kind === 'user') return as.has('user') ? 'yes' : 'disputed'
  if (caller.kind === 'federated-session') return as.has('federated-session') ? 'yes' : 'disputed'
  return 'yes'
}

const accounts = new WeakMap<Caller, string | null>()

/** The 12-digit account that the caller belongs to; null where it has none. */
export function accountOfCaller(caller: Caller): string | null {
  const known = accounts.get(caller)
  if (known !== undefined) return known
  const made = accountBehind(caller)
  accounts.set(caller, made)
  return made
}

function accountBehind(caller: Caller): string | null {
  switch (caller.kind) {
    case 'user':
      return accountOf(caller.arn)
    case 'role-session':
      return accountOf(caller.roleArn)
    case 'federated-session':
      return accountOf(caller.userArn)
    case 'root':
      return caller.account
    case 'federated':
    case 'service':
    case 'anonymous':
      return null
  }
}

/** `arn:aws:sts::111122223333:assumed-role/<role>/<session>`: without the path of the role. */
function sessionArn({ roleArn, sessionName }: Extract<Caller, { kind: 'role-session' }>): string {
  const role = parseArn(roleArn)
  const name = role?.rest.split('/').at(-1) ?? ''
  return `arn:${role?.partition ?? 'aws'}:sts::${role?.account ?? ''}:assumed-role/${name}/${sessionName}`
}

/** Somebody whom an access control list knows by a canonical id: whose account it is, no record says. */
export function isCanonical(caller: Caller): boolean {
  return caller.kind === 'user' && caller.arn.startsWith(outsiderId.canonical(''))
}
