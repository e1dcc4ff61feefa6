import { type Cut, type CuttableFinding, causes, commonCuts } from '../findings/causes.ts'
import type { Sha256 } from '../base/hash.ts'
import type { Proof } from '../model/access.ts'
import { controlledLabel } from '../model/controlled-label.ts'
import type { Cause } from '../model/audit-result.ts'
import type { Finding } from '../model/finding.ts'
import type { AccountHandle } from '../model/handle.ts'
import type { Reach } from '../reach/answer.ts'
import type { ComparedAccess } from './compared-project.ts'
import type { Comparison } from './comparison.ts'

/** More paths than this are not searched for a common record: then no cause is claimed, since one path too many would refute it. */
const pathLimit = 64

/** Causes among the findings about undeclared or failing access: `findings.md`, Causes and removals. */
export function comparedCauses(
  excess: readonly { readonly finding: Finding; readonly access: ComparedAccess }[],
  reach: Reach,
  context: Comparison,
  sha256: Sha256,
): readonly Cause[] {
  const cuttable = excess.map(({ finding, access }): CuttableFinding => {
    const paths = allPaths(access, reach)
    const cuts = paths === null ? [] : commonCuts(paths.map(({ account, proof }) => cutsOf(account, proof, access, context)))
    return { fingerprint: finding.fingerprint, severity: finding.severity.class, cuts }
  })
  return causes(cuttable, sha256)
}

interface Path {
  readonly account: AccountHandle
  readonly proof: Proof
}

/**
 * Every path of every account of the person to the resource, at any level: a record ends a finding only if nothing is left of the
 * access. Null where there are too many to say so.
 */
function allPaths({ accounts, resource }: ComparedAccess, reach: Reach): readonly Path[] | null {
  const address = resource.at.text
  const paths: Path[] = []
  for (const { account } of accounts) {
    const levels = new Set(heldLevels(account, address, reach))
    for (const level of levels) {
      const shortest = reach.proofOf(account, address, level)
      const others = reach.otherPathsOf(account, address, level, pathLimit)
      if (shortest.kind !== 'answered' || others.kind !== 'answered' || shortest.value === null) return null
      if (others.value.count.kind !== 'exactly' || others.value.count.count > others.value.paths.length) return null
      paths.push(...[shortest.value, ...others.value.paths].map((proof) => ({ account, proof })))
      if (paths.length > pathLimit) return null
    }
  }
  return paths
}

function heldLevels(account: AccountHandle, address: string, reach: Reach): readonly string[] {
  const answer = reach.holdings(address)
  if (answer.kind !== 'answered') return []
  return answer.value.filter(({ accounts }) => holds(accounts, account)).map(({ level }) => level)
}

/** Binary search: holdings are sorted. */
function holds(sorted: Uint32Array, account: number): boolean {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] ?? 0) < account) low = middle + 1
    else high = middle
  }
  return sorted[low] === account
}

function cutsOf(account: AccountHandle, proof: Proof, { resource }: ComparedAccess, { snapshot }: Comparison): readonly Cut[] {
  let member = snapshot.accounts[account]?.label ?? ''
  return proof.map((step): Cut => {
    if (step.kind === 'grant') {
      const { provenance, level } = step.grant
      return {
        key: `grant ${step.resource} ${provenance.file} ${provenance.record}`,
        what: `the grant of \`${level}\` to \`${member}\` on \`${resource.at.text}\``,
        record: provenance,
      }
    }
    if (step.kind === 'control') {
      const { on, principal, level, nativeRight, provenance } = step.right
      const holder = principal.kind === 'group' ? `group ${principal.group}` : `account ${principal.account}`
      const what = controlledLabel(on, snapshot)
      const cut = {
        key: `control ${provenance.source} ${provenance.record} ${holder} ${nativeRight}`,
        what: `the right \`${nativeRight}\` (${level}) of \`${member}\` on \`${what}\``,
        record: provenance,
      }
      member = what
      return cut
    }
    const group = snapshot.groups[step.group]
    const cut: Cut = {
      key: `membership ${step.membership}`,
      what: `the membership of \`${member}\` in \`${group?.label ?? ''}\``,
      record: snapshot.memberships.provenance(step.membership),
    }
    member = group?.label ?? ''
    return cut
  })
}
