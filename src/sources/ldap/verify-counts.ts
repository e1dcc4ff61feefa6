import { assertNever } from '../../core/base/assert-never.ts'
import type { DatasetLog } from './collect-dataset.ts'
import { type DatabaseTotal, countEntries, databaseTotal } from './count-entries.ts'
import type { DatasetPlan } from './dataset-ldif.ts'
import { failureText } from './directory-failure.ts'
import type { Flavour } from './flavour.ts'
import type { DirectorySession } from './session.ts'
import { EVERY_ENTRY, subordinateTotal } from './subordinate-total.ts'

export interface Collected {
  readonly plan: DatasetPlan
  readonly log: DatasetLog
}

/** Lines that say what was counted, and how many entries that was in all. */
export interface CountPass {
  readonly lines: readonly string[]
  readonly counted: number
  readonly failures: readonly string[]
}

/**
 * Asks once more for every dataset that seems whole, without attributes and with other pages, and compares; then compares what the
 * reader sees of the whole database with the server's own total, where it shows one. A difference makes datasets partial.
 *
 * `changedSince`: the highest update number before the read, where the server numbers its updates; entries that came later explain
 * a difference.
 */
export async function verifyCounts(
  session: DirectorySession,
  collected: readonly Collected[],
  about: { readonly flavour: Flavour; readonly base: string; readonly changedSince: string | null },
): Promise<CountPass> {
  const lines: string[] = []
  const failures: string[] = []
  let counted = 0
  for (const { plan, log } of collected.filter((one) => one.log.isComplete)) {
    const count = await countEntries(session, plan.base, plan.filter, plan.unpaged)
    if (!count.ok) {
      const reason = `the count pass failed: ${failureText(count.error)}`
      failures.push(`${plan.dataset}: ${reason}`)
      log.lower('partial', reason, null)
      continue
    }
    const { entries } = count.value
    counted += entries
    log.total = entries
    lines.push(`${plan.dataset}: ${log.records} read, ${entries} counted`)
    const more = entries - log.records
    if (more === 0) continue
    const later = more > 0 ? await entriesSince(session, plan, about.changedSince) : 0
    lines.push(`${plan.dataset}: ${later} changed since`)
    if (later < Math.abs(more))
      log.lower('partial', `total-mismatch: ${log.records} entries were read, and ${entries} counted`, 'read again')
  }
  const mismatch = await totalMismatch(session, about, lines)
  if (mismatch !== null) for (const { log } of collected) log.lower('partial', mismatch, DATABASE_CURE)
  return { lines, counted, failures }
}

const DATABASE_CURE = 'let the reader read every entry of the database (OpenLDAP: `olcAccess`; 389: `aci`)'

async function totalMismatch(
  session: DirectorySession,
  { flavour, base }: { readonly flavour: Flavour; readonly base: string },
  lines: string[],
): Promise<string | null> {
  switch (flavour) {
    case 'active-directory':
      return null
    case 'openldap':
      return databaseMismatch(session, base, lines)
    case '389-ds':
    case 'freeipa':
      return subordinateMismatch(session, base, lines)
    default:
      return assertNever(flavour, 'flavour')
  }
}

/** Compared twice before it is believed, as below. */
async function subordinateMismatch(session: DirectorySession, base: string, lines: string[]): Promise<string | null> {
  for (let round = 1; ; round++) {
    const total = await subordinateTotal(session, base)
    if (!total.ok) return `total-mismatch: the containers cannot be asked for what they hold: ${failureText(total.error)}`
    if (total.value === null) {
      lines.push('containers: the server does not show how many entries each holds (`numSubordinates`)')
      return null
    }
    const count = await countEntries(session, base, EVERY_ENTRY)
    if (!count.ok)
      return `total-mismatch: the containers hold ${total.value} entries, and they cannot be counted: ${failureText(count.error)}`
    const seen = count.value.entries + count.value.references
    lines.push(`containers of ${base}: ${total.value} held, ${seen} counted`)
    if (seen === total.value) return null
    if (round === 2) return `total-mismatch: the containers hold ${total.value} entries, and the reader sees ${seen}`
  }
}

async function entriesSince(session: DirectorySession, plan: DatasetPlan, update: string | null): Promise<number> {
  if (update === null || !/^\d{1,19}$/u.test(update)) return 0
  const count = await countEntries(session, plan.base, `(&${plan.filter}(uSNChanged>=${BigInt(update) + 1n}))`)
  return count.ok ? count.value.entries : 0
}

/** Compared twice before it is believed: the database may change between the two questions. */
async function databaseMismatch(session: DirectorySession, base: string, lines: string[]): Promise<string | null> {
  for (let round = 1; ; round++) {
    const total: DatabaseTotal | null = await databaseTotal(session, base)
    if (total === null) {
      lines.push('database: the server does not show its own total (cn=Monitor)')
      return null
    }
    const count = await countEntries(session, total.suffix, '(objectClass=*)')
    if (!count.ok)
      return `total-mismatch: the database holds ${total.entries} entries, and they cannot be counted: ${failureText(count.error)}`
    const seen = count.value.entries + count.value.references
    lines.push(`database ${total.suffix}: ${total.entries} held, ${seen} counted`)
    if (seen === total.entries) return null
    if (round === 2) return `total-mismatch: the database holds ${total.entries} entries, and the reader sees ${seen}`
  }
}
