import { distinctTexts } from '../../core/base/order.ts'
import { asksOf } from '../../core/findings/asks.ts'
import { measuresOf } from '../../core/findings/measures.ts'
import type { AuditResult } from '../../core/model/audit-result.ts'
import type { Ask, Period } from '../../core/model/measures.ts'
import { type ResultView, resultView } from '../result-view.ts'

/** A result as the board reads it: numbers, projects and offices, nobody else. */
export interface BoardView {
  readonly view: ResultView
  readonly tonight: Pick<Period, 'method' | 'measures'>
  /** Null: there is none, or none whose measures were kept. */
  readonly before: Period | null
  readonly asks: readonly Ask[]
}

export function boardView(result: AuditResult): BoardView {
  const view = resultView(result)
  const { run, assessment, life } = result
  return {
    view,
    tonight: {
      method: { gatehouse: run.gatehouse, sources: distinctTexts(assessment.coverage.map(({ source }) => source)) },
      measures: measuresOf({ assessment, life, today: view.dates.today }),
    },
    before: life.periods.at(-1) ?? null,
    asks: asksOf(result),
  }
}
