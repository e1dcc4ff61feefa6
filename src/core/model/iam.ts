import type { AccountHandle } from './handle.ts'
import type { PolicyDocument } from './iam-document.ts'
import type { Name } from './name.ts'
import type { Principal } from './principal.ts'
import type { Provenance } from './provenance.ts'

/**
 * What AWS's own records say that decides who can reach what: sources state it, `reach/iam` evaluates it. Keys of policies are unique in
 * their source. An `account` here is the 12-digit one.
 */
export type IamFact = IamPolicyFact | IamIdentityFact | IamAccountFact | IamAssignmentFact | IamEntitlementFact | IamTargetFact

interface OfSource {
  readonly source: string
  readonly provenance: Provenance
}

/** A policy that can be read; one that cannot is a gap of its dataset. */
export interface IamPolicyFact extends OfSource {
  readonly kind: 'policy'
  readonly key: string
  readonly document: PolicyDocument
}

/** A user, a group of users or a role, with everything that hangs on it. */
export interface IamIdentityFact extends OfSource {
  readonly kind: 'identity'
  readonly what: 'user' | 'group' | 'role'
  readonly arn: string
  readonly account: string
  /** Keys of managed and inline policies. */
  readonly policies: readonly string[]
  /** ARNs of the groups of a user. */
  readonly groups: readonly string[]
  readonly boundary: string | null
  /** The key of a role's trust policy; null for others. */
  readonly trust: string | null
  readonly serviceLinked: boolean
  readonly tags: Readonly<Record<string, string>>
}

/** An account of the organization, or one read on its own. */
export interface IamAccountFact extends OfSource {
  readonly kind: 'account'
  readonly account: string
  readonly label: string
  /** Neither guardrail binds it (rules 2 and 3). */
  readonly isManagement: boolean
  /** `o-…`; null where it is in none. */
  readonly organization: string | null
  /** `o-…/r-…/ou-…/`, as conditions on the path of an organization write it; null where it is in none or the tree was not read. */
  readonly path: string | null
  /** Keys of policies by level, root first; null where no such policies are switched on. */
  readonly scp: readonly (readonly string[])[] | null
  readonly rcp: readonly (readonly string[])[] | null
}

/** Who may use a permission set in an account: only through the role that Identity Center keeps there for it (rule 18). */
export interface IamAssignmentFact extends OfSource {
  readonly kind: 'assignment'
  readonly principal: Name
  readonly account: string
  readonly permissionSet: string
}

/** Who may use a role through account access manager, as far as the role's trust lets that application in (rule 19). */
export interface IamEntitlementFact extends OfSource {
  readonly kind: 'entitlement'
  readonly principal: Name
  /** ARN. */
  readonly role: string
  /** ARN of the application that keeps it; its account is in it. */
  readonly application: string
}

/** A resource that policies decide about, by its ARN. */
export interface IamTargetFact extends OfSource {
  readonly kind: 'target'
  readonly resource: string
  readonly account: string
  /** Key of its own policy; null = it has none. */
  readonly policy: string | null
  /** ARN of the key that encrypts what it holds; null = none that a caller would need. */
  readonly encryptedBy: string | null
  /** Does RestrictPublicBuckets, of the bucket or its account, hold a public policy off (rule 37)? */
  readonly holdsOffPublic: boolean
  /** Null = not known, or not counted in conditions. */
  readonly tags: Readonly<Record<string, string>> | null
  /** Further native ids of it: aliases of a key. Left out = none. */
  readonly otherNames?: readonly string[]
  /** Of a key: what was granted beside its policy (rule 36). Left out = none. */
  readonly grants?: readonly IamKeyGrant[]
  /** Of a bucket: entries of its access control list that are in force (rule 38). Left out = none. */
  readonly acl?: readonly IamAclEntry[]
  /** Of a bucket: points that lead into it, with policies of their own (rule 39). Left out = none. */
  readonly accessPoints?: readonly IamAccessPoint[]
}

/** A grant of a key, in force. */
export interface IamKeyGrant {
  readonly id: string
  /** An ARN, or the name of a service. */
  readonly grantee: string
  /** As KMS names them: `Decrypt`, `CreateGrant`. */
  readonly operations: readonly string[]
  /** Does it hold only with an encryption context? */
  readonly constrained: boolean
}

export interface IamAclEntry {
  /** `anybody` (AllUsers), `signed-in` (AuthenticatedUsers), or the canonical id of an account. */
  readonly grantee: string
  readonly permission: 'READ' | 'WRITE' | 'READ_ACP' | 'WRITE_ACP' | 'FULL_CONTROL'
}

export interface IamAccessPoint {
  readonly arn: string
  /** Key of its policy; null = it has none. */
  readonly policy: string | null
  /** The network that alone may use it; null = the internet. */
  readonly vpc: string | null
  readonly holdsOffPublic: boolean
}

/** An identity, with the snapshot's account for it; null for groups of users. */
export interface IamIdentity extends IamIdentityFact {
  readonly handle: AccountHandle | null
}

export interface IamAssignment extends Omit<IamAssignmentFact, 'principal'> {
  readonly principal: Principal
}

export interface IamEntitlement extends Omit<IamEntitlementFact, 'principal'> {
  readonly principal: Principal
}

/** All that one source says of AWS, found by what policies write. */
export interface IamSystem {
  readonly source: string
  readonly policies: ReadonlyMap<string, IamPolicyFact>
  /** By ARN. */
  readonly identities: ReadonlyMap<string, IamIdentity>
  /** By number. */
  readonly accounts: ReadonlyMap<string, IamAccountFact>
  readonly assignments: readonly IamAssignment[]
  /** Left out = none. */
  readonly entitlements?: readonly IamEntitlement[]
  /** By ARN. */
  readonly targets: ReadonlyMap<string, IamTargetFact>
  /** Holders that are no identity of these accounts, by `outsiderId`. */
  outsider(id: string): AccountHandle | null
}

/** By source. */
export type Iam = ReadonlyMap<string, IamSystem>

/** Native ids of the accounts that stand for holders outside, as sources and evaluation name them alike. */
export const outsiderId = {
  account: (number: string): string => `account/${number}`,
  service: (name: string): string => `service/${name}`,
  provider: (arn: string): string => `provider/${arn}`,
  /** Whoever an issuer of many tenants signs for, by a provider that lets all of them in (rule 15). */
  anyoneBy: (provider: string): string => `anyone-by/${provider}`,
  root: (account: string): string => `arn:aws:iam::${account}:root`,
  /** Somebody whom an access control list knows by a canonical id. */
  canonical: (id: string): string => `canonical/${id}`,
  anybody: 'anybody',
} as const
