import type { DatasetCoverage } from '../model/coverage.ts'
import type { RegisterName } from '../model/register.ts'
import type { Comparison } from './comparison.ts'

/** What may stand in evidence that was not read: the reason in one line, or null where everything was. */
export interface HiddenNames {
  /** May `source` hold a resource or a group that was not seen? */
  inSource(source: string): string | null
  /** May a person stand somewhere whom no record shows? */
  people(): string | null
}

/** Registers that name people whom others have registered: a person who is in none but these is not known. */
const withoutPeople: ReadonlySet<RegisterName> = new Set(['training', 'clearances', 'approvals', 'grants'])

export function hiddenNames({ ledger }: Pick<Comparison, 'ledger'>): HiddenNames {
  const bySource = Map.groupBy(ledger.rows, ({ source }) => source)
  const ofPeople = ledger.rows.find(({ dataset, state }) => state !== 'complete' && !withoutPeople.has(dataset as RegisterName))
  return {
    inSource(source) {
      const rows = bySource.get(source)
      if (rows === undefined) return `no evidence of \`${source}\` was found`
      const unread = rows.find(({ state }) => state !== 'complete')
      return unread === undefined ? null : says(unread)
    },
    people: () => (ofPeople === undefined ? null : says(ofPeople)),
  }
}

function says({ source }: DatasetCoverage): string {
  return `\`${source}\` was not read completely`
}
