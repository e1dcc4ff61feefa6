import { accessMissing } from './access-missing.ts'
import { accessUndeclared } from './access-undeclared.ts'
import { accessUnused } from './access-unused.ts'
import { affiliationEnded } from './affiliation-ended.ts'
import { agreementExceeded } from './agreement-exceeded.ts'
import { agreementMissing } from './agreement-missing.ts'
import { attributeProtected } from './attribute-protected.ts'
import { authorityEnded } from './authority-ended.ts'
import { badgeAccountMismatch } from './badge-account-mismatch.ts'
import { badgeOutlived } from './badge-outlived.ts'
import { changeImplausible } from './change-implausible.ts'
import { clearanceEnded } from './clearance-ended.ts'
import { clearanceUnrecorded } from './clearance-unrecorded.ts'
import { conditionUnmet } from './condition-unmet.ts'
import { credentialOrphaned } from './credential-orphaned.ts'
import { dataTermsMissing } from './data-terms-missing.ts'
import { decisionMissing } from './decision-missing.ts'
import { diligenceOverdue } from './diligence-overdue.ts'
import { endDateMissing } from './end-date-missing.ts'
import { endNear } from './end-near.ts'
import { entitlementTooBroad } from './entitlement-too-broad.ts'
import { exceptionDefective } from './exception-defective.ts'
import { findingNeglected } from './finding-neglected.ts'
import { groupTooBroad } from './group-too-broad.ts'
import { holderUnknown } from './holder-unknown.ts'
import { homeLawUnreviewed } from './home-law-unreviewed.ts'
import { hostGone } from './host-gone.ts'
import { identityAmbiguous } from './identity-ambiguous.ts'
import { inviterExternal } from './inviter-external.ts'
import { leadMissing } from './lead-missing.ts'
import { levelExceeded } from './level-exceeded.ts'
import { moverKeptAccess } from './mover-kept-access.ts'
import { nameUnobserved } from './name-unobserved.ts'
import { partnerOffProject } from './partner-off-project.ts'
import { personUnlisted } from './person-unlisted.ts'
import { platformUnregistered } from './platform-unregistered.ts'
import { policySelfDefined } from './policy-self-defined.ts'
import { policyUnusable } from './policy-unusable.ts'
import { privilegeExternal } from './privilege-external.ts'
import { privilegeUnguarded } from './privilege-unguarded.ts'
import { projectClosed } from './project-closed.ts'
import { reachCumulative } from './reach-cumulative.ts'
import { resourceUndeclared } from './resource-undeclared.ts'
import { roleVacant } from './role-vacant.ts'
import { roomUndeclared } from './room-undeclared.ts'
import { routeBypassed } from './route-bypassed.ts'
import type { Rule } from './rule.ts'
import { sharingTooLoose } from './sharing-too-loose.ts'
import { sourceIncomplete } from './source-incomplete.ts'
import { territoryExceeded } from './territory-exceeded.ts'
import { wallCrossed } from './wall-crossed.ts'
import { workloadUnowned } from './workload-unowned.ts'
import { linkOpen } from './link-open.ts'

/** Every rule of this version, by id. Adding one touches four files: the rule, this line, its test, its page. */
export const catalogue: readonly Rule[] = [
  accessUndeclared,
  levelExceeded,
  routeBypassed,
  groupTooBroad,
  holderUnknown,
  partnerOffProject,
  reachCumulative,
  accessUnused,
  accessMissing,
  agreementMissing,
  agreementExceeded,
  diligenceOverdue,
  dataTermsMissing,
  homeLawUnreviewed,
  roomUndeclared,
  badgeOutlived,
  badgeAccountMismatch,
  clearanceUnrecorded,
  clearanceEnded,
  territoryExceeded,
  personUnlisted,
  conditionUnmet,
  privilegeExternal,
  inviterExternal,
  privilegeUnguarded,
  workloadUnowned,
  linkOpen,
  sharingTooLoose,
  platformUnregistered,
  wallCrossed,
  sourceIncomplete,
  nameUnobserved,
  resourceUndeclared,
  identityAmbiguous,
  changeImplausible,
  authorityEnded,
  affiliationEnded,
  endDateMissing,
  hostGone,
  moverKeptAccess,
  projectClosed,
  credentialOrphaned,
  endNear,
  leadMissing,
  policyUnusable,
  entitlementTooBroad,
  policySelfDefined,
  exceptionDefective,
  attributeProtected,
  roleVacant,
  findingNeglected,
  decisionMissing,
]
