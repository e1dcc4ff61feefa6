import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import type { Config } from '../config/config.ts'
import type { Instant } from '../core/base/instant.ts'
import type { FailedRun } from '../core/model/audit-result.ts'
import { messageKey } from '../notify/message.ts'
import { runFailedDigest } from '../report/digest/run-failed.ts'
import { deliver } from './deliver.ts'
import { destinationsOf, messageOf } from './outbox-messages.ts'
import type { Problem } from './problem.ts'
import { isDiskError, saysOf } from './publication/disk-error.ts'
import type { System } from './system.ts'

/** A run that never reached the store, whose outbox it therefore cannot use; kept beside the reports until everybody was told. */
interface KeptFailure {
  readonly at: string
  readonly message: string
  readonly help: string | null
  /** Keys of the messages that arrived. */
  readonly told: readonly string[]
  /** Was it named by a report? */
  readonly reported: boolean
}

const KEPT = z.array(
  z.object({ at: z.string(), message: z.string(), help: z.string().nullable(), told: z.array(z.string()), reported: z.boolean() }),
)

/** Tells every audience of the institution that a run failed; what cannot be told now is told by a later run. Never rejects for it. */
export async function tellFailedRun(config: Config, { message, help }: Pick<Problem, 'message' | 'help'>, system: System): Promise<void> {
  const failure: KeptFailure = { at: system.clock(), message: firstLine(message), help, told: [], reported: false }
  await tellAll([...(await keptFailures(config, system)), failure], config, system)
}

/** As `tellFailedRun`, of one that could not do it itself. */
export async function tellKilledRun(config: Config, at: Instant, system: System): Promise<void> {
  const message = 'the audit was ended from outside: killed, out of memory, or the machine went down'
  system.log({ level: 'warning', event: 'run-was-killed', started: at })
  await tellAll([...(await keptFailures(config, system)), { at, message, help: null, told: [], reported: false }], config, system)
}

/** Failures that no report has named yet, oldest first. */
export async function unreportedFailures(config: Config, system: System): Promise<readonly FailedRun[]> {
  const kept = await keptFailures(config, system)
  return kept.filter(({ reported }) => !reported).map(({ at, message }) => ({ at: at as Instant, message }))
}

/** After a publication that named them: what is still to be told is tried again, the rest is forgotten. */
export async function settleFailures(config: Config, system: System): Promise<void> {
  const kept = await keptFailures(config, system)
  if (kept.length > 0)
    await tellAll(
      kept.map((failure) => ({ ...failure, reported: true })),
      config,
      system,
    )
}

async function tellAll(failures: readonly KeptFailure[], config: Config, system: System): Promise<void> {
  const audiences = Object.entries(config.notify).filter(([, { projects }]) => projects === null)
  const destinations = audiences.flatMap(([audience]) => destinationsOf(config, audience))
  // Kept before anybody is told: a kill in between tells twice, never not at all.
  await keep(failures, config, system)
  const left: KeptFailure[] = []
  for (const failure of failures) {
    const digest = runFailedDigest({ at: failure.at as Instant, message: failure.message }, failure.help)
    const told = new Set(failure.told)
    for (const to of destinations.filter((one) => !told.has(messageKey(one)))) {
      const message = messageOf('run-failed', digest, to, { id: `failed-${failure.at}`, institution: '' })
      const delivery = await deliver(message, config, system)
      const { audience, channel } = to
      const reason = delivery.kind === 'sent' ? null : delivery.reason
      const level = delivery.kind === 'sent' ? 'info' : 'warning'
      system.log({ level, event: `message-${delivery.kind}`, about: 'run-failed', audience, channel, reason })
      if (delivery.kind !== 'failed') told.add(messageKey(to))
    }
    const isSettled = failure.reported && destinations.every((to) => told.has(messageKey(to)))
    if (!isSettled) left.push({ ...failure, told: [...told] })
  }
  await keep(left, config, system)
}

function fileOf({ reports }: Config): string {
  return join(reports, 'failed-runs.json')
}

async function keptFailures(config: Config, system: System): Promise<readonly KeptFailure[]> {
  try {
    return KEPT.parse(JSON.parse(await readFile(fileOf(config), 'utf8')))
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return []
    if (!(cause instanceof SyntaxError) && !(cause instanceof z.ZodError) && !isDiskError(cause)) throw cause
    system.log({ level: 'error', event: 'failed-runs-unreadable', line: `\`${fileOf(config)}\`: ${firstLine(saysOf(cause))}` })
    return []
  }
}

async function keep(failures: readonly KeptFailure[], config: Config, system: System): Promise<void> {
  const path = fileOf(config)
  try {
    if (failures.length === 0) return await rm(path, { force: true })
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await writeFile(`${path}.partial`, `${JSON.stringify(failures, null, 2)}\n`, { mode: 0o600 })
    await rename(`${path}.partial`, path)
  } catch (cause) {
    if (!isDiskError(cause)) throw cause
    system.log({ level: 'error', event: 'failed-run-not-kept', line: saysOf(cause) })
  }
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? ''
}
