import { NO_BOARD_PAST } from '../../../src/core/findings/trend.ts'
import { type Earlier, type EarlierLife, NOTHING_EARLIER } from '../../../src/core/findings/earlier.ts'
import { life } from '../../../src/core/findings/life.ts'
import type { FindingLife, Life } from '../../../src/core/model/audit-result.ts'
import type { Instant } from '../../../src/core/base/instant.ts'
import type { HeldPost, KeptPost, SeenPosts } from '../../../src/core/model/held-post.ts'
import { sha256 } from '../../../src/sources/evidence/sha256.ts'
import { type AuditedNight, auditedNight } from './audited-night.ts'
import { instant } from './scenario-facts.ts'
import type { Scenario } from './scenario.ts'

export interface LivedNight {
  readonly audited: AuditedNight
  readonly life: Life
}

/** Audits a scenario's nights one after another, each with the life that the earlier ones left: what a store would remember. */
export function nightsInARow({ nights }: Scenario): readonly LivedNight[] {
  const lived: LivedNight[] = []
  let earlier = NOTHING_EARLIER
  let posts: readonly KeptPost[] = []
  for (const [index, night] of nights.entries()) {
    const audited = auditedNight(night, { earlier: lived.at(-1)?.audited.audit.assessment.coverage ?? [], posts })
    const { assessment, tonight, assessed, raise } = audited.audit
    const closing = { percent: 30, findings: 20 }
    const { timezone: timeZone, escalation } = audited.policy.institution
    const input = {
      run: `night-${index + 1}`,
      now: instant(night.now),
      timeZone,
      assessment,
      tonight,
      escalation,
      assessed,
      closing,
      acceptedShrinks: [],
      board: NO_BOARD_PAST,
      raise,
    }
    const lives = life(earlier, input, sha256)
    lived.push({ audited, life: lives })
    posts = postsAfter(posts, audited.audit.posts, input.now)
    earlier = remembered(earlier, audited, lives, input.run)
  }
  return lived
}

/** As the store keeps them. */
function postsAfter(before: readonly KeptPost[], { held, settled }: SeenPosts, now: Instant): readonly KeptPost[] {
  const text = ({ project, subject, department, type }: HeldPost): string => JSON.stringify([project, subject, department, type])
  const first = new Map(before.map((post) => [text(post), post.firstSeen]))
  const seen = held.map((post) => ({ ...post, firstSeen: first.get(text(post)) ?? now, lastSeen: now }))
  const tonight = new Set(held.map(text))
  const present = new Set(held.map(({ project, subject }) => `${project} ${subject}`))
  const kept = before.filter(
    (post) => !tonight.has(text(post)) && (!settled.includes(post.project) || present.has(`${post.project} ${post.subject}`)),
  )
  return [...seen, ...kept]
}

function remembered(earlier: Earlier, { audit, night }: AuditedNight, lives: Life, id: string): Earlier {
  const { assessment, assessed } = audit
  return {
    previousRun: { id, now: instant(night.now) },
    lives: [
      ...lives.findings.map((one) => earlierLife(one, earlier, [...assessment.findings, ...lives.raised])),
      // What was resolved on an earlier night is remembered: it may come back.
      ...earlier.lives.filter(({ fingerprint, open }) => !open && !lives.findings.some((one) => one.fingerprint === fingerprint)),
    ],
    lastComplete: lives.lastComplete,
    everAssessed: [...earlier.everAssessed, ...assessed],
    coverage: assessment.coverage,
    held: lives.held,
    acknowledgements: [],
  }
}

function earlierLife(one: FindingLife, earlier: Earlier, findings: Life['raised']): EarlierLife {
  const tonight = findings.find(({ fingerprint }) => fingerprint === one.fingerprint)
  const before = earlier.lives.find(({ fingerprint }) => fingerprint === one.fingerprint)
  const lastKnown = tonight ?? one.lastKnown ?? before?.lastKnown
  if (lastKnown === undefined) throw new Error('a life without a finding')
  const { fingerprint, state, firstSeen, lastSeen, lastChecked, timesReopened, due } = one
  return { fingerprint, open: state !== 'resolved', state, firstSeen, lastSeen, lastChecked, timesReopened, due, lastKnown }
}
