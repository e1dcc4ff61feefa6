import type { CronTimes } from './cron.ts'

/** What a machine must know to run the nightly audit by itself. Paths are absolute. */
export interface SchedulePlan {
  readonly cron: CronTimes
  /** The institution's. */
  readonly zone: string
  /** The program's entrance. */
  readonly program: string
  /** The Node that runs it. */
  readonly node: string
  readonly configFile: string
  readonly policies: string
  /** Folders into which a run writes, each once, sorted. */
  readonly writable: readonly string[]
  /** Secrets by systemd, by file and by environment, each sorted. */
  readonly credentials: readonly string[]
  readonly secretFiles: readonly string[]
  readonly secretVariables: readonly string[]
}
