import type { DatasetState } from '../../../src/core/model/coverage.ts'
import { assessedTonight } from '../../../src/core/findings/assessed.ts'
import { type AssessedThing, type Earlier, NOTHING_EARLIER } from '../../../src/core/findings/earlier.ts'
import { life } from '../../../src/core/findings/life.ts'
import { NO_BOARD_PAST } from '../../../src/core/findings/trend.ts'
import type { LifeInput, Tonight } from '../../../src/core/findings/tonight.ts'
import type { SeenPosts } from '../../../src/core/model/held-post.ts'
import type { Instant } from '../../../src/core/base/instant.ts'
import type { LedgerRow, Life, ProjectAssessment } from '../../../src/core/model/audit-result.ts'
import type { Finding } from '../../../src/core/model/finding.ts'
import { ESCALATION, sha256 } from './build-finding.ts'

/** A night as a test tells it; what it leaves out is as on a good night. */
export interface ToldNight {
  readonly run: string
  readonly now: Instant
  readonly findings: readonly Finding[]
  /** Projects whose facts are not complete. */
  readonly incomplete?: readonly string[]
  readonly tonight?: Partial<Tonight>
  readonly sources?: Readonly<Record<string, DatasetState>>
  readonly projects?: readonly string[]
  readonly rules?: readonly string[]
  readonly closing?: LifeInput['closing']
  readonly acceptedShrinks?: LifeInput['acceptedShrinks']
  readonly board?: LifeInput['board']
  readonly raise?: LifeInput['raise']
  readonly posts?: SeenPosts
}

const GOOD_SOURCES: Readonly<Record<string, DatasetState>> = { ad: 'complete', hr: 'complete' }

const RULES = ['ACC-01', 'ACC-02', 'AGR-01', 'CLR-01', 'DAT-01', 'EXP-02']

export function lifeInput(told: ToldNight): LifeInput {
  const assessment = {
    findings: told.findings,
    coverage: Object.entries(told.sources ?? GOOD_SOURCES).map(([source, state]) => ledgerRow(source, state, told.now)),
    projects: (told.projects ?? ['qsense', 'helix']).map((id) => projectRow(id, told)),
  }
  return {
    run: told.run,
    now: told.now,
    timeZone: 'Europe/London',
    assessment,
    tonight: { ...goodNight(told), ...told.tonight },
    escalation: ESCALATION,
    assessed: assessedTonight(assessment, told.rules ?? RULES),
    closing: told.closing ?? { percent: 30, findings: 20 },
    acceptedShrinks: told.acceptedShrinks ?? [],
    board: told.board ?? NO_BOARD_PAST,
    raise: told.raise ?? (() => []),
  }
}

/** The lives of a row of nights, the last one's and what it leaves behind. */
export function afterNights(nights: readonly ToldNight[]): { readonly last: Life; readonly earlier: Earlier } {
  let earlier = NOTHING_EARLIER
  let last: Life | null = null
  for (const told of nights) {
    const input = lifeInput(told)
    last = life(earlier, input, sha256)
    earlier = leftBehind(earlier, last, input)
  }
  if (last === null) throw new Error('no night')
  return { last, earlier }
}

/** What a store keeps of a night: the plain meaning of its transaction. */
export function leftBehind(earlier: Earlier, tonight: Life, input: LifeInput): Earlier {
  if (earlier.previousRun !== null && input.now <= earlier.previousRun.now) return earlier
  const renamed = new Set(tonight.aliases.map(({ from }) => from))
  const lives = new Map(earlier.lives.filter(({ fingerprint }) => !renamed.has(fingerprint)).map((one) => [one.fingerprint, one]))
  for (const one of tonight.findings) {
    const lastKnown =
      [...input.assessment.findings, ...tonight.raised].find(({ fingerprint }) => fingerprint === one.fingerprint) ?? one.lastKnown
    if (lastKnown === null) throw new Error('a life without a finding')
    const { fingerprint, state, firstSeen, lastSeen, lastChecked, timesReopened, due } = one
    lives.set(fingerprint, {
      fingerprint,
      open: state !== 'resolved',
      state,
      firstSeen,
      lastSeen,
      lastChecked,
      timesReopened,
      due,
      lastKnown,
    })
  }
  return {
    previousRun: { id: input.run, now: input.now },
    lives: [...lives.values()].sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1)),
    lastComplete: tonight.lastComplete,
    everAssessed: distinctThings([...earlier.everAssessed, ...input.assessed]),
    coverage: input.assessment.coverage.map(({ source, unit, dataset, state }) => ({ source, unit, dataset, state })),
    held: tonight.held,
    acknowledgements: earlier.acknowledgements,
  }
}

function distinctThings(things: readonly AssessedThing[]): readonly AssessedThing[] {
  return [...new Map(things.map((thing) => [`${thing.kind} ${thing.name}`, thing])).values()]
}

function goodNight(told: ToldNight): Tonight {
  return {
    isComplete: (_rule, projects) => {
      const missing = projects.filter((project) => told.incomplete?.includes(project))
      return missing.length === 0 ? true : `${missing.join(', ')}: \`groups\` was not read`
    },
    hasProject: () => true,
    hasResource: () => true,
    knows: () => true,
    ruleIsActive: () => true,
    standing: () => null,
    subjectIsKnown: () => true,
    subjectOf: () => null,
    hop: () => 'there',
  }
}

export function ledgerRow(source: string, state: DatasetState, now: Instant): LedgerRow {
  return {
    source,
    unit: 'DC=northmoor,DC=example',
    dataset: 'groups',
    state,
    reasons: state === 'complete' ? [] : ['access denied'],
    cure: null,
    pages: 1,
    records: 10,
    total: null,
    startedAt: now,
    endedAt: now,
    asOf: now,
    reusedFrom: null,
    projects: ['qsense'],
  }
}

function projectRow(id: string, { findings, incomplete }: ToldNight): ProjectAssessment {
  const hasExcess = findings.some(({ project }) => project === id)
  const isPartial = incomplete?.includes(id) === true
  const status = hasExcess
    ? ({ kind: 'excess', coverage: isPartial ? 'partial' : 'complete' } as const)
    : ({ kind: isPartial ? 'not-assessed' : 'none' } as const)
  return {
    id,
    title: id,
    lead: null,
    deputy: null,
    sensitivity: 'controlled',
    crownJewel: false,
    status,
    reasons: [],
    restsOn: [],
    counts: {
      people: 0,
      externals: 0,
      accesses: 0,
      entitledAccesses: 0,
      excessPeople: 0,
      excessAccesses: 0,
      acceptedAccesses: 0,
      notAssessedAccesses: 0,
    },
    resources: [],
    access: [],
  }
}
