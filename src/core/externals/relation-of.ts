import type { Day } from '../base/instant.ts'
import { type Affiliation, isExternal } from '../compare/affiliation.ts'
import type { Comparison } from '../compare/comparison.ts'
import { partnerIndex } from '../compare/partner-index.ts'
import { type Organisation, organisationsOf } from '../compare/partner-of.ts'
import { recordedRelation } from '../compare/recorded-relation.ts'
import type { External } from '../model/externals.ts'
import type { Person } from '../model/person.ts'
import type { Snapshot } from '../model/snapshot.ts'

/** What somebody is to the institution, and who says so. */
export interface Relation extends Pick<External, 'relation' | 'ended' | 'because'> {
  readonly external: boolean
}

/**
 * By the affiliations of `policy`, where there is one, else by what registers and sources say. With a policy, who is external on
 * sensitive projects alone is external here.
 */
export function relationOf(person: Person, snapshot: Snapshot, policy: Comparison | null, today: Day): Relation {
  if (policy !== null) return declared(policy.affiliation(person))
  const recorded = recordedRelation(person, snapshot, today)
  return { ...recorded, external: recorded.relation !== 'internal' }
}

/** The organisation that counts, as `compare` finds it; without a policy there are no partners, and a register's own word is all. */
export function organisationOf(person: Person, snapshot: Snapshot, policy: Comparison | null, today: Day): Organisation {
  return organisationsOf(person, policy?.partners ?? NO_PARTNERS, snapshot.accounts, today)[0] ?? { kind: 'none' }
}

const NO_PARTNERS = partnerIndex([])

function declared({ kind, strictKind, ended, endedOn, matches }: Affiliation): Relation {
  const external = isExternal({ kind, ended }) || isExternal({ kind: strictKind, ended })
  if (matches.length === 0) return { relation: 'unknown', ended: false, external, because: 'no rule of `affiliations` says who this is' }
  const match = matches.find((one) => one.kind === strictKind) ?? matches[0]
  const place = match === undefined ? '' : ` at ${match.rule.place.file}:${match.rule.place.line}`
  const because = ended
    ? `only records that have ended meet the rule${place}${endedOn === null ? '' : `, the last on ${endedOn}`}`
    : `the rule${place}${strictKind === kind ? '' : `, and \`${kind}\` besides`}`
  return { relation: strictKind, ended, external, because }
}
