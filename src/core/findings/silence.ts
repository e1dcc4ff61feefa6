import { distinctTexts } from '../base/order.ts'
import type { AccessRow, ResolvedReason } from '../model/audit-result.ts'
import type { Finding, LinePart } from '../model/finding.ts'
import { isAboutAccess } from './identity.ts'
import { compareLevelTexts } from './movement.ts'
import type { Tonight } from './tonight.ts'

export type Silence =
  | { readonly kind: 'resolved'; readonly reason: ResolvedReason }
  | { readonly kind: 'not-rechecked'; readonly because: string }

/**
 * What it means that an open finding was not seen tonight.
 *
 * INVARIANT: `resolved` only where everything that the rule needs was complete for every project that the finding still touches,
 * or where nobody looks any more; that last reason is listed apart and never counted as fixed.
 */
export function judgeSilence(finding: Finding, tonight: Tonight): Silence {
  const audited = finding.projects.filter((project) => tonight.hasProject(project))
  if (!tonight.ruleIsActive(finding.rule.id)) return resolved('out-of-scope')
  if (finding.projects.length > 0 && audited.length === 0) return resolved('out-of-scope')
  const source = ownSource(finding)
  const complete = tonight.isComplete(finding.rule.id, audited, source, finding)
  if (complete !== true) return { kind: 'not-rechecked', because: complete }
  if (audited.length < finding.projects.length || isOutOfScope(finding, tonight)) return resolved('out-of-scope')
  return finding.family === 'source' ? resolved('condition-met') : reasonFor(finding, tonight)
}

/** Its resource is no longer declared, or a source that its proof went through is no longer configured. */
function isOutOfScope(finding: Finding, tonight: Tonight): boolean {
  const { family, project, resource, identity, proof } = finding
  if (isDeclaredThere(finding) && project !== null && resource !== null && !tonight.hasResource(project, addressIn(finding, resource)))
    return true
  const sources = distinctTexts([
    ...proof.map(({ record }) => record.source),
    ...(family === 'source' || family === 'account' ? [identity['source'] ?? ''] : []),
  ])
  return sources.some((source) => !tonight.knows(source))
}

/** The source in which alone the thing stands that the finding is about: while it is not read whole, nobody can say that the thing is gone. */
function ownSource(finding: Finding): string | null {
  const { family, identity } = finding
  if (family === 'account') return identity['source'] ?? null
  return isDeclaredThere(finding) ? null : (identity['resource']?.split(':', 1)[0] ?? null)
}

/** A look-alike is about what its project does not declare. */
function isDeclaredThere({ rule }: Finding): boolean {
  return rule.id !== 'DAT-03'
}

function reasonFor(finding: Finding, tonight: Tonight): Silence {
  const { project, subject, resource, family, identity } = finding
  if (!isDeclaredThere(finding)) {
    const isDeclared = project !== null && tonight.hasResource(project, identity['resource'] ?? '')
    return resolved(isDeclared ? 'declared' : 'condition-met')
  }
  if (subject !== null && isPersonKey(subject.key) && !tonight.subjectIsKnown(subject.key)) return resolved('subject-gone')
  if (project === null || subject === null || resource === null)
    return resolved(family === 'object' && identity['platform'] === undefined ? 'access-removed' : 'condition-met')
  // The access is there now, or the line is gone: either way nothing is missing.
  if (finding.rule.id === 'ACC-09') return resolved('condition-met')
  const standing = tonight.standing(project, subject.key, addressIn(finding, resource))
  if (standing === null) return resolved('access-removed')
  if (standing.standing === 'not-assessed') return { kind: 'not-rechecked', because: 'the access could not be assessed' }
  if (!isAboutAccess(family)) return resolved('condition-met')
  if (family === 'access-hygiene') return resolved(whyInOrder(finding, standing))
  // The access is still excess and yet no finding speaks of it: whatever the cause, nothing may be called resolved.
  if (standing.standing !== 'entitled') return { kind: 'not-rechecked', because: 'the access is still there, under another finding' }
  return resolved(whyEntitled(finding, standing))
}

/** What the rules of hygiene spoke of, and speak of no more, though the access stays: some of them speak of what is entitled too. */
function whyInOrder(finding: Finding, now: { readonly standing: AccessRow['standing']; readonly level: string }): ResolvedReason {
  if (isLowered(finding, now.level)) return 'access-removed'
  return finding.rule.id === 'EXP-05' && now.standing === 'entitled' ? 'declared' : 'condition-met'
}

function isLowered({ resource, level }: Finding, now: string): boolean {
  return level !== null && compareLevelTexts(resource?.kind ?? '', now, level) < 0
}

/** Parts of a line that are met by something outside the policy: a register row, a signature, the person's own state. */
const CONDITIONS: ReadonlySet<LinePart> = new Set<LinePart>([
  'approval',
  'affiliation',
  'agreement',
  'terms',
  'clearance',
  'licence',
  'control-plan',
  'training',
  'host',
  'mfa',
  'access-from',
  'territory',
])

/** An access that is entitled tonight and was not: it was lowered, or its conditions are met, or a line was written for it. */
function whyEntitled(finding: Finding, now: { readonly standing: AccessRow['standing']; readonly level: string }): ResolvedReason {
  if (isLowered(finding, now.level)) return 'access-removed'
  return finding.failing.length > 0 && finding.failing.every((part) => CONDITIONS.has(part)) ? 'condition-met' : 'declared'
}

/** The address with a native id, as the fingerprint has it; what is shown may be as the policy writes it. */
function addressIn({ identity }: Finding, resource: NonNullable<Finding['resource']>): string {
  return identity['resource'] ?? resource.address
}

// Some findings are about a partner or an entry, whose keys no source of people can know.
function isPersonKey(key: string): boolean {
  return /^(?:employee|upn|mail|account):/u.test(key)
}

function resolved(reason: ResolvedReason): Silence {
  return { kind: 'resolved', reason }
}
