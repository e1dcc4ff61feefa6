import type { Instant } from '../base/instant.ts'
import { sortedBy } from '../base/order.ts'
import type { ControlRight, Proof, Step } from '../model/access.ts'
import { controlledLabel } from '../model/controlled-label.ts'
import type { FindingSubject, LineConsidered, PathTally, ProofHop } from '../model/finding.ts'
import type { AccountHandle } from '../model/handle.ts'
import type { Person } from '../model/person.ts'
import type { Provenance } from '../model/provenance.ts'
import type { Project } from '../model/declared-project.ts'
import type { Answer, OtherPaths, Reach } from '../reach/answer.ts'
import type { ComparedAccess } from './compared-project.ts'
import { type Comparison, isExternalFor, isStrict } from './comparison.ts'
import { kindFor } from './affiliation.ts'
import { hostsOf } from './condition/host.ts'
import type { LineOutcome } from './line-outcome.ts'
import { organisationName } from './partner-of.ts'

/** A person as reports show one. */
export function describedSubject(person: Person, project: Project | null, context: Comparison): FindingSubject {
  const affiliation = context.affiliation(person)
  const kind = kindFor(affiliation, project !== null && isStrict(project))
  return {
    key: person.key,
    label: person.label,
    relation: affiliation.ended ? `${kind}, ended` : kind,
    external: isExternalFor(person, project, context),
    organisation: organisationName(context.organisation(person)),
    host: hostsOf(person, context)[0] ?? null,
  }
}

/** The shortest proof of a compared access in hops, and how many other ways lead there. */
export function describedProof(
  access: ComparedAccess,
  reach: Reach,
  context: Comparison,
): { readonly hops: readonly ProofHop[]; readonly proof: Proof; readonly otherPaths: PathTally } {
  const address = access.resource.at.text
  const answer = reach.proofOf(access.account, address, access.level)
  if (answer.kind !== 'answered' || answer.value === null) throw new Error(`no proof of an access to ${address}`)
  const others = reach.otherPathsOf(access.account, address, access.level, 0)
  return {
    hops: proofHops(answer.value, access, context),
    proof: answer.value,
    otherPaths: tally(others),
  }
}

/** A proof of the access in hops, the person first. */
export function proofHops(proof: Proof, access: ComparedAccess, context: Comparison): readonly ProofHop[] {
  return [joinHop(access.person, access.account, context), ...stepHops(proof, access, context)]
}

/** The first hop of every proof: whose account it is, and how that is known. */
export function joinHop(person: Person, account: AccountHandle, context: Comparison): ProofHop {
  const join = person.joins.find((candidate) => candidate.account === account)
  const record = context.snapshot.accounts[account]
  if (record === undefined || join === undefined) throw new Error(`account ${account} is not ${person.key}'s`)
  const how = join.by === 'itself' ? 'is known to no register; the account is' : `holds the account (joined by ${join.by})`
  return {
    kind: 'account',
    from: person.label,
    to: record.label,
    how,
    record: record.provenance,
    readAt: readAt(record.provenance, context),
  }
}

function stepHops(proof: Proof, access: ComparedAccess, context: Comparison): readonly ProofHop[] {
  let from = context.snapshot.accounts[access.account]?.label ?? ''
  return proof.map((step, position) => {
    const hop = stepHop(step, from, position === proof.length - 1, access, context)
    from = hop.to
    return hop
  })
}

function stepHop(step: Step, from: string, isLast: boolean, access: ComparedAccess, context: Comparison): ProofHop {
  switch (step.kind) {
    case 'membership': {
      const group = context.snapshot.groups[step.group]
      if (group === undefined) throw new Error(`no group ${step.group}`)
      const record = context.snapshot.memberships.provenance(step.membership)
      const kind = context.snapshot.memberships.kind(step.membership)
      const how = kind === 'primary' ? 'has as primary group' : 'is a member of'
      return { kind: 'membership', from, to: group.label, how, record, readAt: readAt(record, context) }
    }
    case 'grant': {
      const { level, nativeRight, provenance } = step.grant
      const right = nativeRight === null || nativeRight === '' ? level : `${level} (${nativeRight})`
      return {
        kind: 'grant',
        from,
        to: access.resource.slug,
        how: `has ${right} on`,
        record: provenance,
        readAt: readAt(provenance, context),
      }
    }
    case 'control':
      return controlHop(step.right, from, isLast, access, context)
  }
}

/** A right that rules of the object give is a grant like any other, on the resource or on a group inside it. */
function controlHop(right: ControlRight, from: string, isLast: boolean, access: ComparedAccess, context: Comparison): ProofHop {
  const { on, level, nativeRight, when, provenance } = right
  const what = controlledLabel(on, context.snapshot)
  const domain = isLast && on.kind === 'directory' ? `, for ${what}` : ''
  const conditions = when.map(({ says }) => `, ${says}`).join('')
  return {
    kind: 'grant',
    from,
    to: isLast ? access.resource.slug : what,
    how: `has ${level} (${nativeRight}${domain}${conditions}) on`,
    record: provenance,
    readAt: readAt(provenance, context),
  }
}

export function readAt({ source, dataset }: Provenance, { ledger, now }: Comparison): Instant {
  return ledger.rows.find((row) => row.source === source && row.dataset === dataset)?.asOf ?? now
}

/** The oldest state of each source that the hops rest on, sorted by source. */
export function evidenceAges(hops: readonly ProofHop[]): readonly { readonly source: string; readonly asOf: Instant }[] {
  const oldest = new Map<string, Instant>()
  for (const { record, readAt: at } of hops) {
    const there = oldest.get(record.source)
    if (there === undefined || at < there) oldest.set(record.source, at)
  }
  return sortedBy([...oldest], ([source]) => source).map(([source, asOf]) => ({ source, asOf }))
}

/** Lines that fit person and resource, as the finding lists them. */
export function describedLines(considered: readonly LineOutcome[]): readonly LineConsidered[] {
  return considered.map(({ line, parts }) => ({
    file: line.place.file,
    line: line.place.line,
    column: line.place.column,
    says: line.why ?? `line ${line.index + 1} of \`entitled\``,
    parts: parts.map(({ part, truth, says }) => ({ part, truth, says })),
  }))
}

function tally(others: Answer<OtherPaths>): PathTally {
  if (others.kind !== 'answered') throw new Error('an access that was answered a moment ago')
  const { kind, count } = others.value.count
  return { count, exact: kind === 'exactly' }
}
