import type { AccountFact } from '../../core/model/fragment.ts'
import type { Account, Recency } from '../../core/model/account.ts'
import type { Instant } from '../../core/base/instant.ts'
import { caseIgnored } from '../../core/base/distinguished-name.ts'
import type { Provenance } from '../../core/model/provenance.ts'
import { type Classified, classified } from './guest-class.ts'
import { originalOf } from './original.ts'
import type { ServicePrincipal, User } from './wire.ts'

/** What other datasets say of an account. */
export interface Beside {
  readonly recency: ReadonlyMap<string, Recency | 'none'>
  readonly leaves: ReadonlyMap<string, Instant>
  /** When the packages of access of somebody from outside end. */
  readonly packageEnds: ReadonlyMap<string, Instant>
  /** Names of the sponsors of a guest, as `host` conditions name people. */
  readonly sponsors: ReadonlyMap<string, readonly string[]>
  readonly ownDomains: ReadonlySet<string>
  /** Attributes that somebody asks for, in lower case; null = all. */
  readonly kept: ReadonlySet<string> | null
}

/** Handed over whether anybody asks or not: by these an external is known for one. */
const ALWAYS: ReadonlySet<string> = new Set(['usertype', 'gatehouseguestclass', 'gatehouseguestsigns', 'hometenant', 'sponsor'])

/** Sign-ins that succeeded are kept apart since then: an older account without one may have been used before. */
const SIGN_INS_SINCE = '2023-12-01'

export function userFact(user: User, provenance: Provenance, beside: Beside): AccountFact {
  const found = classified(user, beside.ownDomains)
  const original = originalOf(user)
  const account: Account = {
    source: provenance.source,
    id: user.id,
    weakKey: false,
    label: user.userPrincipalName ?? user.id,
    displayName: user.displayName ?? null,
    isWorkload: user.isResourceAccount === true,
    state: stateOf(user),
    endsAt: beside.leaves.get(user.id) ?? (isColleague(found) ? null : (beside.packageEnds.get(user.id) ?? null)),
    createdAt: user.createdDateTime,
    recency: recencyOf(user, beside),
    attributes: attributesOf(user, found, beside),
    provenance,
  }
  return {
    account,
    names: [
      `id:${user.id}`,
      `id:user/${user.id}`,
      ...(typeof user.userPrincipalName === 'string' ? ([`name:${caseIgnored(user.userPrincipalName)}`] as const) : []),
    ],
    // What another tenant synchronised says nothing about our directory.
    ...(original !== null && isColleague(found) ? { copyOf: original } : {}),
  }
}

function isColleague({ guestClass }: Classified): boolean {
  return guestClass === 'none' || guestClass === 'unclassified'
}

function stateOf({ accountEnabled, externalUserState }: User): Account['state'] {
  if (accountEnabled === false) return 'disabled'
  if (externalUserState?.toLowerCase() === 'pendingacceptance') return 'pending'
  return accountEnabled === true ? 'enabled' : 'unknown'
}

function recencyOf({ id, createdDateTime }: User, { recency }: Beside): Recency {
  const seen = recency.get(id)
  if (seen !== 'none') return seen ?? 'unknown'
  return createdDateTime !== null && createdDateTime >= SIGN_INS_SINCE ? 'never' : 'unknown'
}

/**
 * What affiliations and join keys may look at. Of an account whose home is elsewhere the numbers, types and departments were written
 * there, or may have been (cross-tenant synchronisation): they stand under `home…`, so that nobody is taken for a colleague whose
 * number they bear.
 */
function attributesOf(user: User, { guestClass, signs, home }: Classified, { sponsors, kept }: Beside): Account['attributes'] {
  const isForeign = guestClass !== 'none' && guestClass !== 'internalGuest'
  const own = isForeign ? 'home' : ''
  const all: readonly (readonly [string, string | null | undefined])[] = [
    [isForeign ? 'homeuserprincipalname' : 'userprincipalname', user.userPrincipalName],
    ['mail', user.mail],
    ['usertype', user.userType],
    ['creationtype', user.creationType],
    ['externaluserstate', user.externalUserState],
    [`${own}employeeid`, user.employeeId],
    [`${own}employeetype`, user.employeeType],
    [`${own}department`, user.department],
    [`${own}companyname`, user.companyName],
    [`${own}onpremisesimmutableid`, user.onPremisesImmutableId],
    [`${own}onpremisessecurityidentifier`, user.onPremisesSecurityIdentifier],
    [`${own}onpremisesuserprincipalname`, user.onPremisesUserPrincipalName],
    ['hometenant', home],
    ['gatehouseguestclass', guestClass === 'none' ? null : guestClass],
  ]
  const attributes: [string, readonly string[]][] = all.flatMap(([name, value]) =>
    typeof value === 'string' && value !== '' ? [[name, [value]] as [string, readonly string[]]] : [],
  )
  if (signs.length > 0) attributes.push(['gatehouseguestsigns', signs])
  const hosts = sponsors.get(user.id) ?? []
  if (hosts.length > 0) attributes.push(['sponsor', hosts])
  return Object.fromEntries(attributes.filter(([name]) => kept === null || kept.has(name) || ALWAYS.has(name)))
}

/** The tenant of another organisation that owns a program's application; null for our own, and where nobody says. */
export function foreignHome({ appOwnerOrganizationId }: ServicePrincipal, tenant: string | null): string | null {
  const owner = appOwnerOrganizationId ?? null
  return owner !== null && tenant !== null && owner !== tenant ? owner : null
}

/** A program's account; one of another tenant is said to be so. */
export function servicePrincipalFact(
  principal: ServicePrincipal,
  provenance: Provenance,
  { home, kept }: { readonly home: string | null; readonly kept: ReadonlySet<string> | null },
): AccountFact {
  const attributes: [string, readonly string[]][] = [
    ...(typeof principal.appId === 'string' ? ([['appid', [principal.appId]]] as [string, readonly string[]][]) : []),
    ...(home === null ? [] : ([['hometenant', [home]]] as [string, readonly string[]][])),
  ]
  return {
    account: {
      source: provenance.source,
      id: principal.id,
      weakKey: false,
      label: principal.displayName ?? principal.id,
      displayName: principal.displayName ?? null,
      isWorkload: true,
      state: principal.accountEnabled === true ? 'enabled' : principal.accountEnabled === false ? 'disabled' : 'unknown',
      endsAt: null,
      createdAt: null,
      recency: 'unknown',
      attributes: Object.fromEntries(attributes.filter(([name]) => kept === null || kept.has(name) || ALWAYS.has(name))),
      provenance,
    },
    names: [`id:${principal.id}`, `id:app/${principal.id}`],
  }
}

/** Somebody whom another tenant knows, and who has no account here. */
export interface ForeignPerson {
  readonly tenant: string
  readonly user: string
  readonly displayName: string | null
  readonly guestClass: 'b2bDirectConnectUser' | 'serviceProvider'
  /** What shows them. */
  readonly sign: string
}

export function foreignPersonFact(person: ForeignPerson, provenance: Provenance): AccountFact {
  const id = foreignId(person)
  return {
    account: {
      source: provenance.source,
      id,
      weakKey: false,
      label: `${person.displayName ?? person.user} of tenant ${person.tenant}`,
      displayName: person.displayName,
      isWorkload: false,
      // Its state is kept in its own tenant, which nobody here may ask.
      state: 'unknown',
      endsAt: null,
      createdAt: null,
      recency: 'unknown',
      attributes: {
        usertype: ['Guest'],
        gatehouseguestclass: [person.guestClass],
        gatehouseguestsigns: [person.sign],
        hometenant: [person.tenant],
      },
      provenance,
    },
    names: [`id:${id}`],
  }
}

export function foreignId({ tenant, user }: Pick<ForeignPerson, 'tenant' | 'user'>): string {
  return `${tenant}/${user}`
}
