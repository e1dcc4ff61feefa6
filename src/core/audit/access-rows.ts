import { assertNever } from '../base/assert-never.ts'
import { sortedBy } from '../base/order.ts'
import type { ComparedAccess, ComparedProject } from '../compare/compared-project.ts'
import { describedSubject } from '../compare/describe-access.ts'
import { allOf } from '../compare/evaluated-part.ts'
import { bestState } from '../compare/holder.ts'
import type { LineOutcome } from '../compare/line-outcome.ts'
import { isExcess } from '../compare/project-status.ts'
import type { Standing } from '../compare/standing.ts'
import { hasEffect } from '../findings/exceptions.ts'
import type { Account } from '../model/account.ts'
import type { AccessRow } from '../model/audit-result.ts'
import type { Finding, LinePart } from '../model/finding.ts'
import type { Night } from './night.ts'

/** The findings about accesses, found by what they are about. */
export interface FindingsByAccess {
  /** Every finding that speaks about the access: of the access family, one a failing condition, and the accounts of who has left. */
  about(project: string, access: ComparedAccess): readonly Finding[]
}

export function findingsByAccess(findings: readonly Finding[], accounts: readonly Account[]): FindingsByAccess {
  const family = new Map<string, Finding>()
  const conditions = new Map<string, Finding>()
  const leavers = new Map<string, Finding>()
  for (const finding of findings) {
    const { identity } = finding
    const key = `${identity['project']}\n${identity['subject']}`
    if (finding.family === 'access') family.set(`${key}\n${identity['resource']}`, finding)
    if (finding.family === 'condition') conditions.set(`${key}\n${identity['condition']}`, finding)
    if (finding.rule.id === 'EXP-02') leavers.set(`${identity['source']}\n${identity['account']}`, finding)
  }
  return {
    about(project, { person, identity, standing, accounts: held }) {
      const key = `${project}\n${person.key}`
      const parts = standing.kind === 'failing' ? standing.failing : []
      const hasLeft = parts.some(({ rule }) => rule === 'EXP-02')
      const found = [
        family.get(`${key}\n${identity}`),
        ...parts.map((part) => conditions.get(`${key}\n${part.condition ?? part.part}`)),
        ...(hasLeft ? held.map(({ account }) => leavers.get(`${accounts[account]?.source}\n${accounts[account]?.id}`)) : []),
      ]
      return found.filter((finding) => finding !== undefined)
    },
  }
}

/** Is everything that speaks against the access accepted by an exception in effect? */
export function isAccepted(about: readonly Finding[]): boolean {
  return about.length > 0 && about.every(({ exception }) => exception !== null && hasEffect(exception.state))
}

const standings: readonly AccessRow['standing'][] = ['excess', 'accepted', 'not-assessed', 'entitled']

/** Who can reach a project, as the result lists it; what an internal project's default covers is counted, not listed. */
export function accessRows({ project, accesses }: ComparedProject, found: FindingsByAccess, { context }: Night): readonly AccessRow[] {
  const rows = accesses
    .filter(({ standing }) => standing.kind !== 'entitled' || standing.by.kind !== 'default')
    .map((access): AccessRow => {
      const subject = describedSubject(access.person, project, context)
      const about = found.about(project.slug, access)
      const handles = access.accounts.map(({ account }) => account)
      return {
        subject: subject.key,
        label: subject.label,
        relation: subject.relation,
        external: subject.external,
        organisation: subject.organisation,
        host: subject.host,
        resource: access.resource.slug,
        level: access.level,
        standing: standingOf(access, about),
        finding: about[0]?.fingerprint ?? null,
        because: because(access),
        accounts: handles.map((account) => `${context.snapshot.accounts[account]?.source}/${context.snapshot.accounts[account]?.label}`),
        accountState: bestState(handles, context),
        recency: context.snapshot.accounts[access.account]?.recency ?? 'unknown',
        until: access.standing.kind === 'entitled' && access.standing.by.kind === 'line' ? access.standing.by.until : null,
        ...coverOf(access),
      }
    })
  return sortedBy(rows, (row) => [standings.indexOf(row.standing), row.subject, row.resource])
}

/** What speaks for the access, of the line that covers it, or would if all of it held. */
function coverOf({ standing }: ComparedAccess): Pick<AccessRow, 'from' | 'cover' | 'why' | 'conditions'> {
  const line = lineOf(standing)
  return {
    from: standing.kind === 'entitled' ? (line?.line.from ?? null) : null,
    cover: standing.kind === 'entitled' ? standing.by.kind : null,
    why: line?.line.why ?? null,
    conditions: line === null ? [] : conditionsOf(line),
  }
}

function lineOf(standing: Standing): LineOutcome | null {
  switch (standing.kind) {
    case 'entitled':
      return standing.by.kind === 'line' ? standing.by.outcome : null
    case 'failing':
      return standing.nearest
    case 'not-assessed':
      return standing.considered.find(({ truth }) => truth === 'unknown') ?? null
    case 'undeclared':
      return null
    default:
      return assertNever(standing)
  }
}

// Whether the level, the dates and the relation fit is what the standing says; a condition is what else must hold.
const NO_CONDITION: ReadonlySet<LinePart> = new Set<LinePart>(['level', 'ended', 'not-begun', 'affiliation'])

function conditionsOf({ parts }: LineOutcome): AccessRow['conditions'] {
  const kinds = Map.groupBy(
    parts.filter(({ part }) => !NO_CONDITION.has(part)),
    ({ part }) => part,
  )
  return [...kinds].map(([part, all]) => ({ part, truth: allOf(all.map(({ truth }) => truth)) }))
}

function standingOf({ standing }: ComparedAccess, about: readonly Finding[]): AccessRow['standing'] {
  if (isExcess(standing.kind)) return isAccepted(about) ? 'accepted' : 'excess'
  return standing.kind === 'not-assessed' ? 'not-assessed' : 'entitled'
}

function because({ standing }: ComparedAccess): string {
  switch (standing.kind) {
    case 'entitled':
      if (standing.by.kind === 'line') return `${standing.by.outcome.line.place.file}:${standing.by.outcome.line.place.line}`
      return standing.by.kind === 'default' ? `default for ${standing.by.affiliation}` : `administrator of ${standing.by.platform}`
    case 'failing':
      return standing.failing.map(({ says }) => says).join('; ')
    case 'undeclared':
    case 'not-assessed':
      return standing.says
  }
}
