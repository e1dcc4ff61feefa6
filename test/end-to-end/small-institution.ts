import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** An institution of a handful of people, in a folder of its own: policies, registers, `gatehouse.yaml`. */
export interface Institution {
  readonly folder: string
  /** Writes any file below the folder; its parents are made. */
  write(path: string, content: string | Uint8Array): void
  remove(): void
}

export interface Directory {
  /** The flow map behind `ad:` in `gatehouse.yaml`. */
  readonly source: string
  /** Address of a group by its name. */
  readonly group: (name: string) => string
  /** Those who hold the directory itself, and with it every group: flow maps behind `who:`. */
  readonly administrators?: readonly string[]
}

/** A live directory over LDAPS; the password is read from `secret`, which is written beside the configuration. */
export function liveSource(server: { readonly url: string; readonly caFile: string }, base: string, dn: string): string {
  return `{kind: ldap, url: "${server.url}", base: "${base}", ca: "${server.caFile}", bind: {dn: "${dn}", password: {file: secret}}}`
}

/**
 * Northmoor, small. Project `tides` has a share that the group `tides-core` may write; `tides-core` <- `coastal` <- `summer-2026`.
 * Ada and Ben are entitled, Cara is not. Project `dialects` has the group `dialects-core`, in which only Ada is.
 */
export async function smallInstitution(directory: Directory, password: string): Promise<Institution> {
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-e2e-'))
  const institution: Institution = {
    folder,
    write: folderWriter(folder),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
  institution.write('secret', `${password}\n`)
  institution.write('gatehouse.yaml', configText(directory.source))
  institution.write('policies/institution.yaml', INSTITUTION)
  institution.write('policies/projects/tides.yaml', TIDES)
  institution.write('policies/projects/dialects.yaml', dialects(directory.group('dialects-core'), directory.administrators))
  writeHr(institution)
  writeVisitors(institution)
  writeShares(institution, directory.group('tides-core'))
  return institution
}

export function folderWriter(folder: string): Institution['write'] {
  return (path, content) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content, path === 'secret' ? { mode: 0o600 } : {})
  }
}

export function configText(directory: string, more = ''): string {
  return `sources:
  ad: ${directory}
  hr: {kind: table, register: hr, file: exports/hr/hr.csv}
  visitors: {kind: table, register: visitors, file: exports/visitors/visitors.csv}
  shares: {kind: table, register: grants, file: exports/shares/shares.csv}
${more}`
}

export const INSTITUTION = `version: 1
institution:
  name: Northmoor University
  timezone: Europe/London
  senior_lead: helen.ward@northmoor.example
  siro: omar.haddad@northmoor.example
  champions: {academic: helen.ward@northmoor.example, corporate: omar.haddad@northmoor.example}
affiliations:
  - {kind: staff, match: [{source: hr, attribute: employee_type, is: employee}]}
  - kind: visiting-academic
    match: [{source: visitors, attribute: kind, is: academic}]
    requires: {host: true, end_date: true}
`

export const TIDES = `version: 1
projects:
  tides:
    title: Storm tides
    lead: ada.lovell@northmoor.example
    sensitivity: sensitive
    why_sensitive: [commercial]
    until: 2099-12-31
    resources:
      model-runs: {kind: share, at: 'shares:\\\\fs1\\tides'}
    entitled:
      - who: {people: [ada.lovell@northmoor.example, ben.stone@northmoor.example]}
        affiliation: [staff]
        gets: {model-runs: write}
`

export function dialects(group: string, administrators: readonly string[] = []): string {
  return `version: 1
projects:
  dialects:
    title: Dialects of the moor
    lead: ada.lovell@northmoor.example
    sensitivity: sensitive
    why_sensitive: [ethical]
    until: 2099-12-31
    resources:
      core-group: {kind: group, at: "${group}"}
    entitled:
      - who: {person: ada.lovell@northmoor.example}
        affiliation: [staff]
        gets: {core-group: use}
${administrators.map((who) => `      - {who: ${who}, gets: {core-group: admin}}\n`).join('')}`
}

export const STAFF = ['helen.ward', 'omar.haddad', 'ada.lovell', 'ben.stone', 'cara.finch'] as const

export function writeHr(institution: Pick<Institution, 'write'>, extra: readonly string[] = []): void {
  const rows = STAFF.map((login, index) => `E${1001 + index},${login}@northmoor.example,employee,Geography,2015-01-01,,active,`)
  const header = 'employee_id,mail,employee_type,department,from,until,status,upn'
  writeRegister(institution, 'hr', [header, ...rows, ...extra])
}

export function writeVisitors(institution: Pick<Institution, 'write'>, extra: readonly string[] = []): void {
  const rows = ['vera.vale@northmoor.example,academic,polder.example,id:E1003,2026-01-01,2099-06-30']
  writeRegister(institution, 'visitors', ['person,kind,organisation,host,from,until', ...rows, ...extra])
}

function writeShares(institution: Pick<Institution, 'write'>, group: string): void {
  const rows = ['resource,kind,principal,level', `\\\\fs1\\tides,share,"${group}",write`]
  writeRegister(institution, 'shares', rows, `resources: ['\\\\fs1\\tides']\n`)
}

/** A register with the `export.yaml` that proves it whole; `exportedAt`: now, unless told. */
export function writeRegister(
  institution: Pick<Institution, 'write'>,
  name: string,
  lines: readonly string[],
  more = '',
  exportedAt = new Date().toISOString(),
): void {
  institution.write(`exports/${name}/${name}.csv`, lines.map((line) => `${line}\n`).join(''))
  const proof = `format: 1\nsystem: ${name} of Northmoor\nexported_at: ${exportedAt}\nfiles: {${name}.csv: ${lines.length - 1}}\ncomplete: true\n`
  institution.write(`exports/${name}/export.yaml`, proof + more)
}
