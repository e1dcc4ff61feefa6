import type { Verdict } from '../../core/model/access.ts'
import { assertNever } from '../../core/base/assert-never.ts'
import type { Finding, Truth } from '../../core/model/finding.ts'
import type { AccessRow } from '../../core/model/audit-result.ts'
import { listed } from './count-words.ts'

/** An access as `reports.md`, Wording has it: `can read`, `can read, if the role is activated`, `cannot read`, `not known: … was not read`. */
export function accessWords(level: string, verdict: Verdict, unread: readonly string[]): string {
  switch (verdict.kind) {
    case 'allowed':
      return ableTo(level)
    case 'conditional':
      return `${ableTo(level)}, if ${listed(verdict.on.map(({ says }) => says))}`
    case 'denied':
      return unread.length === 0 ? `cannot ${verb(level)}` : `not known: ${listed(unread)} ${unread.length === 1 ? 'was' : 'were'} not read`
    default:
      return assertNever(verdict, 'verdict')
  }
}

/** `can read`, `may enter escorted`. */
export function ableTo(level: string): string {
  return level === 'escorted' || level === 'unescorted' ? `may enter ${level}` : `can ${verb(level)}`
}

/** What a finding's subject can do; an unconfirmed one says what may still forbid it. Null where the finding is not about a level. */
export function heldWords({ level, confirmation }: Finding): string | null {
  if (level === null) return null
  return confirmation === 'confirmed' ? ableTo(level) : `${ableTo(level)}, unless a control policy that was not read forbids it`
}

export function standingWords(standing: AccessRow['standing']): string {
  switch (standing) {
    case 'excess':
      return 'no entitlement'
    case 'accepted':
      return 'no entitlement, accepted'
    case 'not-assessed':
      return 'not assessed'
    case 'entitled':
      return 'entitled'
    default:
      return assertNever(standing, 'standing')
  }
}

export function truthWords(truth: Truth): string {
  switch (truth) {
    case 'met':
      return 'met'
    case 'not-met':
      return 'not met'
    case 'unknown':
      return 'unknown'
    default:
      return assertNever(truth, 'truth')
  }
}

function verb(level: string): string {
  return VERBS.get(level) ?? level
}

const VERBS: ReadonlyMap<string, string> = new Map([
  ['see', 'see that it exists'],
  ['admin', 'administer'],
  ['escorted', 'enter escorted'],
  ['unescorted', 'enter unescorted'],
  ['out-of-hours', 'enter out of hours'],
])
