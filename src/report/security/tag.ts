import { type Markup, markup } from '../html/markup.ts'
import type { DatasetState } from '../../core/model/coverage.ts'
import type { AccessRow, LifeState, ProjectStatus } from '../../core/model/audit-result.ts'
import type { SeverityClass } from '../../core/model/finding.ts'
import { standingWords } from '../words/access-words.ts'
import { stateWords } from '../words/life-words.ts'
import { statusWords } from '../words/status-words.ts'

/** Tags: a word on a ground; the ground only repeats what the word says. */
export function severityTag(severity: SeverityClass): Markup {
  return tag(severity, severity)
}

export function statusTag(status: ProjectStatus): Markup {
  return tag(STATUS[status.kind], statusWords(status))
}

export function lifeTag(state: LifeState): Markup {
  return tag(state === 'not-rechecked' ? 'unknown' : 'plain', stateWords(state))
}

export function standingTag(standing: AccessRow['standing']): Markup {
  return tag(STANDING[standing], standingWords(standing))
}

export function datasetTag(state: DatasetState | 'nothing read'): Markup {
  return tag(state === 'complete' ? 'none' : 'unknown', state)
}

export function tag(ground: string, words: string): Markup {
  return markup`<strong class="tag ${ground}">${words}</strong>`
}

const STATUS = {
  excess: 'excess',
  none: 'none',
  'none-in-what-was-read': 'blind',
  'not-assessed': 'unknown',
  'not-compared': 'plain',
} as const

const STANDING = { excess: 'excess', accepted: 'medium', 'not-assessed': 'unknown', entitled: 'none' } as const
