import type { ResultView } from '../result-view.ts'
import { counted } from './count-words.ts'

/** What had gone wrong around the runs before: missing nights, messages that have not arrived. A line each, oldest first. */
export function troubleLines({ result: { publication }, dates }: ResultView): readonly string[] {
  if (publication === null) return []
  return [
    ...publication.failedRuns.map(({ at, message }) => `the audit of ${dates.moment(at)} failed before publication: ${message}`),
    ...publication.undelivered.map(
      ({ run, audience, channel, attempts, failure }) =>
        `the message of run ${run} to ${audience} by ${channel} has not arrived: ${counted(attempts, 'attempt')}${failure === null ? '' : `, ${failure}`}`,
    ),
  ]
}
