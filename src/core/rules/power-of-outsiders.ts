import type { Project } from '../model/declared-project.ts'
import type { ComparedAccess } from '../compare/compared-project.ts'
import { type Bound, raised, scoredSeverity } from '../findings/severity.ts'
import { severityFacts, sensitivityOf } from './access-finding.ts'
import { whatOf, who } from './access-words.ts'
import type { Facts } from './facts.ts'
import { plainFinding } from './plain-finding.ts'
import type { FindingDraft } from './rule.ts'

/** An access of somebody external, or unknown, that is more than use. */
export interface PowerOfOutsider {
  readonly access: ComparedAccess
  readonly project: Project
}

export type SeenPower = Pick<Facts, 'policy' | 'day' | 'access' | 'people' | 'accounts'>

/** What outsiders hold that `isPower` tells, entitled or not; in the order of projects and accesses. */
export function powersOfOutsiders(facts: SeenPower, isPower: (access: ComparedAccess) => boolean): readonly PowerOfOutsider[] {
  return facts.access.projects.flatMap(({ project, accesses }) =>
    accesses
      .filter((access) => isPower(access) && facts.people.describe(access.person, project).external && !isDeclaredProgram(access, facts))
      .map((access) => ({ access, project })),
  )
}

/** A program that a line names with its owner is what the line says; nobody is behind it who could be outside. */
function isDeclaredProgram({ standing, accounts }: ComparedAccess, { accounts: { all } }: SeenPower): boolean {
  return standing.kind === 'entitled' && accounts.every(({ account }) => all[account]?.isWorkload === true)
}

/** The finding about it: scored, at least high, critical on controlled. `verb` says what the holder can do with the resource. */
export function powerFinding(
  { access, project }: PowerOfOutsider,
  facts: SeenPower,
  words: { readonly verb: string; readonly floor: string; readonly remediation: string },
): FindingDraft {
  const described = facts.access.describe(access, project)
  const sensitivity = sensitivityOf(access, project, facts.policy)
  const affiliation = facts.people.affiliation(access.person)
  const scored = scoredSeverity(severityFacts(access, project, described, [], facts, affiliation.ended ? affiliation.endedOn : null))
  const floors: readonly Bound[] = [
    { what: words.floor, to: 'high' },
    ...(sensitivity === 'controlled' ? [{ what: 'on controlled', to: 'critical' as const }] : []),
  ]
  const { slug, kind, at, owner } = access.resource
  const path = described.proof.map(({ to }) => to).join(' → ')
  return plainFinding(
    {
      identity: { family: 'access-hygiene', project: project.slug, subject: access.person.key, resource: access.identity },
      project: project.slug,
      projects: [project.slug],
      sensitivity,
      severity: raised(scored, floors),
      sentence: `${who(described.subject)} ${words.verb} ${whatOf(access.resource, project)}.`,
      detail: `${access.person.key} holds \`${access.level}\` on \`${at.text}\` by ${path}`,
      remediation: words.remediation,
      owner: owner?.written ?? null,
    },
    {
      subject: described.subject,
      account: described.account,
      resource: { slug, kind, address: at.text },
      level: access.level,
      proof: described.proof,
      otherPaths: described.otherPaths,
      considered: described.considered,
    },
  )
}
