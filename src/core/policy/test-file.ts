import type { z } from 'zod'
import { nameHelp } from '../base/nearest-name.ts'
import { type Diagnostic, type Place, byPlace } from '../base/diagnostic.ts'
import { sortedBy } from '../base/order.ts'
import type { Day } from '../base/instant.ts'
import type { DeclaredPolicy } from '../model/declared-policy.ts'
import type { Project } from '../model/declared-project.ts'
import { parsePersonReference, personReferenceKey } from '../model/person-reference.ts'
import type { PolicyFile } from '../model/policy-file.ts'
import { type Level, isLevelOf, levelsOf } from '../model/resource-kind.ts'
import {
  complain,
  complainAtKey,
  type Cursor,
  cursorAt,
  exists,
  keyPlaceOf,
  member,
  members,
  placeOf,
  rootCursor,
  textAt,
  textItems,
} from './cursor.ts'
import type { Draft } from './draft.ts'
import { declaredDay } from './declare-values.ts'
import { policyText } from './policy-text.ts'
import { checkedValue } from './schema-problems.ts'
import { BECAUSE, testFileSchema } from './schema/test-file.ts'
import { nearby } from './references.ts'

/** A file of `policies/tests/`, checked against the policy that it tests. */
export interface PolicyTest {
  readonly file: string
  readonly project: Project
  /** In the order written. */
  readonly given: readonly GivenPerson[]
  readonly expect: readonly Expectation[]
}

/** What a test says of a person. Null = not given, so not known. */
export interface GivenPerson {
  /** Mail, UPN, eppn or `id:<employee number>`, as written. */
  readonly reference: string
  readonly place: Place
  readonly affiliations: readonly NonNullable<z.output<typeof testFileSchema>['given'][string]['affiliation']>[number][] | null
  readonly partner: string | null
  readonly department: string | null
  readonly host: string | null
  readonly training: readonly string[] | null
  readonly clearance: Readonly<Record<string, 'ok' | 'pending' | 'missing' | 'expired' | 'unknown'>> | null
  readonly approved: readonly string[] | null
  readonly mfa: boolean | null
  readonly accessFrom: readonly string[] | null
  readonly workCountry: string | null
}

export interface Expectation {
  readonly on: Day
  readonly who: GivenPerson
  readonly because: { readonly part: Because; readonly place: Place } | null
  /** One a resource, in the order `can`, `cannot`, `unknown`. */
  readonly wants: readonly Wanted[]
}

export interface Wanted {
  readonly outcome: 'can' | 'cannot' | 'unknown'
  readonly resource: string
  readonly level: Level
  readonly place: Place
}

export type Because = (typeof BECAUSE)[number]

/** Null where the file is wrong; whatever is wrong with it is P070, at its place. Never throws, whatever the bytes. */
export function policyTest(
  file: PolicyFile,
  folder: string,
  policy: DeclaredPolicy,
  broken: readonly string[],
): { readonly test: PolicyTest | null; readonly diagnostics: readonly Diagnostic[] } {
  const text = policyText(file, folder)
  const drafts: Draft[] = []
  const sink = (draft: Draft): void => void drafts.push({ ...draft, code: 'P070' })
  for (const { level, offset, message, help } of text.problems)
    sink({ file: text.path, ...text.lines(offset), code: 'P070', level, message, help })
  const root = rootCursor(text, sink)
  const written = text.spoiled ? null : checkedValue(testFileSchema, root)
  const test = written === null ? null : checkedTest(written, root, text.path, policy, broken)
  const diagnostics = drafts.map(({ help, ...draft }) => ({ ...draft, help: typeof help === 'function' ? help() : help })).sort(byPlace)
  return { test: diagnostics.some(({ level }) => level === 'error') ? null : test, diagnostics }
}

type Written = z.output<typeof testFileSchema>

function checkedTest(written: Written, root: Cursor, file: string, policy: DeclaredPolicy, broken: readonly string[]): PolicyTest | null {
  const project = policy.projects.find(({ slug }) => slug === written.project)
  const at = member(root, 'project')
  if (project === undefined) {
    const slugs = policy.projects.map(({ slug }) => slug)
    if (broken.includes(written.project))
      complain(at, 'P070', `project \`${written.project}\` does not load`, 'see `gatehouse policy check`')
    else complain(at, 'P070', `there is no project \`${written.project}\``, nearby(written.project, slugs))
    return null
  }
  if (project.sensitivity === 'open' && !project.crownJewel)
    complain(at, 'P070', `project \`${project.slug}\` is open: nothing is compared, so nothing can be expected`)
  const given = members(member(root, 'given')).flatMap(({ key, at: person }) => {
    const facts = written.given[key]
    return facts === undefined ? [] : [givenPerson(key, facts, person, policy)]
  })
  tellTwice(given, root)
  const expect = written.expect.map((one, index) => checkedExpectation(one, cursorAt(root, ['expect', index]), project, given))
  return { file, project, given, expect: expect.filter((one) => one !== null) }
}

function givenPerson(reference: string, facts: Written['given'][string], at: Cursor, policy: DeclaredPolicy): GivenPerson {
  if (parsePersonReference(reference) === null)
    complainAtKey(at, 'P070', `\`${reference}\` is not a person`, 'write a mail address, UPN or eppn, or `id:<employee number>`')
  const affiliations =
    facts.affiliation === undefined ? null : typeof facts.affiliation === 'string' ? [facts.affiliation] : facts.affiliation
  for (const kind of affiliations ?? []) {
    if (policy.affiliations.some((rule) => rule.kind === kind)) continue
    const kinds = policy.affiliations.map((rule) => rule.kind)
    complain(member(at, 'affiliation'), 'P070', `no rule of \`affiliations\` gives \`${kind}\``, nameHelp(kind, kinds))
  }
  const partner = textAt(member(at, 'partner'))
  const partners = policy.partners.map(({ slug }) => slug)
  if (partner !== null && !partners.includes(partner))
    complain(member(at, 'partner'), 'P070', `there is no partner \`${partner}\``, nearby(partner, partners))
  const authorities = authoritiesOf(policy)
  for (const { text, at: item } of textItems(member(at, 'approved'))) {
    if (!authorities.includes(text)) complain(item, 'P070', `no line of the policy asks \`${text}\``, nearby(text, authorities))
  }
  return {
    reference,
    place: keyPlaceOf(at),
    affiliations,
    partner,
    department: facts.department ?? null,
    host: facts.host ?? null,
    training: facts.training ?? null,
    clearance: facts.clearance ?? null,
    approved: facts.approved ?? null,
    mfa: facts.mfa ?? null,
    accessFrom: facts.access_from ?? null,
    workCountry: facts.work_country ?? null,
  }
}

function authoritiesOf({ projects }: DeclaredPolicy): readonly string[] {
  const named = projects.flatMap(({ entitled }) => entitled.flatMap(({ who }) => (who.kind === 'authority' ? [who.authority.text] : [])))
  return sortedBy([...new Set(named)], (text) => text)
}

/** Two spellings of one person would be two sets of facts. */
function tellTwice(given: readonly GivenPerson[], root: Cursor): void {
  const seen = new Set<string>()
  for (const { reference } of given) {
    const parsed = parsePersonReference(reference)
    if (parsed === null) continue
    const key = personReferenceKey(parsed)
    if (seen.has(key)) complainAtKey(member(member(root, 'given'), reference), 'P070', `\`${reference}\` is given twice`, 'keep one')
    seen.add(key)
  }
}

function checkedExpectation(
  written: Written['expect'][number],
  at: Cursor,
  project: Project,
  given: readonly GivenPerson[],
): Expectation | null {
  const asked = parsePersonReference(written.who)
  const who = given.find(({ reference }) => {
    const parsed = parsePersonReference(reference)
    return parsed !== null && asked !== null && personReferenceKey(parsed) === personReferenceKey(asked)
  })
  if (who === undefined) {
    const names = given.map(({ reference }) => reference)
    complain(member(at, 'who'), 'P070', `\`${written.who}\` is not in \`given\``, nearby(written.who, names))
  }
  const wants = (['can', 'cannot', 'unknown'] as const).flatMap((outcome) => wanted(outcome, member(at, outcome), project))
  if (!['can', 'cannot', 'unknown'].some((key) => exists(member(at, key))))
    complain(at, 'P070', 'nothing is expected', 'write `can`, `cannot` or `unknown`')
  if (written.because !== undefined && !exists(member(at, 'cannot')) && !exists(member(at, 'unknown')))
    complain(member(at, 'because'), 'P070', 'what somebody can do has no `because`', 'it belongs to `cannot` or `unknown`')
  if (who === undefined) return null
  const because = written.because === undefined ? null : { part: written.because, place: placeOf(member(at, 'because')) }
  return { on: declaredDay(written.on), who, because, wants }
}

function wanted(outcome: Wanted['outcome'], map: Cursor, project: Project): readonly Wanted[] {
  return members(map).flatMap(({ key, at }): readonly Wanted[] => {
    const resource = project.resources.find(({ slug }) => slug === key)
    const level = textAt(at)
    if (resource === undefined) {
      const slugs = project.resources.map(({ slug }) => slug)
      complainAtKey(at, 'P070', `project \`${project.slug}\` has no resource \`${key}\``, nearby(key, slugs))
      return []
    }
    if (level === null || !isLevelOf(resource.kind, level)) {
      complain(at, 'P070', `a ${resource.kind} has no level \`${level ?? ''}\``, nameHelp(level ?? '', levelsOf(resource.kind)))
      return []
    }
    return [{ outcome, resource: key, level, place: keyPlaceOf(at) }]
  })
}
