import { sortedBy } from '../base/order.ts'
import type { Sha256 } from '../base/hash.ts'
import type { DeclaredPolicy } from '../model/declared-policy.ts'
import { fingerprint } from '../findings/fingerprint.ts'
import { identityOf } from '../findings/identity.ts'
import { compareSeverity } from '../findings/severity-order.ts'
import type { Finding } from '../model/finding.ts'
import type { Completeness } from './completeness.ts'
import type { Facts } from './facts.ts'
import { finishedFinding } from './finish-finding.ts'
import { type FactName, type Need, type Rule, factName } from './rule.ts'

/** A rule that could not speak for some projects, and why; no project = the whole institution. */
export interface Silence {
  readonly rule: string
  readonly projects: readonly string[]
  readonly reason: string
}

export interface Spoken {
  readonly findings: readonly Finding[]
  readonly silences: readonly Silence[]
  readonly undecided: readonly UndecidedFinding[]
}

/** A finding of which nobody can say tonight whether it is there. */
export interface UndecidedFinding extends Silence {
  readonly fingerprint: string
}

/**
 * Runs every rule over the facts that it declares, and suppresses what rests on something not seen: no rule can forget it
 * (`rules.md`, Incomplete evidence).
 *
 * Two findings of one fingerprint are one: the graver stays. Sorted by rule, project, fingerprint.
 */
export function runRules(rules: readonly Rule[], facts: Facts, completeness: Completeness, policy: DeclaredPolicy, sha256: Sha256): Spoken {
  const undecided: UndecidedFinding[] = []
  const findings = new Map<string, Finding>()
  const silences: Silence[] = []
  for (const rule of rules) {
    silences.push(...silencesOf(rule, completeness))
    const barred = demanded(rule).find((fact) => completeness.institution(fact) !== null)
    if (barred !== undefined) continue
    const visible = restricted(rule, facts, completeness)
    for (const { identity, project, because } of rule.undecided(visible)) {
      const print = fingerprint(identityOf(rule.meta.id, identity), sha256)
      undecided.push({ rule: rule.meta.id, projects: project === undefined ? [] : [project], reason: because, fingerprint: print })
    }
    for (const draft of rule.check(visible)) {
      const finding = finishedFinding(draft, rule.meta, policy, sha256)
      const there = findings.get(finding.fingerprint)
      if (there === undefined || compareSeverity(finding.severity.class, there.severity.class) > 0)
        findings.set(finding.fingerprint, finding)
    }
  }
  return {
    findings: inOrder(findings.values()),
    silences: sortedBy(silences, ({ rule, reason, projects }) => [rule, reason, projects.join(' ')]),
    undecided,
  }
}

/** Findings as an assessment lists them. */
export function inOrder(findings: Iterable<Finding>): readonly Finding[] {
  return sortedBy(findings, ({ rule, project, fingerprint: print }) => [rule.id, project ?? '', print])
}

/** Facts that must be complete before the rule may report anything. */
function demanded({ meta }: Rule): readonly FactName[] {
  return meta.needs.filter((need) => need.endsWith('!')).map(factName)
}

/** Where the rule's silence proves nothing: any fact that it needs, marked or not, is incomplete there. */
function silencesOf({ meta }: Rule, completeness: Completeness): readonly Silence[] {
  const byReason = new Map<string, string[]>()
  const whole: Silence[] = []
  for (const fact of meta.needs.map(factName)) {
    const institution = completeness.institution(fact)
    if (institution !== null) whole.push({ rule: meta.id, projects: [], reason: institution })
    for (const [project, reason] of completeness.projects(fact)) byReason.set(reason, [...(byReason.get(reason) ?? []), project])
  }
  const some = [...byReason].map(([reason, projects]) => ({ rule: meta.id, projects: [...new Set(projects)].sort(), reason }))
  return [...whole, ...some]
}

/** What is known of a project's holders only where its access is completely known. */
const asAccess: ReadonlySet<Need> = new Set(['access!', 'recency!'])

/** The facts that the rule declares; for `access!` and `recency!` only projects whose access is completely known. */
function restricted(rule: Rule, facts: Facts, completeness: Completeness): Facts {
  const names = new Set<string>(['policy', 'day', ...rule.meta.needs.map(factName), ...(rule.meta.sees ?? [])])
  const visible = Object.fromEntries(Object.entries(facts).filter(([name]) => names.has(name))) as unknown as Facts
  if (!rule.meta.needs.some((need) => asAccess.has(need))) return visible
  const incomplete = new Set([...completeness.projects('access')].map(([project]) => project))
  const projects = facts.access.projects.filter(({ project }) => !incomplete.has(project.slug))
  return { ...visible, access: { ...facts.access, projects } }
}
