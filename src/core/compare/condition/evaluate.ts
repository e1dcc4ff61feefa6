import { assertNever } from '../../base/assert-never.ts'
import type { Condition } from '../../model/condition.ts'
import type { Project, Resource } from '../../model/declared-project.ts'
import type { Person } from '../../model/person.ts'
import type { Comparison } from '../comparison.ts'
import type { EvaluatedPart } from '../evaluated-part.ts'
import { namedAgreement } from './agreement.ts'
import { clearance } from './clearance.ts'
import { controlPlan, licence } from './export-control.ts'
import { host } from './host.ts'
import { signInFrom, strongSignIn } from './sign-in.ts'
import { training } from './training.ts'

/** One condition of a line, for one person: met, not met, or unknown because nothing that was read can say. */
export function evaluatedCondition(
  condition: Condition,
  person: Person,
  project: Project,
  resource: Resource,
  context: Comparison,
): EvaluatedPart {
  switch (condition.kind) {
    case 'training':
      return training(condition.course, person, context)
    case 'clearance':
      return clearance(condition.slug, person, project, context)
    case 'agreement':
      return namedAgreement(condition.id, person, project, resource, context)
    case 'licence':
      return licence(condition.id, person, project, context)
    case 'control-plan':
      return controlPlan(condition.id, person, project, context)
    case 'host':
      return host(condition.host, person, context)
    case 'mfa':
      return strongSignIn(person, resource, context)
    case 'access-from':
      return signInFrom(condition.countries, person, resource, context)
    default:
      return assertNever(condition)
  }
}
