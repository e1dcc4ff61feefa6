import type { Day } from '../base/instant.ts'
import { dayInWords } from '../base/day-words.ts'
import type { DueDiligence } from '../model/declared-partner.ts'

const ASPECTS = ['reputational', 'ethical', 'security'] as const

export function hasConcern(diligence: DueDiligence): boolean {
  return ASPECTS.some((aspect) => diligence[aspect] === 'concern')
}

/** What is wrong with the due diligence on a partner, each as a clause; empty if nothing is. The day of `next` is still in time. */
export function diligenceFaults(diligence: DueDiligence, today: Day): readonly string[] {
  const named = (outcome: string): string => ASPECTS.filter((aspect) => diligence[aspect] === outcome).join(', ')
  const concern = named('concern')
  const missing = named('not-done')
  return [
    ...(concern === '' ? [] : [`an open concern stands (${concern})`]),
    ...(missing === '' ? [] : [`it has not been done (${missing})`]),
    ...(diligence.next !== null && diligence.next < today ? [`the next review was due on ${dayInWords(diligence.next)}`] : []),
  ]
}
