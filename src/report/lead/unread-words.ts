import { distinctTexts } from '../../core/base/order.ts'
import { datasetId } from '../../core/model/coverage.ts'
import { counted, grouped, listed } from '../words/count-words.ts'
import { plainThing } from '../words/plain-words.ts'
import type { LeadView } from './lead-view.ts'

/** What was not read, for somebody who does not know the systems: in what it leaves open. Never empty; ends with a full stop. */
export function unreadWords({ project, view }: LeadView): string {
  const { resources, counts, id, reasons } = project
  const unseen = resources.filter(({ observed }) => !observed)
  const sources = distinctTexts((view.restsOn.get(id) ?? []).filter(({ state }) => state !== 'complete').map(({ source }) => source))
  const parts = [
    ...(unseen.length === 0
      ? []
      : [
          `${grouped(unseen.length)} of ${counted(resources.length, 'resource')} ${was(unseen.length)} not seen (${listed(unseen.map(({ kind, slug }) => plainThing(kind, slug)))})`,
        ]),
    ...(counts.notAssessedAccesses === 0
      ? []
      : [
          `for ${grouped(counts.notAssessedAccesses)} of ${counted(counts.accesses, 'access', 'accesses')} nobody can say whether they are entitled`,
        ]),
    ...(sources.length === 0
      ? []
      : [`${counted(sources.length, 'source')} (${listed(sources)}) ${was(sources.length)} not read completely`]),
  ]
  const listedBelow = `${counted(reasons.length, 'reason')} ${reasons.length === 1 ? 'is' : 'are'} listed under “What was not checked”`
  if (parts.length > 0) return `${parts.join('; ')}. ${listedBelow}.`
  return reasons.length === 0 ? 'not everything that this rests on was read.' : `${listedBelow}.`
}

/** To be said before any number: what this project rests on and was still read completely the run before. */
export function fellWords({ project, view }: LeadView): string | null {
  const own = new Set((view.restsOn.get(project.id) ?? []).map(datasetId))
  const lost = view.result.life.coverageLost.filter((id) => own.has(id))
  if (lost.length === 0) return null
  const sources = distinctTexts(lost.map((id) => id.split('/')[0] ?? id))
  return `Less was read than in the run before (${listed(sources)}): where fewer are shown below, less may have been seen, not less be there.`
}

function was(count: number): string {
  return count === 1 ? 'was' : 'were'
}
