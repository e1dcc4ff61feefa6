import { realpathSync } from 'node:fs'
import type { Command } from 'commander'
import { type Schedule, scheduleDaemon, scheduleOf } from '../../app/schedule.ts'
import { kubernetesCronJob } from '../../schedule/kubernetes-cronjob.ts'
import { nextTimes, skippedDays } from '../../schedule/next-times.ts'
import { onCalendar } from '../../schedule/on-calendar.ts'
import { systemdUnits } from '../../schedule/systemd-units.ts'
import { type GlobalOptions, told, withConfig } from '../context.ts'
import { type Io, printJson, systemOf } from '../io.ts'

interface ScheduleFlags {
  readonly systemd?: true
  readonly kubernetes?: true
  readonly daemon?: true
}

/** `schedule`: what makes a machine run the audit every night, printed and explained; or, as a daemon, done. */
export function addScheduleCommand(program: Command, io: Io, done: (code: number) => void): void {
  program
    .command('schedule')
    .description('print what runs the audit every night: systemd units or a Kubernetes CronJob; or do it as a daemon')
    .option('--systemd', 'print a service and a timer')
    .option('--kubernetes', 'print a CronJob')
    .option('--daemon', 'stay and run the audit by the schedule, until SIGTERM')
    .action(async (flags: ScheduleFlags, command: Command) =>
      done(
        await withConfig(command, io, {}, async (config, options) => {
          const schedule = await scheduleOf(config, { program: realpathSync(process.argv[1] ?? '.'), node: process.execPath })
          if (!schedule.ok) return told(schedule.error, options, io)
          for (const notice of schedule.value.notices) io.stderr.write(`${notice}\n`)
          if (flags.daemon === true) return daemon(schedule.value, io)
          print(schedule.value, flags, options, io)
          return 0
        }),
      ),
    )
}

const SIGNALS = { SIGTERM: 143, SIGINT: 130 } as const

async function daemon(schedule: Schedule, io: Io): Promise<number> {
  const stop = new AbortController()
  let code: number = SIGNALS.SIGTERM
  const listeners = Object.entries(SIGNALS).map(([signal, its]) => {
    const listener = (): void => {
      code = its
      stop.abort()
    }
    process.on(signal, listener)
    return () => process.off(signal, listener)
  })
  try {
    await scheduleDaemon(schedule, stop.signal, systemOf(io))
    return code
  } finally {
    for (const remove of listeners) remove()
  }
}

function print({ plan }: Schedule, { systemd, kubernetes }: ScheduleFlags, { json }: GlobalOptions, io: Io): void {
  const now = systemOf(io).clock()
  const times = nextTimes(plan.cron, plan.zone, now, 3)
  const skipped = skippedDays(plan.cron, plan.zone, now)
  const units = systemdUnits(plan)
  if (json === true) {
    const { cron, zone } = plan
    return printJson(io, {
      schedule: cron.written,
      zone,
      next: times,
      skipped,
      onCalendar: onCalendar(cron, zone),
      ...units,
      cronJob: kubernetesCronJob(plan),
    })
  }
  const gap = skipped.map(
    (day) =>
      `# On ${day} the clock leaves this time out: systemd and Kubernetes skip that night, the daemon runs when the clock goes on.\n`,
  )
  const parts: string[] = []
  if (systemd === true) parts.push(...gap, SYSTEMD, `# gatehouse.service\n${units.service}\n# gatehouse.timer\n${units.timer}`)
  if (kubernetes === true) parts.push(...gap, KUBERNETES, kubernetesCronJob(plan))
  if (parts.length === 0) {
    const lines = times.map((time) => `  ${time}`)
    parts.push(`Schedule \`${plan.cron.written}\` in ${plan.zone}; the next runs, in UTC:\n${lines.join('\n')}\n`, ...gap, HELP)
  }
  io.stdout.write(parts.join(''))
}

const HELP = `
Nothing was set up. Print what runs it, and set that up as docs/nightly.md says:
  gatehouse schedule --systemd      a service and a timer for one machine
  gatehouse schedule --kubernetes   a CronJob
  gatehouse schedule --daemon       no printing: stays and runs it, for a container or a supervisor
`

const SYSTEMD = `# Two units for one machine. As root:
#   useradd --system --home-dir /var/lib/gatehouse --shell /usr/sbin/nologin gatehouse
#   make the folders of ReadWritePaths, owned by gatehouse, mode 0700
#   put each part below into /etc/systemd/system under its name, then
#   systemctl daemon-reload && systemctl enable --now gatehouse.timer
# By hand: systemctl start gatehouse.service; its log: journalctl -u gatehouse.service
`

const KUBERNETES = `# Set the image, and make before it is applied: the config map gatehouse-config (gatehouse.yaml), the secret gatehouse,
# the claims gatehouse-policies and gatehouse-state (ReadWriteOnce). Then: kubectl apply -f cronjob.yaml
`
