import { accessUndeclared } from './access-undeclared.ts'
import { affiliationEnded } from './affiliation-ended.ts'
import { agreementExceeded } from './agreement-exceeded.ts'
import { agreementMissing } from './agreement-missing.ts'
import { attributeProtected } from './attribute-protected.ts'
import { authorityEnded } from './authority-ended.ts'
import { clearanceEnded } from './clearance-ended.ts'
import { clearanceUnrecorded } from './clearance-unrecorded.ts'
import { conditionUnmet } from './condition-unmet.ts'
import { endDateMissing } from './end-date-missing.ts'
import { holderUnknown } from './holder-unknown.ts'
import { identityAmbiguous } from './identity-ambiguous.ts'
import { levelExceeded } from './level-exceeded.ts'
import { nameUnobserved } from './name-unobserved.ts'
import { partnerOffProject } from './partner-off-project.ts'
import { personUnlisted } from './person-unlisted.ts'
import { policySelfDefined } from './policy-self-defined.ts'
import { policyUnusable } from './policy-unusable.ts'
import type { Rule } from './rule.ts'
import { sourceIncomplete } from './source-incomplete.ts'
import { territoryExceeded } from './territory-exceeded.ts'

/** Every rule of this version, by id. Adding one touches four files: the rule, this line, its test, its page. */
export const catalogue: readonly Rule[] = [
  accessUndeclared,
  levelExceeded,
  holderUnknown,
  partnerOffProject,
  agreementMissing,
  agreementExceeded,
  clearanceUnrecorded,
  clearanceEnded,
  territoryExceeded,
  personUnlisted,
  conditionUnmet,
  sourceIncomplete,
  nameUnobserved,
  identityAmbiguous,
  authorityEnded,
  affiliationEnded,
  endDateMissing,
  policyUnusable,
  policySelfDefined,
  attributeProtected,
]
