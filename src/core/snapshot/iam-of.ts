import { sortedBy } from '../base/order.ts'
import type { Gap } from '../model/coverage.ts'
import type { Iam, IamAssignmentFact, IamEntitlementFact, IamFact, IamIdentityFact, IamSystem } from '../model/iam.ts'
import type { Finder } from './find-principal.ts'

/** What all sources say of AWS, by source; a holder whom nobody knows is a gap on the dataset that names it. O(facts). */
export function iamOf(facts: readonly IamFact[], find: Finder, gaps: Gap[]): Iam {
  const sorted = sortedBy(facts, (fact) => [fact.source, fact.kind, keyOf(fact), fact.provenance.file, fact.provenance.record])
  return new Map([...Map.groupBy(sorted, ({ source }) => source)].map(([source, some]) => [source, systemOf(source, some, find, gaps)]))
}

function systemOf(source: string, facts: readonly IamFact[], find: Finder, gaps: Gap[]): IamSystem {
  const handleOf = (native: string) => {
    const found = find.account(source, native)
    return found.found === 'one' ? found.thing : null
  }
  return {
    source,
    policies: new Map(ofKind(facts, 'policy').map((fact) => [fact.key, fact])),
    identities: new Map(
      ofKind(facts, 'identity').map((fact) => {
        const handle = fact.what === 'group' ? null : handleOf(fact.arn)
        if (fact.what !== 'group' && handle === null) gaps.push(unknownIdentity(fact))
        return [fact.arn, { ...fact, handle }]
      }),
    ),
    accounts: new Map(ofKind(facts, 'account').map((fact) => [fact.account, fact])),
    assignments: ofKind(facts, 'assignment').flatMap((fact) => {
      const [principal, ...others] = find.named(source, fact.principal)
      if (principal !== undefined && others.length === 0) return [{ ...fact, principal }]
      gaps.push(unknownHolder(fact, principal === undefined ? 'no record describes' : 'several records describe'))
      return []
    }),
    entitlements: ofKind(facts, 'entitlement').flatMap((fact) => {
      const [principal, ...others] = find.named(source, fact.principal)
      if (principal !== undefined && others.length === 0) return [{ ...fact, principal }]
      gaps.push(unknownEntitled(fact, principal === undefined ? 'no record describes' : 'several records describe'))
      return []
    }),
    targets: new Map(ofKind(facts, 'target').flatMap((fact) => [fact.resource, ...(fact.otherNames ?? [])].map((name) => [name, fact]))),
    outsider: handleOf,
  }
}

function keyOf(fact: IamFact): string {
  switch (fact.kind) {
    case 'policy':
      return fact.key
    case 'identity':
      return fact.arn
    case 'account':
      return fact.account
    case 'assignment':
      return `${fact.account} ${fact.permissionSet} ${fact.principal}`
    case 'entitlement':
      return `${fact.role} ${fact.application} ${fact.principal}`
    case 'target':
      return fact.resource
  }
}

function ofKind<Kind extends IamFact['kind']>(facts: readonly IamFact[], kind: Kind): readonly Extract<IamFact, { readonly kind: Kind }>[] {
  return facts.filter((fact): fact is Extract<IamFact, { readonly kind: Kind }> => fact.kind === kind)
}

function unknownIdentity(fact: IamIdentityFact): Gap {
  return lostHolder(fact, `no record, or several, describe the account of \`${fact.arn}\``, 'collect the account again')
}

function unknownHolder(fact: IamAssignmentFact, how: string): Gap {
  const reason = `permission set \`${fact.permissionSet}\` in ${fact.account} is assigned to \`${fact.principal}\`, which ${how}`
  return lostHolder(fact, reason, 'let the reader list the users and groups of Identity Center')
}

/** Who is lost holds the role, and what it leads to. */
function unknownEntitled({ source, role, principal, provenance }: IamEntitlementFact, how: string): Gap {
  const reason = `account access manager lets \`${principal}\` use it, which ${how}`
  const cure = 'let the reader list the users and groups of Identity Center'
  const at = `${provenance.file} ${provenance.record}`
  return { source, unit: '', dataset: provenance.dataset, code: 'route-not-evaluated', record: role, reason, cure, at }
}

/** Who is lost might hold anything: the whole dataset is short. */
function lostHolder({ source, provenance }: IamFact, reason: string, cure: string): Gap {
  const at = `${provenance.file} ${provenance.record}`
  return { source, unit: '', dataset: provenance.dataset, code: 'reference-dangling', record: null, reason, cure, at }
}
