import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Generated, generateInstitution } from '../../fixtures/generate/generate-institution.ts'
import { writeInstitution } from '../../fixtures/generate/write-institution.ts'
import { evaluate } from '../../src/app/evaluate.ts'
import { loadedPolicy } from '../../src/app/load-policy.ts'
import { type PolicyInitOptions, policyInit } from '../../src/app/policy-init.ts'
import type { Config } from '../../src/config/config.ts'
import { loadConfig } from '../../src/config/load-config.ts'
import type { Assessment } from '../../src/core/model/audit-result.ts'
import { reviewed } from './reviewed-draft.ts'

const generated = generateInstitution({ seed: 31, accounts: 600, projects: 12 })
const { policy, truth } = generated
// Nothing is compared in an open project; it stays, since partners' agreements cover it.
const compared = policy.projects.filter(({ sensitivity }) => sensitivity !== 'open')
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'policy-init-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('policy init on a generated institution', () => {
  test('reviewed by uncommenting the planted entitlements, gives exactly the planted excess', async () => {
    const config = await written(generated)
    removeProjects()
    for (const project of compared) {
      const drafted = await policyInit(config, optionsFor(project))
      expect(drafted.ok && drafted.value.shortfalls, project.slug).toEqual([])
      const path = join(folder, 'policies/projects', `${project.slug}.yaml`)
      const accesses = truth.accesses.filter((access) => access.project === project.slug)
      const right = new Set(accesses.filter(({ standing }) => standing === 'entitled').map(({ subject }) => subject))
      writeFileSync(
        path,
        reviewed(readFileSync(path, 'utf8'), (holder) => right.has(subjectOf(holder))),
      )
    }
    const { policy: loaded, diagnostics } = (await loadedPolicy(config)).load
    expect(diagnostics.filter(({ level }) => level === 'error')).toEqual([])
    expect(loaded?.projects.length).toBe(policy.projects.length)

    const addressOf = (project: string, slug: string) =>
      loaded?.projects.find((one) => one.slug === project)?.resources.find((one) => one.slug === slug)?.at.text
    const assessment = await evaluated(config)
    const said = assessment.projects.flatMap(({ id, access }) =>
      access
        .filter(({ standing }) => standing === 'excess')
        .map((row) => `${id} ${addressOf(id, row.resource)} ${row.subject} ${row.level}`),
    )
    const planted = truth.accesses
      .filter(({ standing }) => standing === 'excess' || standing === 'not-entitled')
      .map((access) => `${access.project} ${access.address} ${access.subject} ${access.level}`)
    expect(said.toSorted()).toEqual(planted.toSorted())
    expect(new Set(assessment.projects.map(({ status }) => status.kind))).toEqual(new Set(['excess', 'not-compared']))
  })

  test('before any review it entitles nobody: every access that is not covered by default is excess', async () => {
    const config = await written(generated)
    removeProjects()
    for (const project of compared) await policyInit(config, optionsFor(project))
    const { load } = await loadedPolicy(config)
    expect(load.broken).toEqual([])
    const drafted = load.policy?.projects.filter(({ sensitivity }) => sensitivity !== 'open') ?? []
    expect(drafted.length).toBe(compared.length)
    expect(drafted.flatMap(({ entitled }) => entitled)).toEqual([])
    const { projects } = await evaluated(config)
    const standings = new Set(projects.flatMap(({ access }) => access.map(({ standing }) => standing)))
    expect(standings).toEqual(new Set(['excess']))
  })

  test('gives the same bytes for the same evidence, wherever it is written', async () => {
    const config = await written(generated)
    removeProjects()
    const [project] = compared
    if (project === undefined) throw new Error('no project')
    await policyInit(config, optionsFor(project))
    const path = join(folder, 'policies/projects', `${project.slug}.yaml`)
    const first = readFileSync(path, 'utf8')
    rmSync(path)
    await policyInit(config, optionsFor(project))
    expect(readFileSync(path, 'utf8')).toBe(first)
  })
})

describe('policy init where there is no policy', () => {
  test('drafts an institution that names each empty line as an error, so that nothing runs with a made-up senior lead', async () => {
    const config = await written(generated)
    rmSync(join(folder, 'policies'), { recursive: true })
    const drafted = await policyInit(config, { ...anOption(), registers: join(folder, 'exports') })
    expect(drafted.ok && drafted.value.written.map((path) => path.slice(folder.length + 1))).toEqual([
      `policies/projects/${anOption().project.slug}.yaml`,
      'policies/institution.yaml',
    ])
    const { load } = await loadedPolicy(config)
    expect(load.policy).toBeNull()
    const text = readFileSync(join(folder, 'policies/institution.yaml'), 'utf8').split('\n')
    const wrong = load.diagnostics
      .filter(({ level }) => level === 'error')
      .map(({ file, line, code }) => `${file} ${code} ${text[line - 1]?.split(':')[0]?.trim()}`)
    expect(wrong).toEqual(['name', 'timezone', 'senior_lead', 'siro'].map((key) => `policies/institution.yaml P013 ${key}`))
    expect((await evaluationOf(config)).ok).toBe(false)
  })

  test('writes the columns of registers that no source supplies, and no proof that they are whole', async () => {
    const config = await written(generated)
    const few = { ...config, sources: config.sources.filter(({ name }) => name !== 'hr' && name !== 'visitors') }
    const registers = join(folder, 'exports')
    removeProjects()
    const drafted = await policyInit(few, { ...anOption(), registers })
    expect(drafted.ok, JSON.stringify(drafted)).toBe(true)
    expect(readdirSync(registers, { recursive: true }).map(String).toSorted()).toEqual([
      'hr',
      'hr/hr.csv',
      'visitors',
      'visitors/visitors.csv',
    ])
    expect(readFileSync(join(registers, 'hr/hr.csv'), 'utf8')).toBe(
      'employee_id,mail,employee_type,department,from,until,status,upn,work_country,reports_to\n',
    )
  })
})

describe('policy init refuses', () => {
  test('to overwrite: the file stays as it was, and nothing else is written', async () => {
    const config = await written(generated)
    removeProjects()
    const path = join(folder, 'policies/projects', `${anOption().project.slug}.yaml`)
    writeFileSync(path, 'version: 1\n')
    const drafted = await policyInit(config, { ...anOption(), registers: join(folder, 'exports') })
    expect(drafted).toMatchObject({ ok: false, error: { exitCode: 64 } })
    expect(readFileSync(path, 'utf8')).toBe('version: 1\n')
    expect(readdirSync(folder).toSorted()).toEqual(['evidence', 'gatehouse.yaml', 'policies'])
  })

  test('a name that a project has, and things that a project declares', async () => {
    const config = await written(generated)
    const option = anOption()
    expect(await policyInit(config, option)).toMatchObject({
      ok: false,
      error: { exitCode: 64, message: expect.stringContaining('declared already') },
    })
    const group = 'directory:cn=no-such-group,ou=groups,dc=northmoor,dc=example'
    expect(await policyInit(config, { ...option, what: [group] })).toMatchObject({
      ok: false,
      error: { exitCode: 64, message: expect.stringContaining('was not observed') },
    })
  })
})

test('a folder of groups is every group below it', async () => {
  const config = await written(generated)
  rmSync(join(folder, 'policies'), { recursive: true })
  const drafted = await policyInit(config, { ...anOption(), what: ['directory:OU=Projects, DC=Northmoor, DC=Example'] })
  const groups = generated.institution.groups.filter(({ unit }) => unit === 'projects')
  expect(drafted.ok && drafted.value.resources.map(({ kind }) => kind)).toEqual(groups.map(() => 'group'))
  expect(drafted.ok && new Set(drafted.value.resources.map(({ slug }) => slug)).size).toBe(groups.length)
})

test('what was not read stands in the draft and in the answer', async () => {
  const config = await written(generated)
  removeProjects()
  rmSync(join(folder, 'evidence/visitors/manifest.json'))
  const partial = await policyInit(config, anOption())
  expect(partial.ok && partial.value.shortfalls.join()).toContain('visitors')
  const text = readFileSync(join(folder, 'policies/projects', `${anOption().project.slug}.yaml`), 'utf8')
  expect(text).toContain('# Not everything that it rests on was read')
  expect(text).toContain('## At least ')
})

async function written(institution: Generated): Promise<Config> {
  await writeInstitution(institution, folder, { flavour: 'openldap', entriesPerPage: 200 })
  const loaded = await loadConfig(join(folder, 'gatehouse.yaml'), {}, {})
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error))
  return loaded.value.config
}

function removeProjects(): void {
  for (const { slug } of compared) rmSync(join(folder, 'policies/projects', `${slug}.yaml`))
}

function optionsFor({ slug, lead, until, sensitivity, resources }: (typeof policy.projects)[number]): PolicyInitOptions {
  const level = sensitivity === 'open' ? 'internal' : sensitivity
  const project = { slug, title: null, lead, until, sensitivity: level, whySensitive: level === 'internal' ? [] : ['commercial'] }
  return { what: resources.map(({ at }) => at), project, registers: null, now: null }
}

function anOption(): PolicyInitOptions & { readonly project: { readonly slug: string | null } } {
  const [first] = compared
  if (first === undefined) throw new Error('no project')
  return optionsFor(first)
}

/** The subject's key of whoever a block of the draft names. */
function subjectOf(reference: string): string {
  const { hr } = generated.institution.registers
  const row = hr.find(({ mail, upn }) => mail.toLowerCase() === reference || upn.toLowerCase() === reference)
  if (reference.startsWith('id:')) return `employee:${reference.slice(3)}`
  return row === undefined ? `upn:${reference}` : `employee:${row.employee_id}`
}

async function evaluationOf(config: Config) {
  const past = { completeCounts: [], acceptedShrinks: [], coverage: [], posts: [] }
  return evaluate({ config, run: null, now: null, workers: 1, past })
}

async function evaluated(config: Config): Promise<Assessment> {
  const done = await evaluationOf(config)
  if (!done.ok) throw new Error(JSON.stringify(done.error))
  return done.value.result.assessment
}
