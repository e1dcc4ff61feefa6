import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { testAuthority } from '../servers/authority.ts'
import { EXPORTED, exportedInstitution, writeExport } from '../end-to-end/exported-institution.ts'
import { GROUPS } from '../end-to-end/small-directory.ts'
import { type Institution, configText } from '../end-to-end/small-institution.ts'

export const LOGIN = { user: 'gatehouse', password: 'correct horse' }

export interface Places {
  readonly smtpPort?: number
  readonly webhook?: string
  readonly heartbeat?: string
  /** More lines of `gatehouse.yaml`. */
  readonly more?: string
}

/** The small institution with somebody to tell: IT security by mail and webhook, a heartbeat, metrics. */
export async function messagingInstitution(places: Places): Promise<Institution> {
  const institution = await exportedInstitution()
  await configure(institution, places)
  return institution
}

export async function configure(
  { folder }: Pick<Institution, 'folder'>,
  { smtpPort, webhook, heartbeat, more = '' }: Places,
): Promise<void> {
  // An authority needs OpenSSL, and only mail needs an authority.
  const caFile = smtpPort === undefined ? '' : (await testAuthority()).caFile
  const channels = [
    ...(smtpPort === undefined ? [] : ['mail: soc@northmoor.example']),
    ...(webhook === undefined ? [] : ['webhook: {file: hook}']),
  ]
  const lines = [
    `notify: {security: {${channels.join(', ')}}}`,
    ...(smtpPort === undefined
      ? []
      : [
          `mail: {host: 127.0.0.1, port: ${smtpPort}, from: gatehouse@northmoor.example, user: gatehouse, password: {file: mail-secret}, ca: "${caFile}"}`,
        ]),
    ...(heartbeat === undefined ? [] : [`heartbeat: "${heartbeat}"`]),
    'metrics: var/metrics',
    'base_url: https://gatehouse.northmoor.example/',
    more,
  ]
  writeFileSync(join(folder, 'mail-secret'), `${LOGIN.password}\n`, { mode: 0o600 })
  if (webhook !== undefined) writeFileSync(join(folder, 'hook'), `${webhook}\n`, { mode: 0o600 })
  writeFileSync(join(folder, 'gatehouse.yaml'), configText(EXPORTED, `${lines.join('\n')}\n`))
}

/** From now on these are in `dialects-core`; Ada belongs there, everybody else is excess. */
export function admit(institution: Pick<Institution, 'write'>, ...logins: readonly string[]): void {
  writeExport(institution, { groups: { ...GROUPS, 'dialects-core': ['ada.lovell', ...logins] } })
}

export function metricsOf(folder: string): string {
  return readFileSync(join(folder, 'var/metrics/gatehouse.prom'), 'utf8')
}
