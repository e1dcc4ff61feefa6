import type { Config } from '../config/config.ts'
import { type Result, failed, succeeded } from '../core/base/result.ts'
import { type Day, dayIn } from '../core/base/instant.ts'
import type { AcceptedShrink } from '../core/findings/breaker.ts'
import type { AuditResult, LedgerRow } from '../core/model/audit-result.ts'
import { type Problem, problem } from './problem.ts'
import { publishedResult } from './published-result.ts'
import { sayInChain } from './said-in-chain.ts'
import type { System } from './system.ts'

export interface AcceptShrinkInput {
  /** `<source>/<dataset>`. */
  readonly dataset: string
  readonly reason: string
  readonly by: string
  /** A clean-up announced for this day; null: what the latest run saw. */
  readonly on: Day | null
}

export interface ShrinkAccepted {
  readonly shrinks: readonly AcceptedShrink[]
  readonly head: string
}

/**
 * `gatehouse accept-shrink`: a person vouches for fewer records than before, so that the next run believes them.
 *
 * Without a day it speaks of the count that the latest run held to be implausible, unit by unit; with one, of whatever that day's runs
 * find, since nobody knows beforehand how much a clean-up leaves. Name, reason and counts enter the chain.
 */
export async function acceptShrink(config: Config, input: AcceptShrinkInput, system: System): Promise<Result<ShrinkAccepted, Problem>> {
  const { reason, by, on } = input
  const slash = input.dataset.indexOf('/')
  const [source, dataset] = [input.dataset.slice(0, slash), input.dataset.slice(slash + 1)]
  if (slash < 1 || dataset === '') return failed(problem(64, `expected SOURCE/DATASET, found \`${input.dataset}\``, 'such as `ad/users`'))
  if (reason.trim() === '') return failed(problem(64, 'the reason is empty', 'say why there are fewer'))
  const published = await publishedResult(config, null)
  if (!published.ok) return published
  const { result } = published.value
  const rows = result.assessment.coverage.filter((row) => row.source === source && row.dataset === dataset)
  if (rows.length === 0) return failed(unknownDataset(input.dataset, source, result))
  const at = system.clock()
  const said = { source, dataset, on, by, reason: reason.trim(), at }
  if (on !== null && on < dayIn(result.run.timeZone, at))
    return failed(problem(64, `${on} is over`, 'leave `--on` out to accept what the latest run saw'))
  const shrunken = rows.filter(isShrunken)
  if (on === null && shrunken.length === 0) {
    return failed(
      problem(64, `the latest run held no shrink of \`${input.dataset}\` to be implausible`, 'announce a clean-up with `--on DATE`'),
    )
  }
  const shrinks: readonly AcceptedShrink[] =
    on === null
      ? shrunken.map(({ unit, records }): AcceptedShrink => ({ ...said, unit, records }))
      : [{ ...said, unit: null, records: null }]
  const head = await sayInChain(
    config,
    shrinks.map((shrink) => ({
      kind: 'accepted-shrink',
      run: result.run.id,
      at,
      what: shrink,
      keep: async (store, link) => store.acceptShrink(shrink, link),
    })),
    'accept-shrink',
    system,
  )
  return head.ok ? succeeded({ shrinks, head: head.value }) : head
}

function isShrunken({ reasons }: LedgerRow): boolean {
  return reasons.some((reason) => reason.startsWith('implausible-shrink'))
}

function unknownDataset(name: string, source: string, { assessment }: AuditResult): Problem {
  const known = assessment.coverage.filter((row) => row.source === source).map((row) => `\`${row.source}/${row.dataset}\``)
  return problem(
    64,
    `the latest run has no dataset \`${name}\``,
    known.length === 0 ? null : `the source has ${[...new Set(known)].join(', ')}`,
  )
}
