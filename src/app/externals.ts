import type { Config } from '../config/config.ts'
import type { Instant } from '../core/base/instant.ts'
import { sortedBy } from '../core/base/order.ts'
import { type Result, failed, succeeded } from '../core/base/result.ts'
import type { Ledger } from '../core/compare/coverage-ledger.ts'
import { registerState } from '../core/compare/register-coverage.ts'
import { TELLING_ATTRIBUTES } from '../core/externals/account-view.ts'
import { externalsOf } from '../core/externals/externals-of.ts'
import { mayHide } from '../core/externals/may-hide.ts'
import type { DecidedBy, ExternalsRegister } from '../core/model/externals.ts'
import type { Person } from '../core/model/person.ts'
import { loadedPolicy } from './load-policy.ts'
import { isThere, observedNight } from './observed-night.ts'
import { type Problem, problem } from './problem.ts'
import type { AsksAttributes } from './snapshot-of.ts'
import { GATEHOUSE_VERSION } from './version.ts'

export interface ExternalsOptions {
  /** Null: the end of the newest evidence. */
  readonly now: Instant | null
  /** Decide by registers and sources alone, also where there is a policy. */
  readonly withoutPolicy: boolean
}

/**
 * The register of external people from the newest evidence; needs no policy.
 *
 * A policy that cannot be used is a problem, and not a reason to decide otherwise than it says: the same list would mean something else.
 */
export async function externals(config: Config, { now, withoutPolicy }: ExternalsOptions): Promise<Result<ExternalsRegister, Problem>> {
  const policy = withoutPolicy ? succeeded(null) : await usablePolicy(config)
  if (!policy.ok) return policy
  const declared = policy.value?.declared ?? null
  const night = await observedNight(config, declared, now, tellingAttributes(config))
  if (!night.ok) return night
  const { snapshot, ledger, context, zone, today } = night.value
  const { externals: found, internal } = externalsOf(snapshot, context, today)
  return succeeded({
    schemaVersion: '1.0',
    gatehouse: GATEHOUSE_VERSION,
    institution: declared?.institution.name ?? null,
    now: night.value.now,
    timeZone: zone,
    decidedBy: policy.value === null ? byRegisters(internal, ledger) : { kind: 'policy', hash: policy.value.hash },
    complete: ledger.rows.length > 0 && ledger.rows.every(({ state }) => state === 'complete') && !ledger.gaps.some(mayHide),
    coverage: ledger.rows,
    gaps: ledger.gaps,
    population: { people: snapshot.people.length, accounts: snapshot.accounts.length, internal: internal.length },
    externals: found,
  })
}

/** The policy, null where there is no folder or no file in it. */
async function usablePolicy(config: Config) {
  if (!(await isThere(config.policies))) return succeeded(null)
  const { load, hash, files } = await loadedPolicy(config)
  if (files === 0) return succeeded(null)
  if (load.policy !== null) return succeeded({ declared: load.policy, hash })
  const errors = load.diagnostics.filter(({ level }) => level === 'error')
  return failed(
    problem(78, 'the policy cannot be used, so nobody is told by it who is external', 'mend it, or ask with `--no-policy`', errors),
  )
}

/** Asks each directory for what it says of its holders, beside what joins and rules need. */
function tellingAttributes({ sources }: Config): readonly AsksAttributes[] {
  const directories = sources.filter(({ kind }) => kind === 'ldap' || kind === 'entra' || kind === 'aws')
  return directories.map(({ name }) => ({ match: TELLING_ATTRIBUTES.map((attribute) => ({ source: name, attribute })) }))
}

function byRegisters(internal: readonly Person[], ledger: Ledger): DecidedBy {
  const state = registerState('hr', ledger.byId)
  const types = Map.groupBy(internal, ({ hr }) => hr[0]?.employeeType ?? '')
  return {
    kind: 'registers',
    staffRegister: state.kind === 'complete' ? 'read' : state.kind === 'partial' ? 'not-read' : 'not-configured',
    internalTypes: sortedBy(
      [...types].map(([type, people]) => ({ type, people: people.length })),
      ({ type }) => type,
    ),
  }
}
