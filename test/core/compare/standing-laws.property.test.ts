import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { PlainProject } from '../../oracle/compare.ts'
import { audit } from '../../../src/core/audit.ts'
import { isExcess, projectStatus } from '../../../src/core/compare/project-status.ts'
import type { Standing } from '../../../src/core/compare/standing.ts'
import { accountHandle } from '../../../src/core/model/handle.ts'
import type { Level } from '../../../src/core/model/resource-kind.ts'
import { NOW, SOURCES, TODAY, nightOf, policyOf, snapshotOf, type Facts, type TestNight } from './institution.ts'
import { HUMANS, LEVELS, drawnInstitution, type Drawn } from './random-institutions.ts'
import { told } from './told-institution.ts'

const PROJECTS = ['qsense', 'helix'] as const

interface Judged {
  readonly about: string
  readonly standing: Standing
}

/** Every human at every level on every resource of both projects. */
function judged(night: TestNight): readonly Judged[] {
  return PROJECTS.flatMap((slug) =>
    night.project(slug).resources.flatMap((resource) =>
      LEVELS[resource.slug as keyof typeof LEVELS].flatMap((level) =>
        [...HUMANS.keys()].map((position) => ({
          about: `${HUMANS[position]?.login} ${level} on ${slug}/${resource.slug}`,
          standing: night.standing(night.snapshot.personOf(accountHandle(position)), level as Level, resource.slug, slug),
        })),
      ),
    ),
  )
}

function nightFor(drawn: Drawn, more: Readonly<Record<string, unknown>> = {}): TestNight {
  const { facts, sections } = told(drawn)
  return nightOf(facts, policyOf({ ...sections, ...more }))
}

function withProjects(drawn: Drawn, change: (project: PlainProject, slug: string) => PlainProject): Drawn {
  const projects = Object.fromEntries(Object.entries(drawn.policy.projects).map(([slug, project]) => [slug, change(project, slug)]))
  return { ...drawn, policy: { ...drawn.policy, projects } }
}

const moved = fc.record({ drawn: drawnInstitution, other: drawnInstitution, at: fc.nat(), malformed: fc.boolean() })

test('declaring everything observed leaves no excess', () => {
  fc.assert(
    fc.property(drawnInstitution, (drawn) => {
      const everybody = withProjects(drawn, ({ requires: _requires, export_control: _control, data: _data, ...project }) => ({
        ...project,
        until: '2028-09-30',
        entitled: HUMANS.map(({ employee, login }) => ({
          who: { person: employee === null ? login : `id:${employee}` },
          gets: Object.fromEntries(Object.keys(project.resources).map((slug) => [slug, LEVELS[slug as keyof typeof LEVELS].at(-1)!])),
        })),
      }))
      for (const { about, standing } of judged(nightFor(everybody))) expect(standing.kind, about).toBe('entitled')
    }),
    { numRuns: 150, seed: 21 },
  )
})

test('adding a line never creates excess', () => {
  fc.assert(
    fc.property(moved, ({ drawn, other }) => {
      const before = judged(nightFor(withoutControls(drawn)))
      const wider = withProjects(withoutControls(drawn), (project, slug) => ({
        ...project,
        entitled: [...project.entitled, ...(withoutControls(other).policy.projects[slug]?.entitled ?? [])],
      }))
      for (const [index, { about, standing }] of judged(nightFor(wider)).entries()) {
        const was = before[index]!.standing.kind
        if (isExcess(standing.kind)) expect(isExcess(was), `${about} was ${was}`).toBe(true)
        if (was === 'entitled') expect(standing.kind, about).toBe('entitled')
      }
    }),
    { numRuns: 300, seed: 22 },
  )
})

test('taking evidence away never makes excess or an open question entitled, and gives no project `none`', () => {
  let changed = 0
  fc.assert(
    fc.property(moved, ({ drawn, at, malformed }) => {
      if (drawn.rows.length === 0) return
      const whole = nightFor(drawn)
      const less = nightFor(withoutRow(drawn, at % drawn.rows.length, malformed))
      const after = judged(less)
      for (const [index, { about, standing }] of judged(whole).entries()) {
        const now = after[index]!.standing
        if (standing.kind !== now.kind) changed++
        if (standing.kind !== 'entitled') expect(now.kind, `${about}: ${standing.kind} before`).not.toBe('entitled')
        // An HR row also says by which mail a policy may name its person: without it the line names nobody.
        else if (drawn.rows[at % drawn.rows.length]!.register !== 'hr') expect(isExcess(now.kind), `${about}: entitled before`).toBe(false)
      }
      for (const slug of PROJECTS) {
        const { institution, blindSpots } = whole.context.policy
        const [was, is] = [whole, less].map((night) => projectStatus(night.compared(slug), institution, blindSpots, TODAY).kind)
        if (is === 'none') expect(was, slug).toBe('none')
      }
    }),
    { numRuns: 700, seed: 23 },
  )
  expect(changed).toBeGreaterThan(200)
})

test('the order of lines changes only which line is named', () => {
  fc.assert(
    fc.property(drawnInstitution, (drawn) => {
      const turned = withProjects(drawn, (project) => ({ ...project, entitled: project.entitled.toReversed() }))
      const after = judged(nightFor(turned))
      for (const [index, { about, standing }] of judged(nightFor(drawn)).entries()) {
        const now = after[index]!.standing
        expect(now.kind, about).toBe(standing.kind)
        if (standing.kind === 'failing' && now.kind === 'failing') expect(now.failing.length).toBe(standing.failing.length)
      }
    }),
    { numRuns: 200, seed: 24 },
  )
})

test('an exception changes no standing', () => {
  fc.assert(
    fc.property(drawnInstitution, fc.constantFrom(...LEVELS.data), (drawn, level) => {
      const exceptions = ['aisha@northmoor.example', 'li@tu-rheinstadt.example'].map((subject, index) => ({
        id: `EX-2026-00${index}`,
        rule: { access: ['undeclared', 'level', 'ended', 'agreement', 'terms', 'territory'] },
        about: { project: 'qsense', subject, resource: 'grants:data', level },
        reason: 'awaits a decision',
        mitigation: 'checked weekly',
        asked_by: 'id:E1',
        approved_by: 'omar.haddad@northmoor.example',
        granted: '2026-11-10',
        expires: '2026-12-10',
      }))
      const kinds = (night: TestNight) => judged(night).map(({ about, standing }) => `${about} ${standing.kind}`)
      expect(kinds(nightFor(drawn, { exceptions }))).toEqual(kinds(nightFor(drawn)))
    }),
    { numRuns: 100, seed: 25 },
  )
})

test('renaming what people read changes no fingerprint', () => {
  let compared = 0
  fc.assert(
    fc.property(drawnInstitution, (drawn) => {
      const { facts, sections } = told(drawn)
      const titled = withProjects(drawn, (project) => ({ ...project, title: 'Another title' }))
      const before = fingerprints(facts, sections)
      expect(fingerprints(renamed(facts), told(titled).sections)).toEqual(before)
      compared += before.length
    }),
    { numRuns: 150, seed: 26 },
  )
  expect(compared).toBeGreaterThan(1_000)
})

/** Licences and plans may be named only where a project declares them, so lines that travel leave them behind. */
function withoutControls(drawn: Drawn): Drawn {
  return withProjects(drawn, ({ requires: _requires, export_control: _control, ...project }) => ({
    ...project,
    entitled: project.entitled.map(({ when, ...line }) => {
      const { licence: _licence, control_plan: _plan, ...kept } = when ?? {}
      return Object.keys(kept).length === 0 ? line : { ...line, when: kept }
    }),
  }))
}

/** The row is gone: either its register is known to be partial, or the row itself is a gap about whom it names. */
function withoutRow(drawn: Drawn, at: number, malformed: boolean): Drawn {
  const row = drawn.rows[at]!
  const rows = drawn.rows.toSpliced(at, 1)
  if (drawn.states[row.register] === 'unsourced') return { ...drawn, rows }
  if (!malformed) return { ...drawn, rows, states: { ...drawn.states, [row.register]: 'partial' } }
  const { employee, login } = HUMANS[row.human]!
  const about = row.register === 'hr' ? (employee ?? '') : row.name === 0 && employee !== null ? `id:${employee}` : login
  return { ...drawn, rows, badRows: [...drawn.badRows, { register: row.register, about }] }
}

function fingerprints(facts: Facts, sections: Readonly<Record<string, unknown>>): readonly string[] {
  const snapshot = snapshotOf(facts)
  const seen = new Set(facts.coverage.map(({ source }) => source))
  const { assessment } = audit({
    snapshot,
    policy: policyOf(sections),
    load: { broken: [], diagnostics: [] },
    sources: SOURCES.filter(({ name }) => seen.has(name)),
    now: NOW,
    posts: [],
    guarded: { rows: snapshot.coverage, gaps: [] },
    sha256: (text) => createHash('sha256').update(text).digest('hex'),
  })
  return assessment.findings.map(({ fingerprint }) => fingerprint).sort()
}

function renamed(facts: Facts): Facts {
  return {
    ...facts,
    accounts: facts.accounts.map(({ account, names }) => ({
      names,
      account: { ...account, label: `${account.label}-new`, displayName: `Somebody ${account.id}` },
    })),
    groups: facts.groups.map(({ group, names }) => ({
      names,
      group: { ...group, label: `${group.label}-new`, path: `cn=${group.id}-new` },
    })),
    resources: facts.resources.map((resource) => ({ ...resource, label: `${resource.label}-new` })),
  }
}
