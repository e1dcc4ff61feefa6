// Run by hand: node --expose-gc bench/membership.ts [accounts] [groups] [memberships]
// Prints the time and the memory of building the columns and of expanding every group. Numbers differ by machine: no test reads them.
import { performance } from 'node:perf_hooks'
import { randomFrom } from '../fixtures/generate/random.ts'
import type { Account, Group } from '../src/core/model/account.ts'
import { accountHandle, groupHandle } from '../src/core/model/handle.ts'
import type { Memberships } from '../src/core/model/snapshot.ts'
import { Expansion } from '../src/core/reach/membership/expansion.ts'
import { inGroup, shortestProof } from '../src/core/reach/membership/proofs.ts'
import { MembershipColumns } from '../src/core/snapshot/membership-columns.ts'

const [accountCount = 100_000, groupCount = 10_000, membershipCount = 1_000_000] = process.argv.slice(2).map(Number)
const random = randomFrom(20_261_126)
const accounts = Array.from({ length: accountCount }, (_, at) => anAccount(`u${String(at).padStart(8, '0')}`))
const groups = Array.from({ length: groupCount }, (_, at) => aGroup(`g${String(at).padStart(8, '0')}`))

const columns = new MembershipColumns(accounts, groups)
measured('add', () => fill(columns))
const memberships: Memberships = measured('build', () => columns.build())
const expansion = measured('components', () => new Expansion(memberships, accounts.length, groups.length))
let members = 0
measured('expand every group', () => {
  for (const at of groups.keys()) members += expansion.membersOf(groupHandle(at)).length
})
let hops = 0
measured('1,000 shortest proofs', () => {
  for (let at = 0; at < 1000; at++) {
    const group = groupHandle(random.below(groups.length))
    const account = expansion.membersOf(group)[0]
    if (account !== undefined) hops += shortestProof(memberships, accountHandle(account), inGroup(group))?.length ?? 0
  }
})
console.log(`${memberships.count} memberships, ${members} members of all groups, ${hops} hops proved`)

/** Sizes as a university has them: few large groups, many small; one group in twenty holds other groups, always later ones but for a few rings. */
function fill(into: MembershipColumns): void {
  for (let edge = 0; edge < membershipCount; edge++) {
    const at = Math.floor(groups.length * random.fraction() ** 3)
    const group = groupHandle(at)
    const provenance = groups[at]!.provenance
    if (edge % 200 === 0) into.addGroup(group, groupHandle(nestedIn(at, edge)), 'member', provenance)
    else into.addAccount(group, accountHandle(random.below(accounts.length)), 'member', provenance)
  }
}

function nestedIn(group: number, edge: number): number {
  const inRing = edge % 20_000 === 0
  return inRing ? random.below(group) : group + random.below(groups.length - group)
}

function measured<Value>(what: string, work: () => Value): Value {
  globalThis.gc?.()
  const before = performance.now()
  const value = work()
  const ms = performance.now() - before
  globalThis.gc?.()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  console.log(`${what.padEnd(24)} ${ms.toFixed(0).padStart(7)} ms ${((heapUsed + arrayBuffers) / 1e6).toFixed(0).padStart(6)} MB held`)
  return value
}

function anAccount(id: string): Account {
  const provenance = { source: 'ad', dataset: 'users', file: 'users.ldif', record: id }
  const unknown = { displayName: null, endsAt: null, createdAt: null, recency: 'unknown' as const, attributes: {} }
  return { source: 'ad', id, weakKey: false, label: id, isWorkload: false, state: 'enabled', ...unknown, provenance }
}

function aGroup(id: string): Group {
  const provenance = { source: 'ad', dataset: 'groups', file: 'groups.ldif', record: id }
  return { source: 'ad', id, weakKey: false, label: id, path: `CN=${id}`, grantsAccess: true, breadth: { kind: 'named' }, provenance }
}
