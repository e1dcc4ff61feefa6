import { distinctTexts } from '../base/order.ts'
import type { Comparison } from './comparison.ts'
import { isWithoutEvidence } from './coverage-ledger.ts'
import { bearsOnCredentials, showsCredentials, withoutReport } from '../model/credential-datasets.ts'
import { SETTING_DATASETS } from '../model/setting-datasets.ts'

/** Sources that list settings tonight, read or not; sorted. */
export function sourcesWithSettings({ ledger }: Pick<Comparison, 'ledger'>): readonly string[] {
  return distinctTexts(ledger.rows.filter(({ dataset }) => SETTING_DATASETS.has(dataset)).map(({ source }) => source))
}

/**
 * Why settings in these datasets are not completely known; null if they are. Where no source lists any, nobody knows them; a source that
 * left no evidence at all may be one that does.
 */
export function settingReason(datasets: ReadonlySet<string>, { ledger }: Pick<Comparison, 'ledger'>): string | null {
  const rows = ledger.rows.filter(({ dataset }) => datasets.has(dataset))
  const unread = rows.find(({ state }) => state !== 'complete') ?? ledger.rows.find(isWithoutEvidence)
  if (unread !== undefined) return `settings may stand in \`${unread.source}\`, of which \`${unread.dataset}\` was not read completely`
  return rows.length === 0 ? 'no source shows the settings of a platform' : null
}

/**
 * Why it is not completely known what people and programs sign in with; null if it is. As with settings: where no source shows any, nobody
 * knows, and a source without evidence may be one that does.
 */
export function credentialReason({ ledger }: Pick<Comparison, 'ledger'>): string | null {
  const showing = new Set(ledger.rows.filter(showsCredentials).map(({ source }) => source))
  const unread =
    ledger.rows.find((row) => showing.has(row.source) && row.state !== 'complete' && bearsOnCredentials(row)) ??
    ledger.rows.find(isWithoutEvidence)
  if (unread !== undefined) return `credentials may stand in \`${unread.source}\`, of which \`${unread.dataset}\` was not read completely`
  const [unasked] = withoutReport(ledger.rows)
  if (unasked !== undefined) return `the credentials in account \`${unasked.unit}\` of \`${unasked.source}\` were not asked for`
  return showing.size === 0 ? 'no source shows credentials' : null
}
