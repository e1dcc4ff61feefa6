import type { Config } from '../config/config.ts'
import { type Result, failed, succeeded } from '../core/base/result.ts'
import { type Day, dayIn } from '../core/base/instant.ts'
import { findingsTonight } from '../core/findings/findings-tonight.ts'
import type { Acknowledgement, AuditResult } from '../core/model/audit-result.ts'
import type { Finding } from '../core/model/finding.ts'
import { parsePersonReference } from '../core/model/person-reference.ts'
import { type Problem, problem } from './problem.ts'
import { publishedResult } from './published-result.ts'
import { sayInChain } from './said-in-chain.ts'
import type { System } from './system.ts'

export interface AcknowledgeInput {
  /** Its fingerprint, or the beginning of it. */
  readonly finding: string
  readonly owner: string
  readonly until: Day
  readonly note: string
}

export interface Acknowledged {
  readonly acknowledgement: Acknowledgement
  readonly finding: Finding
  /** The head of the chain that now says so. */
  readonly head: string
}

/** `gatehouse ack`: somebody is on a finding, until a day. It changes no status and no count; the last word on a finding counts. */
export async function acknowledge(config: Config, input: AcknowledgeInput, system: System): Promise<Result<Acknowledged, Problem>> {
  const { owner, until, note } = input
  const published = await publishedResult(config, null)
  if (!published.ok) return published
  const { result } = published.value
  const found = openFinding(result, input.finding)
  if (!found.ok) return found
  const at = system.clock()
  if (parsePersonReference(owner) === null)
    return failed(problem(64, `\`${owner}\` names no person`, 'write mail, UPN or eppn, or `id:<employee number>`'))
  if (note.trim() === '') return failed(problem(64, 'the note is empty', 'say in a few words what is being done'))
  if (until < dayIn(result.run.timeZone, at)) return failed(problem(64, `${until} is over`, 'name the day by which it will be done'))
  const acknowledgement: Acknowledgement = { fingerprint: found.value.fingerprint, owner, until, note: note.trim(), at }
  const said = await sayInChain(
    config,
    [
      {
        kind: 'acknowledgement',
        run: result.run.id,
        at,
        what: acknowledgement,
        keep: async (store, link) => store.acknowledge(acknowledgement, link),
      },
    ],
    'ack',
    system,
  )
  return said.ok ? succeeded({ acknowledgement, finding: found.value, head: said.value }) : said
}

/** An open finding of a result by the beginning of its fingerprint: six digits at least, and no other may fit. */
export function openFinding(result: AuditResult, prefix: string): Result<Finding, Problem> {
  const open = new Set(result.life.findings.filter(({ state }) => state !== 'resolved').map(({ fingerprint }) => fingerprint))
  const known = [...findingsTonight(result), ...result.life.findings.flatMap(({ lastKnown }) => lastKnown ?? [])]
  const hits = prefix.length < 6 ? [] : known.filter(({ fingerprint }) => fingerprint.startsWith(prefix))
  const [finding] = hits
  if (prefix.length < 6) return failed(problem(64, 'give at least six digits of the fingerprint'))
  if (finding === undefined) return failed(problem(64, `run ${result.run.id} has no finding \`${prefix}\``, 'see `gatehouse report`'))
  if (hits.length > 1) return failed(problem(64, `\`${prefix}\` fits ${hits.length} findings`, 'give more digits'))
  if (!open.has(finding.fingerprint)) return failed(problem(64, `\`${finding.fingerprint}\` is resolved: nothing is left to be on`))
  return succeeded(finding)
}
