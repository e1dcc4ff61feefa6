import type { Config } from '../config/config.ts'
import { assertNever } from '../core/base/assert-never.ts'
import { type Result, failed, succeeded } from '../core/base/result.ts'
import { type Instant, dayIn } from '../core/base/instant.ts'
import { sortedBy } from '../core/base/order.ts'
import type { Proof } from '../core/model/access.ts'
import { controlledLabel } from '../core/model/controlled-label.ts'
import { type AccountHandle, accountHandle } from '../core/model/handle.ts'
import type { Finding } from '../core/model/finding.ts'
import type { Person } from '../core/model/person.ts'
import type { Snapshot } from '../core/model/snapshot.ts'
import { datasetId } from '../core/model/coverage.ts'
import type { Reach } from '../core/reach/answer.ts'
import { reachOver } from '../core/reach/reach.ts'
import { collectedRuns } from './evidence-folders.ts'
import { loadedJoins } from './load-joins.ts'
import { loadedPolicy } from './load-policy.ts'
import { type Problem, problem } from './problem.ts'
import { snapshotOf } from './snapshot-of.ts'

/** One access in words: what the questions print and `--json` gives. */
export interface AnsweredAccess {
  readonly person: string
  readonly subject: string
  readonly account: string
  readonly state: string
  readonly resource: string
  readonly level: string
  readonly verdict: string
  /** The shortest path, account first, each hop with its record. */
  readonly path: readonly { readonly to: string; readonly record: string }[]
  readonly otherPaths: { readonly count: number; readonly exact: boolean }
}

/** Another account that somebody can take over. */
export interface AnsweredLateral {
  readonly account: string
  readonly controls: string
  readonly nativeRight: string
  readonly verdict: string
  readonly record: string
}

export interface Answered {
  readonly accesses: readonly AnsweredAccess[]
  /** Accounts that it controls: listed apart, since no path leads through them. Empty for `who`. */
  readonly lateral: readonly AnsweredLateral[]
  /** Why the answer may lack somebody; empty = complete. */
  readonly shortfalls: readonly string[]
}

/** `who RESOURCE`: everybody who can reach it, as far as the newest evidence shows; by person, account, level. */
export async function whoReaches(config: Config, address: string, now: Instant | null): Promise<Result<Answered, Problem>> {
  const asked = await askable(config, now)
  if (!asked.ok) return asked
  const { snapshot, reach } = asked.value
  const answer = reach.who(address)
  if (answer.kind === 'unobserved') return failed(unobserved(address, snapshot))
  if (answer.kind === 'ambiguous') return failed(problem(64, `\`${address}\` names several things`, 'ask by its native id'))
  const accesses = answer.value.map(({ account, level, verdict }) => answered(account, address, level, verdict.kind, asked.value))
  return succeeded({ accesses: sorted(accesses), lateral: [], shortfalls: shortfallsOf(address, asked.value) })
}

/** `what PERSON`: everything that a person, or one account, can reach; by resource and level. */
export async function whatReached(config: Config, name: string, now: Instant | null): Promise<Result<Answered, Problem>> {
  const asked = await askable(config, now)
  if (!asked.ok) return asked
  const { snapshot, reach } = asked.value
  const accounts = accountsNamed(name, snapshot)
  if (!accounts.ok) return accounts
  const accesses = accounts.value.flatMap((account) =>
    reach.what(account).map(({ address, level, verdict }) => answered(account, address, level, verdict.kind, asked.value)),
  )
  const incomplete = snapshot.coverage.filter(({ state }) => state !== 'complete').map((row) => `${datasetId(row)} is ${row.state}`)
  const lateral = accounts.value.flatMap((account) => lateralOf(account, asked.value))
  return succeeded({ accesses: sorted(accesses), lateral, shortfalls: incomplete })
}

/** Further paths of one finding's access, shortest first, at most `limit`; as the newest evidence shows them, which may be a later night's. */
export async function otherPathsOf(
  config: Config,
  { account, resource, level }: Finding,
  limit: number,
): Promise<Result<readonly AnsweredAccess['path'][], Problem>> {
  if (account === null || resource === null || level === null) return succeeded([])
  const asked = await askable(config, null)
  if (!asked.ok) return asked
  const { snapshot, reach } = asked.value
  const found = snapshot.findAccount(account.source, account.id)
  if (found.found !== 'one') return failed(problem(69, `the newest evidence does not show the account \`${account.label}\``))
  const others = reach.otherPathsOf(found.thing, resource.address, level, limit)
  if (others.kind !== 'answered') return failed(unobserved(resource.address, snapshot))
  return succeeded(others.value.paths.map((proof) => pathOf(proof, snapshot)))
}

interface Askable {
  readonly snapshot: Snapshot
  readonly reach: Reach
}

async function askable(config: Config, now: Instant | null): Promise<Result<Askable, Problem>> {
  const joins = await loadedJoins(config)
  if (!joins.ok) return joins
  const run = (await collectedRuns(config)).at(-1) ?? null
  const { load } = await loadedPolicy(config)
  const { snapshot, newest } = await snapshotOf(config, run, joins.value, 1, load.policy?.affiliations ?? [])
  const at = now ?? newest
  if (at === null) return failed(problem(69, 'no source has evidence that could be asked', 'run `gatehouse collect`'))
  // The policy says in which zone days begin; the questions themselves need none.
  const zone = load.policy?.institution.timezone ?? 'UTC'
  return succeeded({ snapshot, reach: reachOver(snapshot, dayIn(zone, at)) })
}

function answered(account: AccountHandle, address: string, level: string, verdict: string, { snapshot, reach }: Askable): AnsweredAccess {
  const record = snapshot.accounts[account]
  const person = snapshot.personOf(account)
  const proof = reach.proofOf(account, address, level)
  const others = reach.otherPathsOf(account, address, level, 0)
  if (record === undefined || proof.kind !== 'answered' || proof.value === null || others.kind !== 'answered') {
    throw new Error(`no proof of an access to ${address}`)
  }
  return {
    person: person.label,
    subject: person.key,
    account: `${record.source}/${record.label}`,
    state: record.state,
    resource: address,
    level,
    verdict,
    path: [{ to: record.label, record: recordText(record.provenance) }, ...pathOf(proof.value, snapshot)],
    otherPaths: { count: others.value.count.count, exact: others.value.count.kind === 'exactly' },
  }
}

function lateralOf(account: AccountHandle, { snapshot, reach }: Askable): readonly AnsweredLateral[] {
  const named = (handle: AccountHandle): string => `${snapshot.accounts[handle]?.source}/${snapshot.accounts[handle]?.label}`
  return reach.lateral(account).map(({ account: other, nativeRight, verdict, provenance }) => {
    return { account: named(account), controls: named(other), nativeRight, verdict: verdict.kind, record: recordText(provenance) }
  })
}

function pathOf(proof: Proof, snapshot: Snapshot): AnsweredAccess['path'] {
  return proof.map((step) => {
    switch (step.kind) {
      case 'membership':
        return { to: snapshot.groups[step.group]?.label ?? '', record: recordText(snapshot.memberships.provenance(step.membership)) }
      case 'grant':
        return { to: step.resource, record: recordText(step.grant.provenance) }
      case 'control': {
        const { on, nativeRight, when, provenance } = step.right
        const conditions = when.map(({ says }) => `, ${says}`).join('')
        return { to: `${controlledLabel(on, snapshot)} (${nativeRight}${conditions})`, record: recordText(provenance) }
      }
      default:
        return assertNever(step)
    }
  })
}

function recordText({ source, dataset, record }: { readonly source: string; readonly dataset: string; readonly record: string }): string {
  return `${source}, ${dataset}, ${record}`
}

function shortfallsOf(address: string, { snapshot, reach }: Askable): readonly string[] {
  const touched = reach.touchedBy(address)
  if (touched.kind !== 'answered') return []
  const state = new Map(snapshot.coverage.map((row) => [datasetId(row), row.state]))
  const datasets = touched.value.datasets.map(datasetId).filter((id) => state.get(id) !== 'complete')
  return [
    ...datasets.map((id) => `${id} is ${state.get(id) ?? 'not read'}`),
    ...touched.value.gaps.filter(({ record }) => record !== null).map((gap) => `${gap.source} ${gap.record}: ${gap.reason}`),
  ]
}

/** A person by mail, login or `id:` and employee number; or one account by its address. */
function accountsNamed(name: string, snapshot: Snapshot): Result<readonly AccountHandle[], Problem> {
  const person = snapshot.findPerson(name)
  if (person.found === 'one') return succeeded(accountsOf(person.thing))
  if (person.found === 'several')
    return failed(
      problem(64, `\`${name}\` names ${person.things.length} people`, `ask by one of ${person.things.map(({ key }) => key).join(', ')}`),
    )
  const address = /^([^:]+):(.+)$/su.exec(name)
  const account = address === null ? { found: 'none' as const } : snapshot.findAccount(address[1] ?? '', address[2] ?? '')
  if (account.found === 'one') return succeeded([account.thing])
  return failed(problem(64, `no source shows \`${name}\``, 'ask by mail, login, `id:` and the employee number, or `<source>:<account>`'))
}

function accountsOf({ joins }: Person): readonly AccountHandle[] {
  return joins.map(({ account }) => accountHandle(account))
}

function sorted(accesses: readonly AnsweredAccess[]): readonly AnsweredAccess[] {
  return sortedBy(accesses, ({ resource, subject, account, level }) => [resource, subject, account, level])
}

function unobserved(address: string, snapshot: Snapshot): Problem {
  const incomplete = snapshot.coverage.filter(({ state, source }) => state !== 'complete' && address.startsWith(`${source}:`))
  const help =
    incomplete.length === 0
      ? 'check the spelling: `<source>:<name, DN or id>`'
      : `its source was not read completely: ${incomplete.map(datasetId).join(', ')}`
  return problem(64, `\`${address}\` was not observed, so nobody can say who reaches it`, help)
}
