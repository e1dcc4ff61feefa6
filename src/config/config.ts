import type { Duration } from '../core/base/duration.ts'
import type { RegisterName } from '../core/model/register.ts'
import type { SEVERITIES } from './config-schema.ts'
import type { SecretReference } from './secret.ts'
import type { SourceEntry } from './source-kinds.ts'

/** The configuration, whole: every default filled in, every path absolute. */
export interface Config {
  /** The file that it came from, and that file's folder, to which its paths were relative. */
  readonly file: string
  readonly folder: string
  readonly policies: string
  readonly evidence: string
  readonly reports: string
  readonly store: { readonly kind: 'sqlite'; readonly path: string } | { readonly kind: 'postgres'; readonly url: string }
  /** File that overrules joins, if there is one. */
  readonly joins: string | null
  readonly failOn: (typeof SEVERITIES)[number]
  readonly maxAge: { readonly default: Duration; readonly bySource: Readonly<Record<string, Duration>> }
  readonly breaker: {
    readonly shrink: ShrinkLimit
    readonly shrinkBySource: Readonly<Record<string, ShrinkLimit>>
    readonly closing: { readonly percent: number; readonly findings: number }
  }
  /** Name of a joined space → the spaces that are one. */
  readonly spaces: Readonly<Record<string, readonly string[]>>
  /** Site, or `default` → hours. */
  readonly doorsHours: Readonly<Record<string, string>>
  readonly schedule: string | null
  readonly baseUrl: string | null
  readonly ocsfNames: boolean
  /** Audience → where its notices go. */
  readonly notify: Readonly<Record<string, AudienceChannels>>
  /** Null: no mail can be sent. */
  readonly mail: MailServerConfig | null
  /** Called after each published run. */
  readonly heartbeat: string | SecretReference | null
  /** Folder in which `gatehouse.prom` is kept; null: nowhere. */
  readonly metrics: string | null
  readonly retention: RetentionTerms
  /** Audience → where its reports are put. */
  readonly deliver: Readonly<Record<string, { readonly mail: readonly string[]; readonly folder: string | null }>>
  /** Sorted by name. */
  readonly sources: readonly SourceConfig[]
  /** What was decided, without any secret, as plain JSON: the run's chain entry hashes it. Paths as they were written. */
  readonly decided: ConfigJson
}

export interface AudienceChannels {
  readonly mail: readonly string[]
  readonly webhook: string | SecretReference | null
  /** Of what the webhook is sent. */
  readonly format: 'json' | 'slack' | 'teams'
  /** May its messages name people? */
  readonly names: boolean
  /** Null: all. */
  readonly projects: readonly string[] | null
}

/** `findings.md`, Retention: how long is kept what names people. */
export interface RetentionTerms {
  /** Collected evidence, from the start of its collection. */
  readonly evidence: Duration
  /** A run's lists of who can reach what, its pages, and the text of messages. */
  readonly access: Duration
  /** Whom a finding was about, from the day on which it was resolved. */
  readonly people: Duration
}

export interface MailServerConfig {
  readonly host: string
  readonly port: number
  readonly tls: 'starttls' | 'implicit' | 'none'
  readonly from: string
  readonly login: { readonly user: string; readonly password: SecretReference } | null
  /** File with the authorities to trust; null: the machine's. */
  readonly ca: string | null
  readonly names: boolean
}

export type ConfigJson = null | boolean | number | string | readonly ConfigJson[] | { readonly [key: string]: ConfigJson }

export interface ShrinkLimit {
  readonly percent: number
  readonly records: number
}

export type SourceConfig = LdapSource | TableSource | FilesSource | EntraSource | AwsSource | UnreadableSource

interface Source {
  readonly name: string
  /** Can this version read it? If not it is a gap. */
  readonly readable: boolean
}

export interface LdapSource extends Source {
  readonly kind: 'ldap'
  readonly readable: true
  readonly from:
    | { readonly kind: 'recorded'; readonly folder: string }
    | {
        readonly kind: 'live'
        readonly url: string
        readonly bind: { readonly dn: string; readonly password: SecretReference }
        /** File with the authorities to trust; null: the machine's. */
        readonly ca: string | null
      }
  /** Null only where evidence was recorded with its own. */
  readonly base: string | null
  readonly flavour: Exclude<Extract<SourceEntry, { kind: 'ldap' }>['flavour'], undefined | '389ds'> | null
  readonly attributes: readonly string[]
  readonly canary: { readonly group: string; readonly members: number } | null
}

export interface TableSource extends Source {
  readonly kind: 'table'
  readonly readable: true
  readonly register: RegisterName
  readonly from: { readonly kind: 'recorded'; readonly folder: string } | { readonly kind: 'live'; readonly file: string }
}

export interface FilesSource extends Source {
  readonly kind: 'files'
  readonly readable: true
  readonly from: { readonly kind: 'recorded'; readonly folder: string }
  /** The source that knows the users and groups of POSIX servers by their names; null: only the servers' own are known. */
  readonly directory: string | null
}

export interface EntraSource extends Source {
  readonly kind: 'entra'
  readonly readable: true
  readonly from: { readonly kind: 'recorded'; readonly folder: string } | LiveEntra
  /** Site → group, or private or shared channel, whose site it is. */
  readonly sites: Readonly<Record<string, string>>
}

export interface LiveEntra {
  readonly kind: 'live'
  readonly tenant: string
  readonly client: string
  readonly credential: { readonly kind: 'certificate' | 'federated' | 'secret'; readonly secret: SecretReference }
  readonly cloud: NonNullable<Extract<SourceEntry, { kind: 'entra' }>['cloud']>
  /** Is it asked what programs may do on behalf of people? */
  readonly delegatedGrants: boolean
  /** Folder with an export of the permissions of sites; null: none. */
  readonly sitePermissions: string | null
  /** `share` above 0, at most 1. */
  readonly budget: { readonly share: number; readonly minutes: number }
}

export interface AwsSource extends Source {
  readonly kind: 'aws'
  readonly readable: true
  readonly from: { readonly kind: 'recorded'; readonly folder: string } | LiveAws
}

export interface LiveAws {
  readonly kind: 'live'
  /** The name of the reader's role in each account. */
  readonly role: string
  /** ARN of the role in which the others are taken on; null: the credentials that the program runs with do that. */
  readonly hub: string | null
  readonly externalId: string | SecretReference | null
  readonly homeRegion: string
}

export interface UnreadableSource extends Source {
  readonly kind: Exclude<SourceEntry['kind'], 'ldap' | 'table' | 'files'>
  readonly readable: false
}
