import type { AccountHandle } from '../model/handle.ts'
import { datasetId } from '../model/coverage.ts'
import type { ResourceAddress } from '../model/resource-address.ts'
import type { Reach } from '../reach/answer.ts'
import type { Comparison } from './comparison.ts'
import type { AuthorityGroups } from './line-fit.ts'
import type { Reliance } from './reliance.ts'

/** Answers from the membership engine whether accounts are in an authority's group; each authority is expanded once. */
export function authorityGroups(reach: Reach, context: Comparison, reliance: Reliance): AuthorityGroups {
  const known = new Map<string, Authority>()
  return {
    holds(authority, accounts) {
      const there = known.get(authority.text) ?? expanded(authority, reach, context, reliance)
      known.set(authority.text, there)
      const isMember = accounts.some((account) => there.members.has(account))
      if (isMember && there.within === null) return { fits: 'yes', partner: null, approval: null, unread: null, restsOn: [] }
      const says = isMember ? there.within : there.doubt
      return says === null ? { fits: 'no' } : { fits: 'unknown', says, restsOn: [], gaps: [] }
    },
  }
}

interface Authority {
  readonly members: ReadonlySet<AccountHandle>
  /** Why its members prove nothing: it lies within what it should decide about (POL-04). */
  readonly within: string | null
  /** Why somebody might be in it who is not seen. */
  readonly doubt: string | null
}

function expanded(authority: ResourceAddress, reach: Reach, context: Comparison, reliance: Reliance): Authority {
  const answer = reach.who(authority.text)
  if (answer.kind !== 'answered') {
    reliance.onShortfall(`authority \`${authority.text}\` was not observed`, 'correct the address, or read the source that holds it')
    return { members: new Set(), within: null, doubt: `authority \`${authority.text}\` was not observed` }
  }
  const touched = reach.touchedBy(authority.text)
  const datasets = touched.kind === 'answered' ? touched.value.datasets : []
  const gaps = touched.kind === 'answered' ? touched.value.gaps : []
  reliance.onDatasets(datasets)
  reliance.onGaps(gaps)
  const incomplete = datasets.find((dataset) => context.ledger.byId.get(datasetId(dataset))?.state !== 'complete')
  const gap = gaps.find(({ record }) => record !== null)
  const reason = incomplete === undefined ? (gap?.reason ?? null) : `\`${incomplete.source}\` was not read completely`
  return {
    // Who may change the list is not on it.
    members: new Set(answer.value.flatMap(({ account, level }) => (level === 'use' ? [account] : []))),
    within: selfReference(authority, reach, context),
    doubt: reason === null ? null : `authority \`${authority.text}\`: ${reason}`,
  }
}

/** A policy that takes its list from the group that it audits would agree with whatever it finds; so such a list decides nothing. */
function selfReference(authority: ResourceAddress, reach: Reach, context: Comparison): string | null {
  const inner = context.snapshot.findGroup(authority.source, authority.native)
  if (inner.found !== 'one') return null
  const around = context.declaredGroups().find(({ group }) => reach.isWithin(inner.thing, group))
  if (around === undefined) return null
  return `authority \`${authority.text}\` lies within the declared resource \`${around.resource.at.text}\`, so it proves nothing`
}
