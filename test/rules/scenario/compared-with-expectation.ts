import type { AccessRow, Assessment, Life } from '../../../src/core/model/audit-result.ts'
import type { Finding } from '../../../src/core/model/finding.ts'
import type { AuditedNight } from './audited-night.ts'
import type { Expectation, ExpectedFinding } from './scenario-night.ts'

/** What was found and what was expected, line by line in the same words, so that a difference reads as one. */
export interface Sides {
  readonly found: Readonly<Record<string, readonly string[]>>
  readonly expected: Readonly<Record<string, readonly string[]>>
}

/** Both sides in full: nothing missing, nothing more. `life` may be null where a scenario has one night. */
export function bothSides(audited: AuditedNight, life: Life | null): Sides {
  const { expect } = audited.night
  const { assessment } = audited.audit
  const names = new Names(audited)
  const findings = [...assessment.findings, ...(life?.raised ?? [])]
  const checked = expect.findings.map((expected) => ({ expected, finding: findingFor(expected, findings, names) }))
  return {
    found: {
      findings: sorted(findings.filter((finding) => isCompared(finding, expect)).map((finding) => foundLine(finding, names))),
      details: checked.flatMap(({ expected, finding }) => details(expected, finding, life)),
      projects: assessment.projects.map((project) => `${project.id}: ${statusText(project.status)}`),
      access: sorted(assessment.projects.flatMap((project) => project.access.map((row) => rowLine(project.id, row, names, audited)))),
      unchecked: uncheckedLines(assessment, expect.unchecked),
      exceptions: assessment.exceptions.map(({ id, state }) => `${id} ${state}`),
      reasons: Object.keys(expect.reasons).flatMap((id) => assessment.projects.find((project) => project.id === id)?.reasons.map(({ says }) => `${id}: ${says}`) ?? []), // prettier-ignore
      ended: endedLines(life, names, expect),
    },
    expected: {
      findings: sorted(expect.findings.map((expected) => expectedLine(expected, names))),
      details: checked.flatMap(({ expected }) => wanted(expected)),
      projects: sorted(Object.entries(expect.projects).map(([id, status]) => `${id}: ${status}`)),
      access: sorted(expectedRows(audited, names)),
      unchecked: sorted(Object.entries(expect.unchecked ?? {}).map(([rule, where]) => `${rule}: ${sorted([where].flat()).join(', ')}`)),
      exceptions: sorted(Object.entries(expect.exceptions).map(([id, state]) => `${id} ${state}`)),
      reasons: expectedReasons(audited),
      ended: sorted([
        ...Object.entries(expect.resolved).map(([what, reason]) => `${what}: resolved ${reason}`),
        ...expect.notRechecked.map((what) => `${what}: not-rechecked`),
      ]),
    },
  }
}

/** A person by one of their accounts, whichever the scenario names: always the first by name. */
class Names {
  readonly #labelOfKey = new Map<string, string>()
  readonly #keyOfLabel = new Map<string, string>()

  constructor({ snapshot }: AuditedNight) {
    snapshot.accounts.forEach(({ label }, position) => {
      const { key } = snapshot.personOf(position as Parameters<typeof snapshot.personOf>[0])
      this.#keyOfLabel.set(label, key)
      const there = this.#labelOfKey.get(key)
      if (there === undefined || label < there) this.#labelOfKey.set(key, label)
    })
  }

  ofKey(key: string): string {
    return this.#labelOfKey.get(key) ?? key
  }

  ofLabel(label: string): string {
    const key = this.#keyOfLabel.get(label)
    return key === undefined ? label : this.ofKey(key)
  }
}

function isCompared({ severity }: Finding, { notices }: Expectation): boolean {
  return notices || severity.class !== 'notice'
}

function foundLine(finding: Finding, names: Names): string {
  const { rule, projects, severity, excess, failing, exception } = finding
  return line(rule.id, projects, whoOf(finding, names), thingOf(finding), severity.class, excess, failing, exception === null ? null : `${exception.id} ${exception.state}`) // prettier-ignore
}

function expectedLine(expected: ExpectedFinding, names: Names): string {
  const { rule, who, on, about, severity, parts, exception } = expected
  const isAccess = /^(?:ACC-0[1256]|AGR-0[124]|BLD-01|CLR|EXP-01)/u.test(rule)
  const isAccount = /^(?:EXP-0[234]|BLD-0[23]|DAT-04)/u.test(rule)
  const name = who === undefined ? null : isAccount ? who : names.ofLabel(who)
  return line(rule, projectsOf(expected), name, about ?? on ?? null, severity, expected.excess ?? isAccess, parts, exception ?? null)
}

function line(
  rule: string,
  projects: readonly string[],
  who: string | null,
  thing: string | null,
  severity: string,
  excess: boolean,
  parts: readonly string[],
  exception: string | null,
): string {
  const failing = parts.length === 0 ? '' : ` failing ${parts.join(', ')}`
  const mark = exception === null ? '' : ` exception ${exception}`
  return `${rule} [${projects.join(', ')}] ${who ?? '-'} ${thing ?? '-'} ${severity}${excess ? ' excess' : ''}${failing}${mark}`
}

function projectsOf({ project }: ExpectedFinding): readonly string[] {
  return project === undefined ? [] : sorted([project].flat())
}

function whoOf({ family, account, identity, subject }: Finding, names: Names): string | null {
  if (family === 'account') return account?.label ?? null
  if (identity['partner'] !== undefined) return identity['partner']
  return subject === null ? null : names.ofKey(identity['subject'] ?? subject.key)
}

function thingOf({ family, identity, resource }: Finding): string | null {
  switch (family) {
    case 'access':
    case 'access-hygiene':
      return resource?.slug ?? null
    case 'condition':
      return identity['condition'] ?? null
    case 'declared-thing':
      return identity['key'] ?? null
    case 'ending':
      return identity['key'] ?? identity['item'] ?? 'line'
    case 'object':
      return resource?.slug ?? `${identity['platform']}/${identity['object']}`
    case 'at-large':
      return identity['conflict'] ?? identity['partner'] ?? null
    case 'source':
      return `${identity['source']}/${identity['dataset']}`
    default:
      return null
  }
}

function findingFor(expected: ExpectedFinding, findings: readonly Finding[], names: Names): Finding | null {
  const [rule, projects] = [expected.rule, projectsOf(expected).join()]
  return (
    findings.find((finding) => {
      if (finding.rule.id !== rule || finding.projects.join() !== projects) return false
      const who = expected.who === undefined ? null : finding.family === 'account' ? expected.who : names.ofLabel(expected.who)
      return whoOf(finding, names) === who && thingOf(finding) === (expected.about ?? expected.on ?? null)
    }) ?? null
  )
}

/** The details that an expectation names, as found: each line has its twin in `wanted`. */
function details(expected: ExpectedFinding, finding: Finding | null, life: Life | null): readonly string[] {
  if (finding === null) return []
  const texts = `${finding.sentence}\n${finding.remediation}\n${finding.detail}`
  const path = [finding.proof[0]?.from ?? '', ...finding.proof.map(({ to }) => to)].join(' → ')
  const state = life?.findings.find(({ fingerprint }) => fingerprint === finding.fingerprint)?.state ?? 'none'
  return [
    ...(expected.level === undefined ? [] : [`level ${finding.level ?? '-'}`]),
    ...(expected.sum === undefined ? [] : [`sum ${finding.severity.sum}`]),
    ...(expected.accepts === undefined ? [] : [`accepted by ${finding.mayAccept}`]),
    ...[expected.says ?? []].flat().map((text) => (texts.includes(text) ? `says ${text}` : `says only ${texts}`)),
    ...(expected.path === undefined ? [] : [`path ${path}`]),
    ...(expected.life === undefined ? [] : [`life ${state}`]),
  ]
}

function wanted(expected: ExpectedFinding): readonly string[] {
  return [
    ...(expected.level === undefined ? [] : [`level ${expected.level}`]),
    ...(expected.sum === undefined ? [] : [`sum ${expected.sum}`]),
    ...(expected.accepts === undefined ? [] : [`accepted by ${expected.accepts}`]),
    ...[expected.says ?? []].flat().map((text) => `says ${text}`),
    ...(expected.path === undefined ? [] : [`path ${expected.path.join(' → ')}`]),
    ...(expected.life === undefined ? [] : [`life ${expected.life}`]),
  ]
}

function statusText(status: Assessment['projects'][number]['status']): string {
  switch (status.kind) {
    case 'excess':
      return status.coverage === 'complete' ? 'excess' : 'excess (partial)'
    case 'none-in-what-was-read':
      return `none-in-what-was-read (${status.blindSpots.join(', ')})`
    default:
      return status.kind
  }
}

function rowLine(project: string, { subject, resource, standing, level }: AccessRow, names: Names, { night }: AuditedNight): string {
  const who = names.ofKey(subject)
  const stated = Object.entries(night.expect.access[project] ?? {}).find(([name]) => names.ofLabel(name) === who)?.[1][resource]
  return `${project} ${who} ${resource} ${stated === undefined || stated.includes(' ') ? `${standing} ${level}` : standing}`
}

function expectedRows({ night }: AuditedNight, names: Names): readonly string[] {
  return Object.entries(night.expect.access).flatMap(([project, people]) =>
    Object.entries(people).flatMap(([who, rows]) =>
      Object.entries(rows).map(([resource, standing]) => `${project} ${names.ofLabel(who)} ${resource} ${standing}`),
    ),
  )
}

function uncheckedLines({ rulesNotAssessed }: Assessment, asked: Readonly<Record<string, unknown>> | undefined): readonly string[] {
  const byRule = Map.groupBy(rulesNotAssessed, ({ rule }) => rule)
  const lines = [...byRule].map(([rule, silences]) => {
    const everywhere = silences.some(({ projects }) => projects.length === 0)
    const projects = sorted([...new Set(silences.flatMap((silence) => silence.projects))])
    return { rule, text: `${rule}: ${everywhere ? 'everywhere' : projects.join(', ')}` }
  })
  return sorted(lines.filter(({ rule }) => asked === undefined || rule in asked).map(({ text }) => text))
}

/** Each expected text must occur; the others of that project are repeated as found, so that the two sides stay comparable. */
function expectedReasons({ night, audit }: AuditedNight): readonly string[] {
  return Object.entries(night.expect.reasons).flatMap(([id, asked]) => {
    const found = audit.assessment.projects.find((project) => project.id === id)?.reasons.map(({ says }) => says) ?? []
    const missing = [asked].flat().filter((text) => !found.some((says) => says.includes(text)))
    return [...found.map((says) => `${id}: ${says}`), ...missing.map((text) => `${id}: … ${text} …`)]
  })
}

function endedLines(life: Life | null, names: Names, expect: Expectation): readonly string[] {
  const ended = life?.findings.filter(({ state }) => state === 'resolved' || state === 'not-rechecked') ?? []
  return sorted(
    ended.flatMap(({ state, reason, lastKnown }) => {
      if (lastKnown === null) throw new Error('a finding that ended is not known')
      if (!isCompared(lastKnown, expect)) return []
      const what = [lastKnown.rule.id, ...lastKnown.projects, whoOf(lastKnown, names), thingOf(lastKnown)].filter((word) => word !== null)
      return `${what.join(' ')}: ${state === 'resolved' ? `resolved ${reason}` : state}`
    }),
  )
}

function sorted(lines: readonly string[]): readonly string[] {
  return [...lines].sort()
}
