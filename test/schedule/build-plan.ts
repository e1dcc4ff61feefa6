import { parseCron } from '../../src/schedule/cron.ts'
import type { SchedulePlan } from '../../src/schedule/schedule-plan.ts'

export function buildPlan(changes: Partial<SchedulePlan> = {}): SchedulePlan {
  const cron = parseCron('15 2 * * *')
  if (!cron.ok) throw new Error(cron.error)
  return {
    cron: cron.value,
    zone: 'Europe/London',
    program: '/opt/gatehouse/bin/gatehouse.js',
    node: process.execPath,
    configFile: '/etc/gatehouse/gatehouse.yaml',
    policies: '/etc/gatehouse/policies',
    writable: ['/var/lib/gatehouse'],
    credentials: ['ad', 'mail'],
    secretFiles: [],
    secretVariables: ['AD_PASSWORD', 'MAIL_PASSWORD'],
    ...changes,
  }
}
