import { levelCovers } from '../model/resource-kind.ts'
import { powerFinding, powersOfOutsiders } from './power-of-outsiders.ts'
import { levelVerb } from './access-words.ts'
import type { ComparedAccess } from '../compare/compared-project.ts'
import { rule } from './rule.ts'

/** Somebody from outside, or unknown, owns a declared resource, writes its list of members or its rules: they decide who else gets in. */
export const inviterExternal = rule(
  {
    id: 'PRV-02',
    name: 'inviter-external',
    title: 'External can let others in',
    severity: 'score, at least high; critical on controlled',
    needs: ['access', 'people!'],
    sees: ['accounts'],
    remediation: 'give ownership to staff',
    serves: ['TR-platform', 'ECJU', 'CIS'],
  },
  (facts) =>
    powersOfOutsiders(facts, ({ resource: { kind }, level }) => levelCovers(kind, 'manage', level)).map((power) =>
      powerFinding(power, facts, {
        verb: inviting(power.access),
        floor: 'somebody external can let others in',
        remediation: 'give ownership, and the right to change who gets in, to a member of staff',
      }),
    ),
)

function inviting({ resource: { kind }, level }: ComparedAccess): string {
  switch (kind) {
    case 'group':
      return levelVerb(level, kind)
    case 'role':
      return 'can decide who takes on'
    default:
      return 'can let others into'
  }
}
