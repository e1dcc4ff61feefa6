import { type Instant, epochMs, parseInstant } from '../../core/base/instant.ts'
import type { CallName } from './calls.ts'
import type { Page } from './client/plain.ts'

/** An answer as evidence keeps it, and how many values it lost on the way. */
export interface Kept {
  readonly page: Page
  readonly dropped: number
  readonly redacted: number
}

/** Leaves out what nobody may keep: data about people beyond what names them, values of settings, exact times of use. */
export function kept(name: CallName, page: Page, now: Instant): Kept {
  const rule = RULES[name]
  return rule === undefined ? { page, dropped: 0, redacted: 0 } : rule(page, now)
}

type Rule = (page: Page, now: Instant) => Kept

const USER = ['UserName', 'UserId', 'IdentityStoreId', 'ExternalIds', 'Emails', 'DisplayName', 'UserType', 'Active', 'UserStatus']
const GROUP = ['GroupId', 'IdentityStoreId', 'DisplayName', 'Description', 'ExternalIds']
const MEMBERSHIP = ['IdentityStoreId', 'MembershipId', 'GroupId', 'MemberId']
const PRIMARY_EMAIL = ['Value', 'Primary']

const RULES: Partial<Readonly<Record<CallName, Rule>>> = {
  'identitystore list-users': inList('Users', (user) => {
    const { record, dropped } = only(user, USER)
    if (!Array.isArray(record['Emails'])) return { record, dropped }
    const emails = record['Emails'].filter(isRecord)
    const primary = (emails.length === 1 ? emails : emails.filter((email) => email['Primary'] === true)).map((email) =>
      only(email, PRIMARY_EMAIL),
    )
    const lost = emails.length - primary.length + primary.reduce((sum, email) => sum + email.dropped, 0)
    return { record: { ...record, Emails: primary.map((email) => email.record) }, dropped: dropped + lost }
  }),
  'identitystore list-groups': inList('Groups', (group) => only(group, GROUP)),
  'identitystore list-group-memberships': inList('GroupMemberships', (membership) => only(membership, MEMBERSHIP)),
  'lambda list-functions': inList('Functions', (written) => without(written, ['Environment'])),
  'secretsmanager list-secrets': inList('SecretList', (secret) => without(secret, ['LastAccessedDate'])),
  'iam get-account-authorization-details': inList('RoleDetailList', (role) => without(role, ['RoleLastUsed'])),
  'iam get-credential-report': reportWithoutTimes,
}

type Fields = Readonly<Record<string, unknown>>

function inList(list: string, change: (record: Fields) => { readonly record: Fields; readonly dropped: number }): Rule {
  return (page) => {
    const records = page[list]
    if (!Array.isArray(records)) return { page, dropped: 0, redacted: 0 }
    const changed = records.map((record: unknown) => (isRecord(record) ? change(record) : { record, dropped: 0 }))
    const dropped = changed.reduce((sum, one) => sum + one.dropped, 0)
    return { page: { ...page, [list]: changed.map(({ record }) => record) }, dropped, redacted: 0 }
  }
}

function only(record: Fields, keys: readonly string[]): { readonly record: Fields; readonly dropped: number } {
  const entries = Object.entries(record).filter(([key]) => keys.includes(key))
  return { record: Object.fromEntries(entries), dropped: Object.keys(record).length - entries.length }
}

function without(record: Fields, keys: readonly string[]): { readonly record: Fields; readonly dropped: number } {
  return only(record, Object.keys(record).filter((key) => !keys.includes(key))) // prettier-ignore
}

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const LAST_USED = /^(?:password_last_used|access_key_\d+_last_used_(?:date|region|service))$/u

/**
 * The credential report, a table in base64, with a bucket in the place of each time of use, and nothing of where and on what a key was
 * used. Columns are counted from the right: a user's name may hold a comma, and stands on the left of them all.
 */
function reportWithoutTimes(page: Page, now: Instant): Kept {
  const content = page['Content']
  if (typeof content !== 'string') return { page, dropped: 0, redacted: 0 }
  const [header = '', ...rows] = Buffer.from(content, 'base64').toString('utf8').split('\n')
  const columns = header.split(',')
  let redacted = 0
  const changed = rows.map((row) => {
    const cells = row.split(',')
    if (cells.length < columns.length) return row
    for (const [index, column] of columns.entries()) {
      const position = cells.length - columns.length + index
      if (!LAST_USED.test(column)) continue
      const bucket = useIn(cells[position] ?? '', column, now)
      if (bucket !== cells[position]) redacted += 1
      cells[position] = bucket
    }
    return cells.join(',')
  })
  const text = [header, ...changed].join('\n')
  return { page: { ...page, Content: Buffer.from(text, 'utf8').toString('base64') }, dropped: 0, redacted }
}

const DAY_MS = 86_400_000

function useIn(cell: string, column: string, now: Instant): string {
  if (/^(?:N\/A|no_information|not_supported)?$/u.test(cell.trim())) return cell
  const at = /_(?:region|service)$/u.test(column) ? null : parseInstant(cell.trim())
  if (at === null) return 'withheld'
  const days = (epochMs(now) - epochMs(at)) / DAY_MS
  return days <= 30 ? '≤30' : days <= 90 ? '31–90' : days <= 180 ? '91–180' : '>180'
}
