import type { Day, Instant } from '../base/instant.ts'
import type { Diagnostic } from '../base/diagnostic.ts'
import type { DatasetCoverage } from '../model/coverage.ts'
import type { DeclaredPolicy } from '../model/declared-policy.ts'
import type { Partner } from '../model/declared-partner.ts'
import type { EntitlementLine, Project } from '../model/declared-project.ts'
import type { ClearanceRow } from '../model/register.ts'
import type { FindingSubject, LineConsidered, PathTally, ProofHop } from '../model/finding.ts'
import type { Account, AccountState, Recency } from '../model/account.ts'
import type { AccountHandle } from '../model/handle.ts'
import type { DoubtfulJoin, Person, SubjectKey } from '../model/person.ts'
import type { PersonReference } from '../model/person-reference.ts'
import type { BrokenEntry } from '../model/policy-load.ts'
import type { Provenance } from '../model/provenance.ts'
import type { ResourceAddress } from '../model/resource-address.ts'
import type { Found } from '../model/snapshot.ts'
import type { Affiliation } from '../compare/affiliation.ts'
import type { HeldCredential } from '../compare/credentials.ts'
import type { Badge } from '../compare/badges.ts'
import type { Guard } from '../compare/privilege-guard.ts'
import type { InvitationSetting, OtherTenant, Program, SharingSetting } from '../model/setting.ts'
import type { RouteTaken } from '../compare/bypasses.ts'
import type { LookAlike } from '../compare/look-alikes.ts'
import type { BroadGroup } from '../compare/broad-groups.ts'
import type { ComparedAccess, ComparedProject } from '../compare/compared-project.ts'
import type { DeclaredGroup } from '../compare/declared-groups.ts'
import type { Post } from '../model/held-post.ts'
import type { MissingAccess } from '../compare/missing-access.ts'
import type { LifeFacts } from '../findings/life-facts.ts'
import type { ExceptionOutcome } from '../model/audit-result.ts'
import type { PolicyException } from '../model/declared-exception.ts'
import type { Presence } from '../compare/presence.ts'
import type { HolderStep } from '../findings/severity.ts'

/** Everything that rules may see, by the names of `rules.md`. A rule gets the members that it declares. */
export interface Facts {
  readonly policy: PolicyFacts
  readonly day: { readonly now: Instant; readonly today: Day }
  readonly access: AccessFacts
  readonly groups: GroupFacts
  readonly accounts: AccountFacts
  readonly people: PeopleFacts
  /** Registers have no faces of their own: their rows hang on people. Declaring them makes the engine ask for their completeness. */
  readonly hr: object
  readonly visitors: object
  readonly approvals: object
  readonly clearances: ClearanceFacts
  readonly doors: DoorFacts
  readonly recency: RecencyFacts
  readonly settings: SettingFacts
  readonly connections: ConnectionFacts
  readonly credentials: CredentialFacts
  readonly coverage: CoverageFacts
  readonly inventory: InventoryFacts
  readonly history: HistoryFacts
  readonly officers: OfficerFacts
  /** What became of the exceptions: known once every other rule has spoken about the night. */
  readonly exceptions: ExceptionFacts
  /** How findings stand to earlier runs: known once the life of tonight's findings is. */
  readonly lives: LifeFacts
}

export interface PolicyFacts {
  readonly declared: DeclaredPolicy
  readonly broken: readonly BrokenEntry[]
  readonly diagnostics: readonly Diagnostic[]
  /** The hash of a line's `who` and `gets`, in its project: by what a finding about the line knows it (`findings.md`, Fingerprint). */
  lineHash(project: Project, line: EntitlementLine): string
}

export interface AccessFacts {
  /**
   * All projects, sorted; where a rule asks for `access!`, only those whose answers are complete. Of open ones only who can reach
   * them counts: nothing is compared there, and hygiene rules run.
   */
  readonly projects: readonly ComparedProject[]
  describe(access: ComparedAccess, project: Project): DescribedAccess
  stateOf(account: AccountHandle): AccountState
  /** The moment whose state a record shows. */
  readAt(record: Provenance): Instant
  /** Entitlements of the project that nobody made use of: who is entitled, by which line, and has no access at all. */
  missing(project: ComparedProject): readonly MissingAccess[]
  /** Entitled accesses with a path around the `via` of their resource, and those of which nobody can say, by resource. */
  routesTaken(project: ComparedProject): readonly RouteTaken[]
  /** Groups that take in whoever fits and open a resource of the project, each once a resource, with the externals whom they let in. */
  broadGroups(project: ComparedProject): readonly BroadGroup[]
}

export interface AccountFacts {
  /** By handle. */
  readonly all: readonly Account[]
  readonly doubtfulJoins: readonly DoubtfulJoin[]
  /** An account and its owner, with the record behind them, whether or not it reaches anything. */
  describe(account: AccountHandle): Pick<DescribedAccess, 'subject' | 'account' | 'proof'>
}

/** One access in the words and numbers that findings need. */
export interface DescribedAccess {
  readonly subject: FindingSubject
  readonly holder: HolderStep
  readonly state: AccountState
  readonly account: { readonly source: string; readonly id: string; readonly label: string; readonly state: string }
  readonly proof: readonly ProofHop[]
  readonly otherPaths: PathTally
  readonly considered: readonly LineConsidered[]
}

export interface PeopleFacts {
  affiliation(person: Person): Affiliation
  /** Were the sources behind the person's ended records read completely, so that no later record can stand in them? */
  endIsKnown(person: Person): boolean
  find(reference: PersonReference): Found<Person>
  person(key: SubjectKey): Person | null
  ownerOf(account: AccountHandle): Person
  /** Everybody whom a source or a register shows, by key. */
  readonly all: readonly Person[]
  /** The registered partners for whom an external person comes, strongest first; none for members of the institution. */
  partnersOf(person: Person): readonly Partner[]
  /** As findings show a person; null = at large. */
  describe(person: Person, project: Project | null): FindingSubject
}

export interface ClearanceFacts {
  /** Rows about people whom some record shows, in the order of people and rows. */
  readonly rows: readonly { readonly person: Person; readonly row: ClearanceRow }[]
}

export interface DoorFacts {
  /** What each register of doors shows of its card holders, by source and native id. */
  badges(): readonly Badge[]
}

export interface RecencyFacts {
  /** When the account was last used, as a bucket; `unknown` is never an answer. */
  of(account: AccountHandle): Recency
}

/** What systems allow as a whole. */
export interface SettingFacts {
  /** How far each source lets content be shared, by source. */
  readonly sharing: readonly SharingSetting[]
  /** Who may bring in guests; null where the source does not say. */
  invitersOf(source: string): InvitationSetting['from'] | null
  /** Sources that show settings at all: the tenants that are seen. Sorted. */
  readonly sources: readonly string[]
  /** How a privileged access is guarded. */
  guardOf(access: ComparedAccess): Guard
}

/** Organisations whose people a system lets in, by source and key. */
export interface ConnectionFacts {
  readonly all: readonly OtherTenant[]
}

/** Programs, who owns them and whom they trust; and what anybody, or anything, signs in with. */
export interface CredentialFacts {
  /** Credentials that may work tonight, by source, account, kind and id. */
  held(): readonly HeldCredential[]
  /** What its own system says of the program behind an account; null where it says nothing. */
  programOf(account: AccountHandle): { readonly program: Program; readonly owners: readonly Person[] } | null
  /** Why there may be more owners, or none of those shown; null where all that its system says was read. */
  unread(account: AccountHandle): string | null
}

/** What earlier runs saw; empty on the first. */
export interface HistoryFacts {
  /** The posts in which earlier runs saw the person reach the project, and in which the person no longer is. */
  formerPosts(person: Person, project: Project): readonly Post[]
}

export interface OfficerFacts {
  /** Is somebody whom the policy names for a duty there to answer for it? */
  presence(reference: PersonReference): Presence
}

export interface ExceptionFacts {
  /** By id, each with what it is about. */
  readonly judged: readonly { readonly exception: PolicyException; readonly outcome: ExceptionOutcome }[]
  /** Was the register of staff read completely, so that ranks and offices are certain? */
  readonly staffIsKnown: boolean
}

export interface GroupFacts {
  /** The first declared resource that is the group at `address`, or that holds it by any chain; null if none does. */
  declaredAround(address: ResourceAddress): DeclaredGroup | null
  /** Who may change the list of the group at `address`, by key; empty where it was not observed. */
  editors(address: ResourceAddress): readonly GroupEditor[]
}

export interface GroupEditor {
  readonly person: Person
  /** Is the person in the group as well, by any chain? */
  readonly isMember: boolean
}

export interface CoverageFacts {
  readonly rows: readonly (DatasetCoverage & { readonly projects: readonly string[] })[]
  /** Does the dataset blind a controlled project? */
  readonly controlledProjects: ReadonlySet<string>
}

export interface InventoryFacts {
  /** Was a declared resource observed? `unread` where its source was not read completely, so that nobody can say. */
  observed(address: ResourceAddress, isGroup: boolean): 'yes' | 'no' | 'several' | 'unread'
  /** As `observed`, for a person whom the policy names. */
  person(reference: PersonReference): 'yes' | 'no' | 'several' | 'unread'
  /** What is in no policy and looks like a project's, by project, then address. */
  lookAlikes(): readonly LookAlike[]
  /** Sources in which more may stand, each with the reason. */
  unread(): readonly { readonly source: string; readonly because: string }[]
  /** The moment whose state a record shows. */
  readAt(record: Provenance): Instant
}
