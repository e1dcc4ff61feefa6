import { assertNever } from '../../core/base/assert-never.ts'
import { type Instant, epochMs } from '../../core/base/instant.ts'
import type { AccountState } from '../../core/model/account.ts'
import { fileTime, generalizedTime, shadowDay } from './directory-time.ts'
import type { Flavour } from './flavour.ts'
import type { RecordText } from './record-text.ts'

export interface StateAndEnd {
  readonly state: AccountState
  /** The first moment at which the account no longer works; null = no end set. */
  readonly endsAt: Instant | null
}

/**
 * Does the account work at `asOf`, and until when (`directories.md`, T15 to T18).
 *
 * `enabled` only where an attribute that carries the state was read: on the record, or `visible` because the reader was shown it on
 * some account, so that its absence means something. A value that cannot be read is a problem on the record.
 */
export function accountState(text: RecordText, asOf: Instant, visible: ReadonlySet<string>): StateAndEnd {
  if (text.has('samaccountname') || text.has('useraccountcontrol')) return activeDirectory(text, asOf)
  if (['nsuniqueid', 'ipauniqueid', 'nsaccountlock'].some((name) => text.has(name))) return directoryServer(text, asOf, visible)
  return openLdap(text, asOf, visible)
}

// MS-ADTS 2.2.16. LOCKOUT and PASSWORD_EXPIRED stand in the computed attribute alone; who has an expired password may set a new one.
const ACCOUNT_DISABLED = 0x2
const LOCKOUT = 0x10

function activeDirectory(text: RecordText, asOf: Instant): StateAndEnd {
  const endsAt = earliest([activeDirectoryEnd(text)]) ?? schacEnd(text)
  const control = flags(text, 'useraccountcontrol')
  if (control === null) return { state: 'unknown', endsAt }
  if ((control & ACCOUNT_DISABLED) !== 0) return { state: 'disabled', endsAt }
  if (isPast(activeDirectoryEnd(text), asOf)) return { state: 'expired', endsAt }
  const computed = flags(text, 'msds-user-account-control-computed')
  if (computed !== null && (computed & LOCKOUT) !== 0) return { state: 'locked', endsAt }
  return { state: 'enabled', endsAt }
}

function activeDirectoryEnd(text: RecordText): Instant | null {
  return moment(text, 'accountexpires', fileTime)
}

// 389 and FreeIPA. Who is inactivated by a role (before 389 DS 1.4) carries that role; FreeIPA ends an account by its Kerberos principal.
function directoryServer(text: RecordText, asOf: Instant, visible: ReadonlySet<string>): StateAndEnd {
  const end = moment(text, 'krbprincipalexpiration', generalizedTime)
  const endsAt = end ?? schacEnd(text)
  const said = [
    ...statuses(text),
    ...text.texts('nsaccountlock').map((value) => (value.toLowerCase() === 'true' ? ('disabled' as const) : ('enabled' as const))),
    ...(text.texts('nsrole').some((role) => DISABLED_ROLE.test(role)) ? ['disabled' as const] : []),
    ...(isPast(end, asOf) ? ['expired' as const] : []),
  ]
  const worst = WORST_FIRST.find((state) => said.includes(state))
  if (worst !== undefined && (worst !== 'enabled' || text.has('nsaccountlock'))) return { state: worst, endsAt }
  // No lock is shown: there is none only if the reader would see it.
  return { state: visible.has('nsaccountlock') ? 'enabled' : 'unknown', endsAt }
}

const DISABLED_ROLE = /^cn=ns(?:managed)?disabledrole,/iu

function openLdap(text: RecordText, asOf: Instant, visible: ReadonlySet<string>): StateAndEnd {
  const ends = [moment(text, 'pwdendtime', generalizedTime), moment(text, 'shadowexpire', shadowDay)]
  const endsAt = earliest(ends) ?? schacEnd(text)
  const said = [
    ...statuses(text),
    ...lockState(text, asOf),
    ...(ends.some((end) => isPast(end, asOf)) ? ['expired' as const] : []),
    ...(isFuture(moment(text, 'pwdstarttime', generalizedTime), asOf) ? ['pending' as const] : []),
  ]
  const worst = WORST_FIRST.find((state) => said.includes(state))
  if (worst !== undefined) return { state: worst, endsAt }
  const readable = OPENLDAP_STATES.some((name) => text.has(name) || visible.has(name))
  return { state: readable ? 'enabled' : 'unknown', endsAt }
}

const WORST_FIRST: readonly AccountState[] = ['disabled', 'expired', 'locked', 'pending', 'unknown', 'enabled']

/** Attributes whose absence shows that an account works, once the reader is known to see them. */
const OPENLDAP_STATES: readonly string[] = ['pwdaccountlockedtime', 'pwdendtime', 'shadowexpire']
const DIRECTORY_SERVER_STATES: readonly string[] = ['nsaccountlock']
export const STATE_ATTRIBUTES: readonly string[] = [...OPENLDAP_STATES, ...DIRECTORY_SERVER_STATES]

/** Those of a flavour; none where every account has one. */
export function stateAttributes(flavour: Flavour): readonly string[] {
  switch (flavour) {
    case 'active-directory':
      return []
    case 'openldap':
      return OPENLDAP_STATES
    case '389-ds':
    case 'freeipa':
      return DIRECTORY_SERVER_STATES
    default:
      return assertNever(flavour, 'flavour')
  }
}

// draft-behera-ldap-password-policy, 5.3.3: this value locks for ever; any other until the policy's duration is over, which nobody
// tells an ordinary reader. Such locks last minutes or hours: an older one is not taken for one.
const LOCKED_FOR_EVER = '000001010000Z'
const LOCK_BELIEVED_MS = 24 * 3_600_000

function lockState(text: RecordText, asOf: Instant): readonly AccountState[] {
  const value = text.first('pwdaccountlockedtime')
  if (value === null) return []
  if (value === LOCKED_FOR_EVER) return ['disabled']
  const at = generalizedTime(value)
  if (at === null) text.problem(`expected a time in \`pwdAccountLockedTime\`, found \`${value}\``)
  return [at !== null && epochMs(asOf) - epochMs(at) < LOCK_BELIEVED_MS ? 'locked' : 'unknown']
}

/** voPersonStatus (voPerson 2.0), and the last part of schacUserStatus (`urn:schac:userStatus:…:active`). */
function statuses(text: RecordText): readonly AccountState[] {
  const words = [...text.texts('vopersonstatus'), ...text.texts('schacuserstatus').map((urn) => urn.split(':').at(-1) ?? '')]
  return words.map((word) => STATUS_WORDS[word.toLowerCase().replaceAll(/[^a-z]/gu, '')] ?? 'unknown')
}

const STATUS_WORDS: Readonly<Record<string, AccountState>> = {
  active: 'enabled',
  graceperiod: 'enabled',
  grace: 'enabled',
  suspended: 'disabled',
  inactive: 'disabled',
  disabled: 'disabled',
  deleted: 'disabled',
  denied: 'disabled',
  declined: 'disabled',
  expired: 'expired',
  locked: 'locked',
  invited: 'pending',
  approved: 'pending',
  confirmed: 'pending',
  pending: 'pending',
  pendingapproval: 'pending',
  pendingconfirmation: 'pending',
}

/** Says when somebody's time ends; no server enforces it, so it makes no account `expired`. */
function schacEnd(text: RecordText): Instant | null {
  return moment(text, 'schacexpirydate', generalizedTime)
}

function moment(text: RecordText, name: string, read: (value: string) => Instant | 'never' | null): Instant | null {
  const value = text.first(name)
  if (value === null) return null
  const at = read(value)
  if (at === null) text.problem(`expected a time in \`${name}\`, found \`${value}\``)
  return at === 'never' ? null : at
}

function flags(text: RecordText, name: string): number | null {
  const value = text.first(name)
  if (value === null) return null
  if (/^-?\d{1,10}$/u.test(value)) return Number(value)
  text.problem(`expected a number in \`${name}\`, found \`${value}\``)
  return null
}

// Half-open: at the moment itself the account no longer works.
function isPast(end: Instant | null, asOf: Instant): boolean {
  return end !== null && end <= asOf
}

function isFuture(start: Instant | null, asOf: Instant): boolean {
  return start !== null && start > asOf
}

function earliest(moments: readonly (Instant | null)[]): Instant | null {
  return moments.reduce((first, next) => (first === null || (next !== null && next < first) ? next : first), null)
}
