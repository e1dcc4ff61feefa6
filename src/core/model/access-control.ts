import type { AccessCondition } from './access-condition.ts'
import type { Name } from './name.ts'
import type { Provenance } from './provenance.ts'

/**
 * What a system's own access control says about one object, before anybody asks who can do what: sources state it, `reach/acl`
 * evaluates it.
 *
 * Every list must let a right through (a Windows share has one of its own and one on the folder). Several facts about one object are
 * several ways to change it: whom one of them lets through may.
 *
 * A source that could read the rules of an object states them even where they let nobody in: an object without a fact is one whose
 * rules were not read.
 */
export interface ControlFact {
  readonly source: string
  readonly object: ControlledObject
  /** The source that knows trustees whom `source` does not: the directory behind a file server. SIDs lead to their bearer in any source all the same. */
  readonly trusteesOf: string | null
  /** Never empty. */
  readonly lists: readonly AccessList[]
  readonly provenance: Provenance
}

/** What the lists are about. */
export type ControlledObject =
  /** A group of `source`, by one of its names. */
  | { readonly group: Name }
  /** A resource of `source`, by its native id. */
  | { readonly resource: string }
  /** A part of a resource of `source`, which is a resource of its own by the native id `part`: a folder of a share. It counts for both. */
  | { readonly resource: string; readonly part: string }
  | { readonly account: Name }
  /** The head of a domain of Active Directory, by the domain's SID (`S-1-5-21-…`): who holds it holds every object under it. */
  | { readonly domain: string }
  /** AdminSDHolder of the domain with this SID: its list replaces that of every protected group of the domain within the hour. */
  | { readonly protected: string }

/** `Who` is a name as a source writes it, or what the snapshot found behind it. */
export type AccessList<Who = Name> = WindowsList<Who> | PosixList<Who> | NfsList<Who> | StatedList<Who>

/** A security descriptor: MS-DTYP 2.4.6. */
export interface WindowsList<Who = Name> {
  readonly form: 'windows'
  readonly place: 'object' | 'share' | 'folder'
  /** `sid:S-1-…`; null where the descriptor names none. */
  readonly owner: Who | null
  /** In stored order; null = no DACL, which lets everybody do everything. */
  readonly entries: readonly WindowsEntry<Who>[] | null
}

export interface WindowsEntry<Who = Name> {
  readonly effect: 'allow' | 'deny'
  /** `sid:S-1-…`. */
  readonly trustee: Who
  /** The access mask, unsigned. */
  readonly rights: number
  /** GUID of the property, set or extended right, lower case; null = all. */
  readonly objectType: string | null
  /** Counts for children only. */
  readonly inheritOnly: boolean
  /** Is handed on to what lies below (object or container inherit); what lies below is evaluated with these. */
  readonly inherits: boolean
  /** Whether it counts depends on a claim that nobody reads here (callback entries). */
  readonly conditional: boolean
}

/** POSIX.1e, or the plain mode where `entries` holds only the three of it. */
export interface PosixList<Who = Name> {
  readonly form: 'posix'
  readonly owner: Who
  readonly group: Who
  readonly entries: readonly PosixEntry<Who>[]
  /** Upper bound of all but owner and others; null = none. */
  readonly mask: number | null
}

export interface PosixEntry<Who = Name> {
  readonly tag: 'owner' | 'user' | 'group-owner' | 'group' | 'other'
  /** Of `user` and `group` entries; null otherwise. */
  readonly who: Who | null
  /** Read 4, write 2, search 1. */
  readonly permissions: number
}

/** NFSv4 (RFC 8881, 6.2.1): as Windows, in stored order, with its own special principals. */
export interface NfsList<Who = Name> {
  readonly form: 'nfs4'
  readonly owner: Who
  readonly group: Who
  readonly entries: readonly NfsEntry<Who>[]
}

export interface NfsEntry<Who = Name> {
  readonly effect: 'allow' | 'deny'
  readonly who: { readonly special: 'owner' | 'group' | 'everyone' } | { readonly name: Who }
  /** The mask of RFC 8881, 6.2.1.3.1. */
  readonly rights: number
  readonly inheritOnly: boolean
  /** Is handed on to what lies below (file or directory inherit). */
  readonly inherits: boolean
}

/** What a directory's own rules (OpenLDAP `olcAccess`, 389 `aci`, IPA `memberManager`) say of one group, each form already understood. */
export interface StatedList<Who = Name> {
  readonly form: 'stated'
  /** In the order in which the server decides: the first entry that fits a holder speaks, and says all that the holder may. */
  readonly entries: readonly StatedEntry<Who>[]
}

export interface StatedEntry<Who = Name> {
  readonly effect: 'allow' | 'deny'
  /**
   * `name`: an account, or a group with everybody inside; `membersOf`: who stands in that group's own list, since the server looks no
   * deeper (`slapd.access(5)`, group); `everyone`: whoever can bind; `self`: each account for its own membership.
   */
  readonly who: { readonly name: Who } | { readonly membersOf: Who } | { readonly special: 'everyone' | 'self' }
  /** `add-members` = may write the list of members; `control` = may also rewrite the rules; `join` = may add or take out itself. */
  readonly right: 'none' | 'join' | 'add-members' | 'control'
  /** In the system's own words, for the proof. */
  readonly says: string
  /** What must hold when the right is used, ; left out = nothing. */
  readonly when?: readonly AccessCondition[]
}
