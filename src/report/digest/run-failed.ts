import type { FailedRun } from '../../core/model/audit-result.ts'
import type { Digest } from './digest.ts'

/** An audit that ended before anything was published. `at` in UTC, since the policy that names the zone may be what failed. */
export function runFailedDigest({ at, message }: FailedRun, help: string | null): Digest {
  return {
    subject: 'Gatehouse: run failed',
    heading: `Gatehouse audit of ${at.slice(0, 10)}, ${at.slice(11, 16)} UTC`,
    parts: [
      {
        title: 'Not checked',
        lines: ['The audit failed before publication: nothing was checked tonight, and the last published run stands.'],
      },
      { title: 'Why', lines: [message, ...(help === null ? [] : [`help: ${help}`])] },
    ],
    link: null,
  }
}
