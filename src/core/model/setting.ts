import type { Instant } from '../base/instant.ts'
import type { Provenance } from './provenance.ts'
import type { ResourceKind } from './resource-kind.ts'

/** How far a platform lets its content be shared beyond the institution, least first: the words of `external_sharing`. */
export const SHARING_LEVELS = ['none', 'named-guests', 'any-guest', 'anyone'] as const
export type SharingLevel = (typeof SHARING_LEVELS)[number]

/** What a source's system allows, as a whole: nobody's access, and yet what access depends on. */
export type SettingFact =
  | SharingSetting
  | InvitationSetting
  | OtherTenant
  | TrustByDefault
  | SignInRule
  | StrongMethod
  | WideRight
  | DeletedAccount
  | Program
  | OpenAccess

interface OfSource {
  readonly source: string
  readonly provenance: Provenance
}

/** The widest sharing that the platform lets any of its sites have; a single site may be tighter. */
export interface SharingSetting extends OfSource {
  readonly kind: 'sharing'
  readonly level: SharingLevel
  /** May somebody from outside hand on what was shared with them? Null = not shown. */
  readonly resharing: boolean | null
}

/** Who may bring in guests: nobody, those who were appointed to, every member, or guests too. */
export interface InvitationSetting extends OfSource {
  readonly kind: 'invitations'
  readonly from: 'nobody' | 'appointed' | 'members' | 'everybody'
}

/** Another organisation's tenant or domain with which the system has dealings. */
export interface OtherTenant extends OfSource {
  readonly kind: 'other-tenant'
  /** The tenant's id, or a domain, in lower case. */
  readonly key: string
  readonly label: string
  /** What it was seen as, in the system's words. */
  readonly as: string
  /** Does strong sign-in over there count here? Null = not said here. */
  readonly trustsStrongSignIn: boolean | null
}

/** Does strong sign-in in another tenant count here, where nothing is said of that tenant? */
export interface TrustByDefault extends OfSource {
  readonly kind: 'trust-by-default'
  readonly trustsStrongSignIn: boolean
}

/**
 * A rule about signing in that is in force. One that is switched off, or only reports, is no fact.
 *
 * It speaks of an account if `who` takes it in and `except` does not let it out again.
 */
export interface SignInRule extends OfSource {
  readonly kind: 'sign-in-rule'
  readonly id: string
  readonly label: string
  readonly asks: 'strong-sign-in' | 'refusal'
  readonly who: RuleReach
  readonly except: RuleReach
  /** The kinds of resource behind the apps that it speaks of; `perhaps` = some others, or some of these, too, and nobody here can say. */
  readonly covers: { readonly surely: 'all' | readonly ResourceKind[]; readonly perhaps: boolean }
  readonly places: RulePlaces
  /** Why it may not apply, or ask something else, though it covers account and resource: what no record here decides. Empty = nothing. */
  readonly open: readonly string[]
}

export interface RuleReach {
  /** Every account that the source lists; not somebody who only comes from another tenant. */
  readonly everybody: boolean
  /** Native ids. */
  readonly accounts: readonly string[]
  readonly groups: readonly string[]
  /** Some of those who come from outside: which ones, nobody here decides. */
  readonly someExternals: boolean
  /** Others whom no record here names: holders of roles. */
  readonly open: readonly string[]
}

/** From where a sign-in must come for the rule to speak. */
export type RulePlaces =
  | { readonly kind: 'everywhere' }
  | { readonly kind: 'everywhere-but'; readonly places: readonly SignInPlace[] }
  | { readonly kind: 'only'; readonly places: readonly SignInPlace[] }

/** A named place: countries, or ranges of addresses, whose country nobody states. */
export interface SignInPlace {
  readonly label: string
  /** ISO 3166-1 alpha-2; null where the place is not made of countries alone. */
  readonly countries: readonly string[] | null
  readonly ranges: readonly string[]
}

/** Has the account something registered by which it can sign in strongly? */
export interface StrongMethod extends OfSource {
  readonly kind: 'strong-method'
  /** Native id. */
  readonly account: string
  readonly registered: boolean
}

/** A right that comes from a scope above what it reaches, by the words that proofs show of it (`ControlRight.nativeRight`). */
export interface WideRight extends OfSource {
  readonly kind: 'wide-right'
  readonly says: string
  readonly scope: string
}

/** An account that was deleted and can still be brought back, with what it reached. */
export interface DeletedAccount extends OfSource {
  readonly kind: 'deleted-account'
  /** Native id. */
  readonly account: string
  /** Null = not shown. */
  readonly deletedAt: Instant | null
}

/** Who answers for a program in its own system, whose it is, and how it shows that it is itself. */
export interface Program extends OfSource {
  readonly kind: 'program'
  /** Native id of its account. */
  readonly account: string
  /** Native ids of the accounts that own it; sorted. */
  readonly owners: readonly string[]
  /** The tenant of another organisation that owns the application; null = none is known. */
  readonly home: string | null
  /** Whose word is taken for it without any secret: the issuers of its federated credentials, with whom they must speak of; sorted. */
  readonly trusts: readonly { readonly issuer: string; readonly subject: string }[]
  /** Secrets and certificates by which somebody who has one can act as it. */
  readonly secrets: number
  readonly certificates: number
}

/** A resource, or something in it, that is open to people whom nobody named: to whoever has a link, or to everybody at the institution. */
export interface OpenAccess extends OfSource {
  readonly kind: 'open-access'
  /** Native id. */
  readonly resource: string
  /** What opens it, by a text that stays the same from night to night. */
  readonly object: string
  readonly to: 'anyone' | 'institution'
  readonly level: string
  /** In the system's own words. */
  readonly says: string
  /** ISO day, inclusive; null = no end. */
  readonly until: string | null
}

/** All settings of a night, behind questions. Lists are sorted. */
export interface Settings {
  readonly sharing: readonly SharingSetting[]
  readonly invitations: readonly InvitationSetting[]
  readonly otherTenants: readonly OtherTenant[]
  signInRules(source: string): readonly SignInRule[]
  /** Null = not known. */
  strongMethod(source: string, account: string): boolean | null
  /** Does strong sign-in at `home` count in the source? `home` is a tenant's id, a domain, or null where it is not known; null = not known. */
  trustsSignInAt(source: string, home: string | null): boolean | null
  /** Was the account deleted in such a way that it can be brought back? Null if not. */
  deletedAccount(source: string, account: string): DeletedAccount | null
  /** What the system says of a program; null where it says nothing. */
  program(source: string, account: string): Program | null
  /** Sorted by what opens it; ended ones too. */
  openAccess(source: string, resource: string): readonly OpenAccess[]
  /** The scope that a right, by its words, comes from; null if it is the thing's own. */
  wideScope(source: string, says: string): string | null
}
