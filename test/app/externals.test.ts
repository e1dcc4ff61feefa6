import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { generateInstitution } from '../../fixtures/generate/generate-institution.ts'
import { writeInstitution } from '../../fixtures/generate/write-institution.ts'
import { externals } from '../../src/app/externals.ts'
import { writeExternals } from '../../src/app/write-externals.ts'
import type { Config } from '../../src/config/config.ts'
import { loadConfig } from '../../src/config/load-config.ts'
import { parseInstant } from '../../src/core/base/instant.ts'
import type { ExternalsRegister } from '../../src/core/model/externals.ts'
import { externalsText } from '../../src/report/externals/externals-text.ts'
import { gatehouse } from '../end-to-end/run-gatehouse.ts'

const root = join(import.meta.dirname, '../..')
const generated = generateInstitution({ seed: 7, accounts: 400, projects: 8 })
const SOURCES = ['directory', 'hr', 'visitors', 'partners'] as const
const ask = { now: null, withoutPolicy: false }
let folder: string

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'externals-'))
  await writeInstitution(generated, folder, { flavour: 'openldap', entriesPerPage: 200 })
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('without any policy', () => {
  test.each(['no folder', 'an empty folder', 'a folder of tests alone'])('%s: registers decide, and the output says so', async (state) => {
    rmSync(join(folder, 'policies'), { recursive: true })
    if (state !== 'no folder') mkdirSync(join(folder, 'policies/tests'), { recursive: true })
    if (state === 'an empty folder') rmSync(join(folder, 'policies/tests'), { recursive: true })
    const register = await found(await config())
    expect(register.decidedBy.kind).toBe('registers')
    expect(register.complete).toBe(true)
    expect(strangers().length).toBeGreaterThan(3)
    expect(withoutRegister(register)).toEqual(strangers())
    const text = externalsText(register, { width: 200 })
    expect(text).toMatch(/^Coverage\n/u)
    expect(text).toContain('No policy was asked, so nobody is called staff by a rule')
    expect(text).toContain('these are all that the configured sources show')
  })

  test('everybody with a row as visitor or partner is listed as such, and nobody with a post in force', async () => {
    const register = await found(await config(), { withoutPolicy: true })
    const { visitors, partners, hr } = generated.institution.registers
    const today = generated.institution.now.slice(0, 10)
    const listed = (...relations: readonly string[]) =>
      register.externals.filter(({ relation }) => relations.includes(relation)).map(({ subject }) => subject)
    expect(listed('visitor').toSorted()).toEqual(distinct(visitors.map(({ person }) => `upn:${person}`)))
    expect(listed('partner').toSorted()).toEqual(distinct(partners.map(({ person }) => `upn:${person}`)))
    const inForce = hr.filter(({ status, from, until }) => status === 'active' && from <= today && (until === '' || until >= today))
    const subjects = new Set<string>(register.externals.map(({ subject }) => subject))
    expect(inForce.filter(({ employee_id }) => subjects.has(`employee:${employee_id}`))).toEqual([])
    expect(register.population.internal).toBe(new Set(inForce.map(({ employee_id }) => employee_id)).size)
    expect(register.population.people).toBe(register.population.internal + register.externals.length)
  })

  test('without a register of staff everybody else is unknown, and nobody is said to be staff', async () => {
    const whole = await config()
    const register = await found({ ...whole, sources: whole.sources.filter(({ name }) => name !== 'hr') }, { withoutPolicy: true })
    expect(register.decidedBy).toMatchObject({ staffRegister: 'not-configured', internalTypes: [] })
    expect(register.population.internal).toBe(0)
    expect(externalsText(register, { width: 200 })).toContain('members of staff are among those listed as unknown')
  })
})

describe('with a policy', () => {
  test('its affiliations decide', async () => {
    const register = await found(await config())
    expect(register.institution).toBe('Northmoor University')
    expect(register.decidedBy.kind).toBe('policy')
    const relations = new Set(register.externals.filter(({ ended }) => !ended).map(({ relation }) => relation))
    expect(relations).toEqual(new Set(['partner', 'unknown', 'visiting-academic']))
    expect(withoutRegister(register)).toEqual(strangers())
  })

  test('one that does not load is a problem, and no other way to decide', async () => {
    writeFileSync(join(folder, 'policies/institution.yaml'), 'version: 1\ninstitution:\n')
    expect(await externals(await config(), ask)).toMatchObject({
      ok: false,
      error: { exitCode: 78, help: expect.stringContaining('--no-policy') },
    })
    expect((await found(await config(), { withoutPolicy: true })).decidedBy.kind).toBe('registers')
  })
})

describe('an incomplete run never says that these are all', () => {
  test.each(SOURCES)('%s left no evidence', async (source) => {
    rmSync(join(folder, 'evidence', source, 'manifest.json'))
    for (const withoutPolicy of [false, true]) {
      const register = await found(await config(), { withoutPolicy })
      expect(register.complete).toBe(false)
      const text = externalsText(register, { width: 200 })
      expect(text).not.toContain('these are all')
      expect(text).toContain('At least ')
      expect(text.indexOf(source)).toBeLessThan(text.indexOf('How it was decided'))
    }
  })

  test('a register that an earlier run read, and that its evidence no longer lists', async () => {
    expect((await gatehouse(folder, ['audit'])).code).not.toBe(78)
    const path = join(folder, 'evidence/hr/manifest.json')
    writeFileSync(path, JSON.stringify({ ...(JSON.parse(readFileSync(path, 'utf8')) as object), datasets: [] }))
    const register = await found(await config(), { withoutPolicy: true })
    expect(register.complete).toBe(false)
    expect(register.coverage).toContainEqual(expect.objectContaining({ source: 'hr', dataset: 'hr', state: 'failed' }))
    expect(register.decidedBy).toMatchObject({ staffRegister: 'not-read' })
    expect(externalsText(register, { width: 200 })).toContain('some of those listed as unknown may be staff')
  })

  test('evidence that is too old says so', async () => {
    const register = await found(await config(), { now: '2027-03-01T00:00:00.000Z' })
    expect(register.complete).toBe(false)
    expect(new Set(register.coverage.map(({ state }) => state))).toEqual(new Set(['partial']))
  })
})

test('the command: a table first, files in a new folder for their owner alone, exit codes', async () => {
  const whole = await gatehouse(folder, ['externals', '--out', 'list'])
  expect(whole.code, whole.stderr).toBe(0)
  expect(whole.stdout).toMatch(/^Coverage\n {2}All \d+ sources were read completely\./u)
  const files = ['externals-access.csv', 'externals.csv', 'externals.html', 'externals.json']
  expect(readdirSync(join(folder, 'list')).toSorted()).toEqual(files)
  for (const name of files) expect(statSync(join(folder, 'list', name)).mode & 0o077, name).toBe(0)
  const json = await gatehouse(folder, ['externals', '--json'])
  expect(json.stdout).toBe(readFileSync(join(folder, 'list/externals.json'), 'utf8'))
  const csv = await gatehouse(folder, ['externals', '--csv'])
  expect(csv.stdout).toBe(readFileSync(join(folder, 'list/externals.csv'), 'utf8'))
  const again = await gatehouse(folder, ['externals', '--out', 'list'])
  expect(again.code).toBe(78)
  expect(again.stderr).toContain('name a folder that is new')

  rmSync(join(folder, 'evidence/visitors/manifest.json'))
  const partial = await gatehouse(folder, ['externals'])
  expect(partial.code).toBe(2)
  expect(existsSync(join(folder, 'var/gatehouse.db'))).toBe(false)
})

test('what opens something is shown with the group that opens it', async () => {
  const register = await found(await config())
  const accesses = generated.truth.accesses.filter(({ kind, grant }) => kind === 'share' && grant !== null)
  const bySubject = new Map<string, ExternalsRegister['externals'][number]>(register.externals.map((one) => [one.subject, one]))
  const checked = accesses.filter(({ subject }) => bySubject.has(subject))
  expect(checked.length).toBeGreaterThan(5)
  for (const { subject, address, level, through } of checked) {
    const opens = bySubject.get(subject)?.accounts.flatMap((account) => account.opens) ?? []
    const outermost = generated.institution.groups[through.at(-1) ?? -1]?.cn ?? null
    expect(opens).toContainEqual(expect.objectContaining({ resource: address, level, through: outermost }))
  }
})

test('the example institution, with systems that cannot be read yet', async () => {
  const copy = join(folder, 'northmoor')
  cpSync(join(root, 'fixtures/northmoor/nights/14'), join(copy, 'nights/14'), { recursive: true })
  const yaml = readFileSync(join(root, 'fixtures/northmoor/gatehouse.yaml'), 'utf8').replaceAll('../../', '')
  writeFileSync(join(copy, 'gatehouse.yaml'), yaml)
  const register = await found(await config(copy))
  expect(register.complete).toBe(false)
  expect(register.gaps.map(({ source }) => source)).toEqual(['aws', 'campus', 'entra'])
  const liWei = register.externals.find(({ label }) => label === 'Li Wei')
  expect(liWei).toMatchObject({
    relation: 'visitor',
    organisation: 'south-lake.example',
    hosts: [{ written: 'id:E1010', label: 'Aisha Khan' }],
    end: { kind: 'day', day: '2026-11-30' },
  })
  const olu = register.externals.find(({ label }) => label === 'Olu Bello')
  expect(olu?.accounts.flatMap(({ opens }) => opens)).toContainEqual({
    resource: 'directory:cn=tides-core,ou=projects,dc=northmoor,dc=example',
    label: 'tides-core',
    kind: 'group',
    level: 'manage',
    through: 'service-desk',
    until: null,
  })
  const written = await writeExternals(join(copy, 'list'), register)
  expect(written.ok).toBe(true)
  expect(readFileSync(join(copy, 'list/externals.html'), 'utf8')).toContain('There may be more')
})

async function config(where = folder): Promise<Config> {
  const loaded = await loadConfig(join(where, 'gatehouse.yaml'), {}, {})
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error))
  return loaded.value.config
}

async function found(of: Config, options: { readonly withoutPolicy?: boolean; readonly now?: string } = {}): Promise<ExternalsRegister> {
  const now = options.now === undefined ? null : parseInstant(options.now)
  const answer = await externals(of, { now, withoutPolicy: options.withoutPolicy ?? false })
  if (!answer.ok) throw new Error(JSON.stringify(answer.error))
  return answer.value
}

/** Logins of accounts of whom nothing is on record. */
function withoutRegister({ externals: all }: ExternalsRegister): readonly string[] {
  return all
    .filter(({ relation }) => relation === 'unknown')
    .flatMap(({ accounts }) => accounts.map(({ label }) => label))
    .toSorted()
}

/** Logins of the generated accounts that no register knows by a key of the institution's. */
function strangers(): readonly string[] {
  const { accounts, registers } = generated.institution
  const numbers = new Set(registers.hr.map(({ employee_id }) => employee_id))
  const people = new Set([
    ...registers.hr.flatMap(({ mail, upn }) => [mail, upn]),
    ...registers.visitors.map(({ person }) => person),
    ...registers.partners.map(({ person }) => person),
  ])
  return accounts
    .filter(({ employeeNumber, eppn }) => !(employeeNumber !== null && numbers.has(employeeNumber)) && !(eppn !== null && people.has(eppn)))
    .map(({ uid }) => uid)
    .toSorted()
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].toSorted()
}
