import { join } from 'node:path'
import type { Config } from '../config/config.ts'
import { type Result, failed, succeeded } from '../core/base/result.ts'
import { sendWaiting } from './deliver.ts'
import { noteKilledRun } from './note-killed-run.ts'
import { openedStore } from './open-store.ts'
import { type Problem, problem } from './problem.ts'
import { thisMachine } from './publication/lock-machine.ts'
import { diskPublicationFiles } from './publication/publication-files.ts'
import { takeLock } from './publication/publication-lock.ts'
import type { System } from './system.ts'

/** Sends what waits in the outbox and audits nothing; resolves to what still has not arrived, a line each. */
export async function resend(config: Config, system: System): Promise<Result<{ readonly notices: readonly string[] }, Problem>> {
  const locked = await takeLock(join(config.reports, 'lock'), diskPublicationFiles, thisMachine, {
    doing: 'resend',
    watching: (line) => system.log({ level: 'warning', event: 'lock-abandoned', line }),
  })
  if (!locked.ok) {
    const { error } = locked
    return failed(error.kind === 'locked' ? problem(75, error.message, error.help) : problem(78, error.message))
  }
  try {
    const store = await openedStore(config)
    if (!store.ok) return store
    try {
      await noteKilledRun(store.value, locked.value, config, system)
      return succeeded({ notices: await sendWaiting(store.value, config, system) })
    } finally {
      await store.value.close()
    }
  } finally {
    const left = await locked.value.release()
    if (left !== null) system.log({ level: 'warning', event: 'lock-not-removed', line: left })
  }
}
