import { dirname } from 'node:path'
import type { Config, ConfigJson } from '../config/config.ts'
import { distinctTexts } from '../core/base/order.ts'
import { type Result, failed, succeeded } from '../core/base/result.ts'
import { type CronTimes, parseCron } from '../schedule/cron.ts'
import { type DaemonInput, runDaemon } from '../schedule/daemon.ts'
import { runChild } from '../schedule/run-child.ts'
import type { SchedulePlan } from '../schedule/schedule-plan.ts'
import { loadedPolicy } from './load-policy.ts'
import { type Problem, problem } from './problem.ts'
import type { System } from './system.ts'

export interface Schedule {
  readonly plan: SchedulePlan
  /** What a reader should know about it, a line each. */
  readonly notices: readonly string[]
}

/** The nightly schedule of the configuration, in the institution's zone; UTC, and said so, while the policy that names it is broken. */
export async function scheduleOf(
  config: Config,
  { program, node }: { readonly program: string; readonly node: string },
): Promise<Result<Schedule, Problem>> {
  const cron = cronOf(config)
  if (!cron.ok) return cron
  const { load } = await loadedPolicy(config)
  const zone = load.policy?.institution.timezone ?? null
  const store = config.store.kind === 'sqlite' ? [dirname(config.store.path)] : []
  const secrets = secretsIn(config.decided)
  const plan: SchedulePlan = {
    cron: cron.value,
    zone: zone ?? 'UTC',
    program,
    node,
    configFile: config.file,
    policies: config.policies,
    writable: distinctTexts([...store, config.evidence, config.reports, ...(config.metrics === null ? [] : [config.metrics])]),
    credentials: distinctTexts(secrets.flatMap(({ kind, name }) => (kind === 'credential' ? [name] : []))),
    secretFiles: distinctTexts(secrets.flatMap(({ kind, name }) => (kind === 'file' ? [name] : []))),
    secretVariables: distinctTexts(secrets.flatMap(({ kind, name }) => (kind === 'env' ? [name] : []))),
  }
  const notices = zone === null ? ['the policy cannot be used, so that the institution’s time zone is not known: times are in UTC'] : []
  return succeeded({ plan, notices })
}

function cronOf({ schedule }: Config): Result<CronTimes, Problem> {
  if (schedule === null)
    return failed(problem(78, 'no `schedule` is configured', 'set `schedule: "15 2 * * *"` for a quarter past two every night'))
  const cron = parseCron(schedule)
  return cron.ok
    ? cron
    : failed(
        problem(
          78,
          `\`schedule\` is no time: ${cron.error}`,
          'five fields, as in `15 2 * * *`: minute, hour, day of the month, month, day of the week',
        ),
      )
}

/** Runs the audit by this schedule until `stop`; each night is a process of its own. */
export async function scheduleDaemon({ plan }: Schedule, stop: AbortSignal, system: System): Promise<void> {
  const { cron, zone, program, node, configFile } = plan
  const log: DaemonInput['log'] = (event, details) =>
    system.log({ level: event === 'waiting' ? 'info' : 'warning', event: `schedule-${event}`, ...details })
  async function gatehouse(args: readonly string[], stopping: AbortSignal): Promise<void> {
    const ended = await runChild(node, [program, '--config', configFile, ...args], stopping)
    system.log({ level: isAnswer(ended) ? 'info' : 'warning', event: 'schedule-ended', command: args.join(' '), ended })
  }
  await runDaemon({
    cron,
    zone,
    night: async (stopping) => gatehouse(['audit'], stopping),
    resend: async (stopping) => gatehouse(['audit', '--resend'], stopping),
    stop,
    log,
  })
}

/** Exit codes 0 to 3 say what was found and what was not checked. */
function isAnswer(ended: number | NodeJS.Signals): boolean {
  return typeof ended === 'number' && ended <= 3
}

interface SecretName {
  readonly kind: 'env' | 'file' | 'credential'
  readonly name: string
}

/** Every reference to a secret that the configuration holds, wherever it stands. */
function secretsIn(written: ConfigJson): readonly SecretName[] {
  if (written === null || typeof written !== 'object') return []
  const members = Object.entries(written)
  const [only] = members
  if (members.length === 1 && only !== undefined && typeof only[1] === 'string') {
    const [kind, name] = only
    if (kind === 'env' || kind === 'file' || kind === 'credential') return [{ kind, name }]
  }
  return members.flatMap(([, member]) => secretsIn(member))
}
