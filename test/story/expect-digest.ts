import { expect } from 'vitest'
import type { Digest } from '../../fixtures/story/told.ts'
import type { Arrived } from './places.ts'
import { type Known, readDigest } from './read-digest.ts'

/** So many findings of one state are listed; of more, the message says only how many. */
const LISTED = 20

const IN_SUBJECT: Readonly<Record<string, string>> = { 'first-observed': 'first observed' }

/** Nothing missing, nothing more: every count, in the subject too, and every line that the message has room for. */
export function expectDigest({ subject, text }: Arrived, planted: Digest, known: Known, about: string): void {
  const read = readDigest(text, known)
  const counts = plantedCounts(planted)
  expect({ about, counts: read.counts }).toEqual({ about, counts })
  const said = Object.entries(counts).map(([state, count]) => `${count} ${IN_SUBJECT[state] ?? state}`)
  expect({ about, subject, unsaid: said.filter((words) => !subject.includes(words)) }).toEqual({ about, subject, unsaid: [] })

  // Whoever is told that an answer is lost is told what was not checked.
  if (planted.some((line) => line.startsWith('answer lost '))) expect(text).toMatch(/^Not checked$/mu)

  const isShort = (line: string): boolean => (counts[line.split(' ')[0] ?? ''] ?? 0) > LISTED
  expect({ about, lines: read.lines.filter((line) => !isShort(line)) }).toEqual({
    about,
    lines: planted.filter((line) => !isShort(line) && !line.startsWith('first-observed ')),
  })
  const cut = read.lines.filter(isShort)
  expect({ about, unplanted: cut.filter((line) => !planted.includes(line)) }).toEqual({ about, unplanted: [] })
  const long = Object.entries(counts).filter(([state, count]) => count > LISTED && state !== 'first-observed')
  expect({ about, listed: cut.length }).toEqual({ about, listed: long.length * LISTED })
}

function plantedCounts(planted: Digest): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const line of planted) {
    const state = /^(?:new|worse|reopened|resolved|first-observed|critical)(?= )/u.exec(line)?.[0]
    if (state !== undefined) counts[state] = (counts[state] ?? 0) + 1
  }
  return counts
}
