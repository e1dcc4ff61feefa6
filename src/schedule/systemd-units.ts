import { onCalendar } from './on-calendar.ts'
import type { SchedulePlan } from './schedule-plan.ts'

/**
 * A service that audits once, and the timer that starts it; `systemd.exec(5)`.
 *
 * Exit codes 1 to 3 say what was found or not checked, not that the job failed. `MemoryDenyWriteExecute` is not set: Node compiles at
 * run time. `AF_NETLINK` and `AF_UNIX` are what looking names up needs.
 */
export function systemdUnits(plan: SchedulePlan): { readonly service: string; readonly timer: string } {
  return { service: service(plan), timer: timer(plan) }
}

function service({ program, node, configFile, policies, writable, credentials, secretFiles }: SchedulePlan): string {
  const isAtHome = [program, node, configFile, policies, ...writable].some((path) => /^\/(home|root|run\/user)\//u.test(path))
  return `[Unit]
Description=Gatehouse: who can reach sensitive research and should not
Documentation=man:systemd.exec(5)
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
ExecStart=${quoted(node)} ${[program, '--config', configFile].map(argument).join(' ')} audit
SuccessExitStatus=1 2 3
# The journal gets the log, which names nobody; the summary for people stands in the reports.
StandardOutput=null
TimeoutStartSec=6h
User=gatehouse
Group=gatehouse
UMask=0077
${secretLines(credentials, secretFiles)}
# What it may write, and nothing else.
ReadWritePaths=${writable.map((path) => quoted(`-${path}`)).join(' ')}
ProtectSystem=strict
ProtectHome=${isAtHome ? 'read-only' : 'yes'}
PrivateTmp=yes
PrivateDevices=yes
PrivateIPC=yes
PrivateUsers=yes
ProcSubset=pid
ProtectProc=invisible
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
RemoveIPC=yes

# What it may do.
CapabilityBoundingSet=
AmbientCapabilities=
NoNewPrivileges=yes
LockPersonality=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources
SystemCallErrorNumber=EPERM
KeyringMode=private
DevicePolicy=closed
`
}

/** `systemd.service(5)`, Command lines: quotes and backslashes, `%` for specifiers, and here also `$` for variables. */
function argument(text: string): string {
  return quoted(text).replaceAll('$', '$$$$')
}

function quoted(text: string): string {
  const escaped = text.replaceAll('%', '%%')
  return /^[\w./:@%$+=-]+$/u.test(escaped) ? escaped : `"${escaped.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}

function secretLines(credentials: readonly string[], secretFiles: readonly string[]): string {
  const loads = credentials.map((name) => `LoadCredential=${name}:/etc/gatehouse/credentials/${name}\n`)
  const files = secretFiles.map((path) => `# Must be readable by gatehouse alone: ${path}\n`)
  return [...loads, ...files].join('')
}

function timer({ cron, zone }: SchedulePlan): string {
  return `[Unit]
Description=Gatehouse every night

[Timer]
${onCalendar(cron, zone)
  .map((line) => `OnCalendar=${line}\n`)
  .join('')}# A night that was missed because the machine was off is made up for when it is on again.
Persistent=yes
AccuracySec=1min
Unit=gatehouse.service

[Install]
WantedBy=timers.target
`
}
