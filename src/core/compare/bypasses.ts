import type { ProofHop } from '../model/finding.ts'
import type { AccountHandle } from '../model/handle.ts'
import { compareLevels, isLevelOf, type Level } from '../model/resource-kind.ts'
import type { Proof } from '../model/access.ts'
import type { Passage, Reach } from '../reach/answer.ts'
import type { ComparedAccess, ComparedProject } from './compared-project.ts'
import type { Comparison } from './comparison.ts'
import { describedProof, proofHops } from './describe-access.ts'
import { approvalToday, managedRoute } from './managed-route.ts'

/** What the `via` of its resource says of one entitled access. */
export type RouteTaken =
  | { readonly kind: 'bypass'; readonly bypass: Bypass }
  | { readonly kind: 'unknown'; readonly access: ComparedAccess; readonly because: string }

/** An entitled access with a path that leads around the managed route. */
export interface Bypass {
  /** With the account and the level of the path. */
  readonly access: ComparedAccess
  readonly via: string
  readonly by: 'path' | 'no-approval'
  readonly hops: readonly ProofHop[]
}

/**
 * Entitled accesses of a project whose resource must be reached through something: those with a path around it, and those of which nobody
 * can say. In the order of the accesses. A platform's administrators are left out: what they hold comes with the platform, by no route
 * of a project. O(memberships inside the granted groups) a resource with `via`.
 */
export function routesTaken({ project, accesses }: ComparedProject, reach: Reach, context: Comparison): readonly RouteTaken[] {
  return project.resources.flatMap((resource) => {
    const route = managedRoute(resource, project, context)
    if (route === null) return []
    const held = accesses.filter((access) => access.resource === resource && isEntitledByName(access))
    switch (route.kind) {
      case 'unknown':
        return held.map((access): RouteTaken => ({ kind: 'unknown', access, because: route.because }))
      case 'register':
        return held.flatMap((access): readonly RouteTaken[] => {
          const approval = approvalToday(route.authority, access.person, context)
          if (approval.approved === 'yes') return []
          if (approval.approved === 'unknown') return [{ kind: 'unknown', access, because: `\`via\`: ${approval.because}` }]
          const { hops } = describedProof(access, reach, context)
          return [{ kind: 'bypass', bypass: { access, via: route.label, by: 'no-approval', hops } }]
        })
      case 'passage': {
        const around = levelsAround(resource.at.text, route.passage, reach)
        return held.flatMap((access): readonly RouteTaken[] => {
          const found = highestAround(access, around)
          if (found === null) return []
          const hops = proofHops(proofAround(found, route.passage, reach), found, context)
          return [{ kind: 'bypass', bypass: { access: found, via: route.label, by: 'path', hops } }]
        })
      }
    }
  })
}

function isEntitledByName({ standing }: ComparedAccess): boolean {
  return standing.kind === 'entitled' && standing.by.kind !== 'administrator'
}

/** By account, the levels that it holds by a path around the passage. */
function levelsAround(address: string, passage: Passage, reach: Reach): ReadonlyMap<AccountHandle, readonly string[]> {
  const answer = reach.around(address, passage)
  // Whoever holds something was found at this address a moment ago.
  const held = answer.kind === 'answered' ? answer.value : []
  return new Map([...Map.groupBy(held, ({ account }) => account)].map(([account, some]) => [account, some.map(({ level }) => level)]))
}

/** The access by the account and the level that lead around, the highest first, then as the accounts stand; null where none does. */
function highestAround(access: ComparedAccess, around: ReadonlyMap<AccountHandle, readonly string[]>): ComparedAccess | null {
  const { kind } = access.resource
  const ways = access.accounts.flatMap(({ account }) =>
    (around.get(account) ?? []).flatMap((level): readonly { readonly account: AccountHandle; readonly level: Level }[] =>
      isLevelOf(kind, level) ? [{ account, level }] : [],
    ),
  )
  const [highest] = ways.sort((a, b) => compareLevels(kind, b.level, a.level) || a.account - b.account)
  return highest === undefined ? null : { ...access, ...highest }
}

function proofAround({ account, resource, level }: ComparedAccess, passage: Passage, reach: Reach): Proof {
  const answer = reach.proofAround(account, resource.at.text, level, passage)
  if (answer.kind !== 'answered' || answer.value === null) throw new Error(`no path around to ${resource.at.text}`)
  return answer.value
}
