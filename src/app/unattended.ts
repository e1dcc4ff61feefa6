import type { Config } from '../config/config.ts'
import { epochMs } from '../core/base/instant.ts'
import type { Result } from '../core/base/result.ts'
import type { AuditResult } from '../core/model/audit-result.ts'
import { httpCall } from '../notify/http-call.ts'
import { type AuditOptions, type AuditRun, runAudit } from './audit.ts'
import { textOf } from './deliver.ts'
import { settleFailures, tellFailedRun } from './failed-runs.ts'
import type { Problem } from './problem.ts'
import { isDiskError, saysOf } from './publication/disk-error.ts'
import type { System } from './system.ts'
import { writeMetrics } from './write-metrics.ts'

const ANOTHER_RUN_HOLDS_THE_LOCK = 75

/**
 * An audit that nobody watches: what it does is logged from a start to an end, and after it was published the metrics are written and
 * the heartbeat is called. An audit that fails says so to every audience; its missing heartbeat says it once more.
 *
 * None of this changes what the audit answers.
 */
export async function unattendedAudit(config: Config, options: AuditOptions, machine: System): Promise<Result<AuditRun, Problem>> {
  const started = machine.clock()
  // The run's own id comes from its evidence; until then its lines are told apart by when and by whom they were begun.
  const job = `${started.slice(0, 19).replaceAll(/[-:]/gu, '')}Z-${process.pid}`
  const system: System = { ...machine, log: ({ level, event, ...details }) => machine.log({ level, event, job, ...details }) }
  system.log({ level: 'info', event: 'run-start', collects: options.collects })
  let run: Result<AuditRun, Problem>
  try {
    run = await runAudit(config, options, system)
  } catch (cause) {
    const message = `gatehouse failed by a fault of its own: ${saysOf(cause)}`
    system.log({ level: 'error', event: 'run-failed', message })
    await tellFailedRun(config, { message, help: null }, system)
    throw cause
  }
  const durationSeconds = Math.max(0, epochMs(system.clock()) - epochMs(started)) / 1000
  if (!run.ok) {
    const { message, exitCode } = run.error
    system.log({ level: 'error', event: 'run-failed', message, exitCode, durationSeconds })
    // The run that holds the lock speaks for this night.
    if (exitCode !== ANOTHER_RUN_HOLDS_THE_LOCK) await tellFailedRun(config, run.error, system)
    return run
  }
  const { result, reports } = run.value
  if (reports !== null) {
    await settleFailures(config, system)
    await keepMetrics(config, result, durationSeconds, system)
    await beat(config, system)
  }
  system.log({ level: 'info', event: 'run-end', ...outcome(result), published: reports !== null, durationSeconds })
  return run
}

function outcome({ run, assessment, life, publication }: AuditResult) {
  const inState = (...states: readonly string[]) => life.findings.filter(({ state }) => states.includes(state)).length
  return {
    run: run.id,
    new: inState('new', 'first-observed', 'reopened'),
    worse: inState('worse'),
    resolved: inState('resolved'),
    notRechecked: inState('not-rechecked'),
    gaps: assessment.gaps.length,
    incompleteDatasets: assessment.coverage.filter(({ state }) => state !== 'complete').length,
    policy: run.policyHash,
    head: publication?.head ?? null,
  }
}

async function keepMetrics({ metrics }: Config, result: AuditResult, durationSeconds: number, system: System): Promise<void> {
  if (metrics === null) return
  try {
    await writeMetrics(metrics, result, durationSeconds)
  } catch (cause) {
    if (!isDiskError(cause)) throw cause
    system.log({ level: 'warning', event: 'metrics-unwritten', run: result.run.id, reason: saysOf(cause) })
  }
}

/** A beat that fails is only logged: that it is missed is the alarm. */
async function beat(config: Config, system: System): Promise<void> {
  if (config.heartbeat === null) return
  const url = await textOf(config.heartbeat, config, system)
  const called = url.ok ? await httpCall(url.value, { method: 'GET' }) : url
  if (called.ok) system.log({ level: 'info', event: 'heartbeat' })
  else system.log({ level: 'warning', event: 'heartbeat-failed', reason: called.error })
}
