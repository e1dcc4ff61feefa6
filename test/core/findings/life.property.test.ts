import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { EarlierLife } from '../../../src/core/findings/earlier.ts'
import { ascendingSeverities } from '../../../src/core/findings/severity-order.ts'
import { type PlainNight, plainLife } from '../../oracle/life.ts'
import { buildFinding, night, person } from './build-finding.ts'
import { type ToldNight, afterNights } from './nights.ts'

const SUBJECTS = ['employee:A', 'employee:B', 'employee:C', 'employee:D'] as const
const PROJECTS = ['helix', 'qsense'] as const

interface RandomNight {
  /** By subject: the severity at which each project's finding is seen, or null. */
  readonly seen: Readonly<Record<string, number | null>>
  readonly incomplete: readonly string[]
}

const KEYS = SUBJECTS.flatMap((subject) => PROJECTS.map((project) => `${project} ${subject}`))

const randomNight: fc.Arbitrary<RandomNight> = fc.record({
  seen: fc.record(Object.fromEntries(KEYS.map((key) => [key, fc.option(fc.nat(4), { freq: 2 })]))),
  incomplete: fc.subarray([...PROJECTS]),
})

const randomNights = fc.array(randomNight, { minLength: 1, maxLength: 9 })

function told(nights: readonly RandomNight[]): readonly ToldNight[] {
  return nights.map(({ seen, incomplete }, index): ToldNight => {
    const findings = Object.entries(seen).flatMap(([key, severity]) => {
      if (severity === null) return []
      const [project = '', subject = ''] = key.split(' ')
      return [buildFinding({ project, subject: person(subject), severityClass: ascendingSeverities[severity] ?? 'notice' })]
    })
    return { run: `run-${index + 1}`, now: night(index + 1), findings, incomplete: index === 0 ? [] : incomplete }
  })
}

function livesByKey(lives: readonly EarlierLife[]): ReadonlyMap<string, EarlierLife> {
  return new Map(lives.map((one) => [`${one.lastKnown.project ?? ''} ${one.lastKnown.subject?.key ?? ''}`, one]))
}

function plainNights(nights: readonly ToldNight[], key: string): readonly PlainNight[] {
  const [project = '', subject = ''] = key.split(' ')
  return nights.map(({ now, findings, incomplete }) => {
    const found = findings.find((one) => one.project === project && one.subject?.key === subject)
    const seen = found === undefined ? null : { severity: ascendingSeverities.indexOf(found.severity.class) }
    return { now, seen, isComplete: incomplete?.includes(project) !== true }
  })
}

test('random nights give each finding the life that the table gives it', () => {
  fc.assert(
    fc.property(randomNights, (nights) => {
      const story = told(nights)
      const lives = livesByKey(afterNights(story).earlier.lives)
      for (const key of KEYS) {
        const expected = plainLife(plainNights(story, key))
        const found = lives.get(key)
        if (expected === null) expect(found).toBeUndefined()
        else expect(found).toMatchObject(expected)
      }
    }),
    { numRuns: 300 },
  )
})

test('nothing is resolved on a night on which its project is not complete', () => {
  fc.assert(
    fc.property(randomNights, (nights) => {
      const story = told(nights)
      const last = story.at(-1)
      for (const { state, lastKnown } of afterNights(story).last.findings) {
        if (state === 'resolved') expect(last?.incomplete).not.toContain(lastKnown?.project)
      }
    }),
  )
})

test('a first-seen date never moves forward, and no finding that was ever seen is forgotten', () => {
  fc.assert(
    fc.property(randomNights, (nights) => {
      const story = told(nights)
      let before: ReadonlyMap<string, EarlierLife> = new Map()
      for (let length = 1; length <= story.length; length++) {
        const after = livesByKey(afterNights(story.slice(0, length)).earlier.lives)
        for (const [key, one] of before) expect(after.get(key)?.firstSeen).toBe(one.firstSeen)
        before = after
      }
    }),
    { numRuns: 60 },
  )
})

test('a night on which nothing could be read changes nothing: what was open is open, what was resolved stays resolved', () => {
  fc.assert(
    fc.property(randomNights, fc.nat(8), randomNight, (nights, at, { seen }) => {
      const blind: RandomNight = { seen: Object.fromEntries(Object.keys(seen).map((key) => [key, null])), incomplete: [...PROJECTS] }
      const position = Math.min(at + 1, nights.length)
      const story = told(nights)
      // The blind night falls between two others, so that all dates stay as they were.
      const [blindNight] = told([nights[0] ?? blind, blind]).slice(1)
      if (blindNight === undefined) throw new Error('no night')
      const between = { ...blindNight, run: 'blind', now: night(position).replace('T02', 'T14') as ToldNight['now'] }
      const withBlind = [...story.slice(0, position), between, ...story.slice(position)]
      const plain = livesByKey(afterNights(story).earlier.lives)
      const blinded = livesByKey(afterNights(withBlind).earlier.lives)
      expect([...blinded.keys()].sort()).toEqual([...plain.keys()].sort())
      for (const [key, one] of plain) {
        const { firstSeen, lastSeen, timesReopened, open, due } = one
        expect(blinded.get(key)).toMatchObject({ firstSeen, lastSeen, timesReopened, open, due })
      }
    }),
    { numRuns: 100 },
  )
})

test('the order of the findings is irrelevant', () => {
  fc.assert(
    fc.property(randomNights, (nights) => {
      const story = told(nights)
      const reversed = story.map((one) => ({ ...one, findings: [...one.findings].reverse() }))
      expect(afterNights(reversed).last).toEqual(afterNights(story).last)
    }),
    { numRuns: 60 },
  )
})
