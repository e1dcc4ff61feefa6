import type { ResultView } from '../result-view.ts'
import { type Markup, markup } from './markup.ts'

/** What a report was made from, as the foot of each of its pages names it (`reports.md`, Honesty 9). */
export function originOf({
  result: { run, publication },
  dates,
}: ResultView): readonly { readonly name: string; readonly value: Markup }[] {
  return [
    { name: 'Run', value: markup`${run.id}` },
    { name: 'Evaluated as of', value: markup`${dates.moment(run.now)}` },
    { name: 'Policy version', value: markup`<code>${run.policyHash}</code>` },
    { name: 'Gatehouse version', value: markup`${run.gatehouse}` },
    {
      name: 'Head of the chain',
      value: publication === null ? markup`none: this run was evaluated and not published` : markup`<code>${publication.head}</code>`,
    },
  ]
}
