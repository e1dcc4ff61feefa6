import { levelCovers } from '../model/resource-kind.ts'
import { powerFinding, powersOfOutsiders } from './power-of-outsiders.ts'
import { rule } from './rule.ts'

/**
 * Somebody from outside, or unknown, administers a declared resource, itself or by a scope that contains it: a domain, a tenant, an
 * account. Who administers can change everything that the other rules look at.
 */
export const privilegeExternal = rule(
  {
    id: 'PRV-01',
    name: 'privilege-external',
    title: 'External holds a privileged role',
    severity: 'score, at least high; critical on controlled',
    needs: ['access', 'people!'],
    sees: ['accounts'],
    remediation: 'remove; if needed, time-bound and supervised',
    serves: ['AC-6', 'A.8.2', 'B2.c'],
  },
  (facts) =>
    powersOfOutsiders(facts, ({ resource: { kind }, level }) => levelCovers(kind, 'admin', level)).map((power) =>
      powerFinding(power, facts, {
        verb: 'can administer',
        floor: 'somebody external administers it',
        remediation: 'take the role or the right away; if the work needs it, give it for a time and under supervision',
      }),
    ),
)
