import type { PolicyDocument, Principals } from '../../model/iam-document.ts'
import type { Asker } from './asker.ts'
import { parseArn } from './arn.ts'
import { atom } from './formula.ts'
import type { Alike, IdentityIndex } from './identity-index.ts'
import { type Wanted, mayAllow } from './may-allow.ts'

/** A policy, and the account that owns what it guards. */
export interface Guarding {
  readonly account: string
  readonly policy: PolicyDocument | null
}

/**
 * Users and roles that may be let through to what the policy guards, in the order of the index: those whom it names, and those whose own
 * policies may allow what is wanted, in the owner's account and in each that it names. Of a trust policy those alone whom it names. Whoever is
 * left out is let through by nothing: neither by name nor by own policies (rules 4, 5 and 12). O(statements + what is alike in these accounts).
 */
export function identitiesConcerned(index: IdentityIndex, guarding: Guarding, wanted: Wanted, isTrust: boolean): readonly Asker[] {
  const { account: owner, policy } = guarding
  const allows = allowsIn(policy)
  const everybody = allows.some(({ principal }) => principal.everybody)
  const texts = [...new Set(allows.flatMap(({ principal }) => principal.byKind.AWS))]
  const concerned = new Map<number, Asker[]>()
  const add = (position: number, asker: Asker): void => {
    const there = concerned.get(position)
    if (there === undefined) concerned.set(position, [asker])
    else there.push(asker)
  }
  const whole = new Set(everybody ? index.accounts() : texts.flatMap((text) => wholeAccount(text) ?? []))
  if (!isTrust) whole.add(owner)
  const named = new Set(texts.flatMap((text) => index.positionOf(text) ?? []))
  for (const account of whole) {
    for (const alike of index.alikeIn(account)) {
      // Of its own account a policy for everybody asks for nothing else (rule 35).
      const isIn = (everybody && account === owner) || mayBeAllowed(alike, wanted)
      for (const position of isIn ? alike.positions : []) named.add(position)
    }
  }
  for (const position of named) add(position, index.at(position))
  for (const { position, name } of sessionsNamed(policy, index)) add(position, inSession(index.at(position), name))
  for (const { position, arn } of isTrust ? [] : federatedSessionsNamed(texts, index)) add(position, inFederation(index.at(position), arn))
  return [...concerned.keys()].sort((a, b) => a - b).flatMap((position) => concerned.get(position) ?? [])
}

/** Users and roles of the account whose own policies may allow what is wanted, in the order of the index. */
export function identitiesOf(index: IdentityIndex, account: string, wanted: Wanted): readonly Asker[] {
  const alike = index.alikeIn(account).filter((one) => mayBeAllowed(one, wanted))
  return alike
    .flatMap(({ positions }) => positions)
    .sort((a, b) => a - b)
    .map((position) => index.at(position))
}

function mayBeAllowed({ own }: Alike, wanted: Wanted): boolean {
  return own.some((document) => mayAllow(document, wanted))
}

/** The principals of a policy's Allow statements. */
export function allowsIn(policy: PolicyDocument | null): readonly { readonly principal: Principals }[] {
  return (policy?.statements ?? []).flatMap(({ effect, principal, notPrincipal }) => {
    if (effect !== 'Allow') return []
    // Allow with NotPrincipal lets in everybody else (rule 8).
    return notPrincipal !== null ? [{ principal: EVERYBODY }] : principal === null ? [] : [{ principal }]
  })
}

const EVERYBODY: Principals = { everybody: true, byKind: { AWS: [], Service: [], Federated: [], CanonicalUser: [] } }

/** The account that a principal stands for as a whole; null for anything else. */
function wholeAccount(text: string): string | null {
  return /^\d{12}$/u.test(text) ? text : (/^arn:[^:]+:iam::(\d{12}):root$/u.exec(text)?.[1] ?? null)
}

/**
 * Sessions that statements name, to let them in or to spare them (`arn:aws:sts::111122223333:assumed-role/Role/name`), each once.
 */
function sessionsNamed(
  policy: PolicyDocument | null,
  index: IdentityIndex,
): readonly { readonly position: number; readonly name: string }[] {
  const texts = (policy?.statements ?? []).flatMap(({ principal, notPrincipal }) =>
    [principal?.byKind.AWS ?? [], notPrincipal?.byKind.AWS ?? []].flat(),
  )
  return [...new Set(texts)].flatMap((text) => {
    const [, partition, account = '', role = '', name = ''] = /^arn:([^:]+):sts::(\d{12}):assumed-role\/([^/]+)\/(.*)$/u.exec(text) ?? []
    const position = index.roleNamed(account, role)
    if (position === null || parseArn(index.at(position).identity?.arn ?? '')?.partition !== partition) return []
    return [{ position, name }]
  })
}

function inSession(asker: Asker, sessionName: string): Asker {
  const { caller } = asker
  if (caller.kind !== 'role-session') return asker
  return { ...asker, caller: { ...caller, sessionName }, calls: atom('sts:RoleSessionName', `the session is called \`${sessionName}\``) }
}

/** Sessions by GetFederationToken that statements let in (`arn:aws:sts::111122223333:federated-user/name`): of which user of the account, no record says. */
function federatedSessionsNamed(
  texts: readonly string[],
  index: IdentityIndex,
): readonly { readonly position: number; readonly arn: string }[] {
  return texts.flatMap((arn) => {
    const account = /:sts::(\d{12}):federated-user\//u.exec(arn)?.[1]
    const alike = account === undefined ? [] : index.alikeIn(account)
    return alike.flatMap(({ first, positions }) => (first.caller.kind === 'user' ? positions.map((position) => ({ position, arn })) : []))
  })
}

function inFederation(asker: Asker, arn: string): Asker {
  const { caller } = asker
  if (caller.kind !== 'user') return asker
  const calls = atom('aws:userid', `they take the session \`${arn.slice(arn.lastIndexOf('/') + 1)}\` by sts:GetFederationToken`)
  return { ...asker, caller: { kind: 'federated-session', userArn: caller.arn, arn }, calls }
}
