import type { AuditResult } from '../../src/core/model/audit-result.ts'
import { findingLine } from '../../fixtures/story/told.ts'
import { PROJECTS } from '../../fixtures/story/world.ts'

/** What a message says, as a reader takes it in. */
export interface ReadDigest {
  /** As the headings count them, by state. */
  readonly counts: Readonly<Record<string, number>>
  /** Findings, exceptions, coverage and answers, a line each; no more of one state than the message lists. */
  readonly lines: readonly string[]
}

/** What a fingerprint is about, from the results of all nights so far: the message itself names nobody. */
export type Known = Map<string, { readonly projects: readonly string[]; readonly subject: string | null }>

export function learn(known: Known, { assessment, life }: AuditResult): void {
  const lastKnown = life.findings.flatMap((one) => one.lastKnown ?? [])
  for (const finding of [...lastKnown, ...assessment.findings, ...life.raised])
    known.set(finding.fingerprint, {
      projects: finding.project === null ? finding.projects : [finding.project],
      subject: finding.subject?.key ?? null,
    })
}

const STATES: Readonly<Record<string, string>> = {
  New: 'new',
  Worse: 'worse',
  Reopened: 'reopened',
  Resolved: 'resolved',
  'First observed': 'first-observed',
  Critical: 'critical',
}

/** Reads the plain text of a digest. */
export function readDigest(text: string, known: Known): ReadDigest {
  const counts: Record<string, number> = {}
  const lines: string[] = []
  for (const block of text.trimEnd().split('\n\n').slice(1)) {
    const [title = '', ...rows] = block.split('\n')
    const items = rows.map((row) => row.replace(/^- /u, ''))
    const [, heading = '', count] = /^([A-Z][a-z ]+)(?:: (\d+))?/u.exec(title) ?? []
    const state = STATES[heading]
    if (state !== undefined) {
      counts[state] = Number(count)
      if (state !== 'first-observed') lines.push(...items.flatMap((item) => readFinding(state, item, known)))
    } else if (heading === 'Exceptions') lines.push(...items.map(readException))
    else if (heading.startsWith('Coverage ')) lines.push(...items.map((item) => readCoverage(heading.slice('Coverage '.length), item)))
    else if (heading === 'No longer audited, not counted as fixed') lines.push(...items)
    if (items.includes('First run: nothing to compare with.')) lines.push('first run')
  }
  return { counts, lines: lines.sort() }
}

function readFinding(state: string, item: string, known: Known): readonly string[] {
  if (/^and [\d,]+ more /u.test(item)) return []
  const [, rule = '', fingerprint = ''] =
    /^[a-z]+(?:, unconfirmed)?: ([A-Z]{3}-\d\d) .* gatehouse explain ([0-9a-f]{32})$/u.exec(item) ?? []
  const about = known.get(fingerprint)
  return [about === undefined ? `not understood: ${item}` : findingLine(state, rule, projectsIn(item), about.subject)]
}

/** `medium: DAT-01 Source missing, stale or partial, amber birch; new tonight.`: the last words before what became of it. */
function projectsIn(item: string): readonly string[] {
  const words = (/^[^;]*, ([^,;]+);/u.exec(item)?.[1] ?? '').split(' ')
  return words.every((word) => word in PROJECTS) ? words : []
}

function readException(item: string): string {
  const id = /^exception (\S+)/u.exec(item)?.[1] ?? item
  return `exception ${id} ${/ ends on /u.test(item) ? 'ending' : 'ended'}`
}

/** `doors/doors/doors` or `project cedar: no longer answered in full`. */
function readCoverage(turn: string, item: string): string {
  const project = /^project (\S+): /u.exec(item)?.[1]
  if (project !== undefined) return `answer ${turn} ${project}`
  const [source = '', ...path] = item.split('/')
  return `coverage ${turn} ${source}/${path.at(-1) ?? ''}`
}
