import type { Bound } from '../findings/severity.ts'
import type { Project } from '../model/declared-project.ts'
import type { ProofHop } from '../model/finding.ts'
import { accessFinding } from './access-finding.ts'
import type { Facts } from './facts.ts'
import { rule } from './rule.ts'
import { accessesOf, familyParts } from './speaks.ts'

/** A card opens a room and no line names its holder, or it opens the room at hours or without the escort that a line asks for. */
export const roomUndeclared = rule(
  {
    id: 'BLD-01',
    name: 'room-undeclared',
    title: 'Room right not entitled',
    severity: 'score; at least high through a broad card group',
    needs: ['access', 'people'],
    sees: ['groups'],
    remediation: 'remove the right',
    serves: ['TR-buildings', 'A.7.2', 'PE-2'],
  },
  (facts) =>
    accessesOf(facts.access.projects, 'BLD-01').map(({ access, project }) => {
      const broad = broadGroup(facts.access.describe(access, project).proof, project, facts)
      const floors: readonly Bound[] = broad === null ? [] : [{ what: `comes through the broad group ${broad}`, to: 'high' }]
      const said =
        access.standing.kind === 'undeclared'
          ? access.standing.says
          : familyParts(access)
              .map(({ says }) => says)
              .join('; ')
      return accessFinding(access, project, facts, {
        because: broad === null ? said : `${said}; the right comes through ${broad}, a group that was not made for the project`,
        remediation: 'take the right from the card, or declare it',
        floors,
      })
    }),
)

/** A group on the way that was not made for the project: it is none of its resources and lies in none. Null where there is none. */
function broadGroup(proof: readonly ProofHop[], { slug }: Project, { groups }: Pick<Facts, 'groups'>): string | null {
  const broad = proof.find(({ kind, to, record: { source } }) => {
    if (kind !== 'membership') return false
    return groups.declaredAround({ source, native: to, text: `${source}:${to}` })?.project.slug !== slug
  })
  return broad?.to ?? null
}
