import { resolve } from 'node:path'
import { type Duration, parseDuration } from '../core/base/duration.ts'
import { sortedBy } from '../core/base/order.ts'
import type { AwsSource, Config, ConfigJson, EntraSource, MailServerConfig, ShrinkLimit, SourceConfig } from './config.ts'
import type { ConfigFile } from './config-schema.ts'
import type { SourceEntry } from './source-kinds.ts'

/** Paths of overrides are relative to where the program runs, those of the file to the file. */
export interface Bases {
  readonly file: string
  readonly folder: string
  baseOf(key: string): string
}

/** Fills the defaults in and makes paths absolute. `written` was checked. */
export function buildConfig(written: ConfigFile, bases: Bases): Config {
  const { default: maxAge = '36h', ...maxAgeOf } = written.max_age ?? {}
  const { shrink, closing, sources: shrinkOf } = written.breaker ?? {}
  const limit = shrinkLimit(shrink, { percent: 20, records: 50 })
  function path(key: 'policies' | 'evidence' | 'reports', fallback: string): string {
    return resolve(bases.baseOf(key), written[key] ?? fallback)
  }
  return {
    file: bases.file,
    folder: bases.folder,
    policies: path('policies', 'policies'),
    evidence: path('evidence', 'var/evidence'),
    reports: path('reports', 'var/reports'),
    store: storeOf(written.store ?? 'sqlite:var/gatehouse.db', bases.baseOf('store')),
    joins: written.joins === undefined ? null : resolve(bases.baseOf('joins'), written.joins),
    failOn: written.fail_on ?? 'low',
    maxAge: { default: durationOf(maxAge), bySource: mapValues(maxAgeOf, durationOf) },
    breaker: {
      shrink: limit,
      shrinkBySource: mapValues(shrinkOf ?? {}, (own) => shrinkLimit(own.shrink, limit)),
      closing: { percent: percentOf(closing?.percent, 30), findings: closing?.findings ?? 20 },
    },
    spaces: written.spaces ?? {},
    doorsHours: written.doors_hours ?? {},
    schedule: written.schedule ?? null,
    baseUrl: written.base_url ?? null,
    ocsfNames: written.ocsf?.names ?? false,
    notify: mapValues(written.notify ?? {}, ({ mail, webhook, format, names, projects }) => ({
      mail: listed(mail),
      webhook: webhook ?? null,
      format: format ?? 'json',
      names: names ?? false,
      projects: projects ?? null,
    })),
    mail: written.mail === undefined ? null : mailServerOf(written.mail, bases.folder),
    heartbeat: written.heartbeat ?? null,
    metrics: written.metrics === undefined ? null : resolve(bases.folder, written.metrics),
    retention: {
      evidence: durationOf(written.retention?.evidence ?? '35d'),
      access: durationOf(written.retention?.access ?? '13mo'),
      people: durationOf(written.retention?.people ?? '24mo'),
    },
    deliver: mapValues(written.deliver ?? {}, ({ mail, folder }) => ({
      mail: listed(mail),
      folder: folder === undefined ? null : resolve(bases.folder, folder),
    })),
    sources: sortedBy(
      Object.entries(written.sources ?? {}).map(([name, entry]) => sourceOf(name, entry, bases.folder)),
      ({ name }) => name,
    ),
    // Secrets are references, so that what was written holds none.
    decided: JSON.parse(JSON.stringify(written)) as ConfigJson,
  }
}

function sourceOf(name: string, entry: SourceEntry, folder: string): SourceConfig {
  switch (entry.kind) {
    case 'ldap':
      return {
        name,
        kind: 'ldap',
        readable: true,
        from: ldapOrigin(entry, folder),
        base: entry.base ?? null,
        flavour: entry.flavour === '389ds' ? '389-ds' : (entry.flavour ?? null),
        attributes: entry.attributes ?? [],
        canary: entry.canary ?? null,
      }
    case 'table':
      return { name, kind: 'table', readable: true, register: entry.register, from: tableOrigin(entry, folder) }
    case 'files':
      return {
        name,
        kind: 'files',
        readable: true,
        from: { kind: 'recorded', folder: resolve(folder, entry.recorded) },
        directory: entry.directory ?? null,
      }
    case 'entra': {
      const from = entraOrigin(entry, folder)
      return from === null
        ? { name, kind: 'entra', readable: false }
        : { name, kind: 'entra', readable: true, from, sites: entry.sites ?? {} }
    }
    case 'aws': {
      const from = awsOrigin(entry, folder)
      return from === null ? { name, kind: 'aws', readable: false } : { name, kind: 'aws', readable: true, from }
    }
    default:
      return { name, kind: entry.kind, readable: false }
  }
}

/** Null for AWS that is only named: `unreadableBecause`. */
function awsOrigin(
  { recorded, organization, home_region: homeRegion = 'us-east-1' }: Extract<SourceEntry, { kind: 'aws' }>,
  folder: string,
): AwsSource['from'] | null {
  if (recorded !== undefined) return { kind: 'recorded', folder: resolve(folder, recorded) }
  if (organization === undefined) return null
  const { role, hub = null, external_id: externalId = null } = organization
  return { kind: 'live', role, hub, externalId, homeRegion }
}

function ldapOrigin({ recorded, url, bind, ca }: Extract<SourceEntry, { kind: 'ldap' }>, folder: string) {
  if (recorded !== undefined) return { kind: 'recorded', folder: resolve(folder, recorded) } as const
  if (url === undefined || bind === undefined) throw new Error('the schema let a source through without `url` or `bind`')
  return { kind: 'live', url, bind, ca: ca === undefined ? null : resolve(folder, ca) } as const
}

function tableOrigin({ recorded, file }: Extract<SourceEntry, { kind: 'table' }>, folder: string) {
  if (recorded !== undefined) return { kind: 'recorded', folder: resolve(folder, recorded) } as const
  if (file === undefined) throw new Error('the schema let a table through without `file`')
  return { kind: 'live', file: resolve(folder, file) } as const
}

/** Null for a tenant that is only named: `unreadableBecause`. */
function entraOrigin(entry: Extract<SourceEntry, { kind: 'entra' }>, folder: string): EntraSource['from'] | null {
  const {
    recorded,
    tenant,
    client,
    certificate,
    federated_token: federated,
    secret,
    cloud = 'global',
    budget,
    site_permissions: sites,
    delegated_grants: delegatedGrants = false,
  } = entry
  if (recorded !== undefined) return { kind: 'recorded', folder: resolve(folder, recorded) }
  const credential =
    certificate !== undefined
      ? ({ kind: 'certificate', secret: certificate } as const)
      : federated !== undefined
        ? ({ kind: 'federated', secret: federated } as const)
        : secret !== undefined
          ? ({ kind: 'secret', secret } as const)
          : null
  if (tenant === undefined || client === undefined || credential === null) return null
  return {
    kind: 'live',
    tenant,
    client,
    credential,
    cloud,
    delegatedGrants,
    sitePermissions: sites === undefined ? null : resolve(folder, sites),
    budget: { share: percentOf(budget?.share, 50) / 100, minutes: budget?.minutes ?? 30 },
  }
}

function mailServerOf(written: NonNullable<ConfigFile['mail']>, folder: string): MailServerConfig {
  const { host, tls = 'starttls', port = DEFAULT_PORTS[tls], from, user, password, ca, names = false } = written
  const login = user === undefined || password === undefined ? null : { user, password }
  return { host, port, tls, from, login, ca: ca === undefined ? null : resolve(folder, ca), names }
}

const DEFAULT_PORTS = { starttls: 587, implicit: 465, none: 25 } as const

function storeOf(written: string, folder: string): Config['store'] {
  const path = /^sqlite:(.+)$/u.exec(written)?.[1]
  return path === undefined ? { kind: 'postgres', url: written } : { kind: 'sqlite', path: resolve(folder, path) }
}

function shrinkLimit(
  own: { readonly percent?: number | string | undefined; readonly records?: number | undefined } | undefined,
  fallback: ShrinkLimit,
): ShrinkLimit {
  return { percent: percentOf(own?.percent, fallback.percent), records: own?.records ?? fallback.records }
}

function percentOf(written: number | string | undefined, fallback: number): number {
  return written === undefined ? fallback : typeof written === 'number' ? written : Number(written.replace('%', ''))
}

function durationOf(written: string): Duration {
  const found = parseDuration(written)
  if (found === null) throw new Error(`the schema let a duration through that is none: ${written}`)
  return found
}

function listed(mail: string | readonly string[] | undefined): readonly string[] {
  return mail === undefined ? [] : typeof mail === 'string' ? [mail] : mail
}

function mapValues<From, To>(record: Readonly<Record<string, From>>, change: (value: From) => To): Readonly<Record<string, To>> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]))
}
