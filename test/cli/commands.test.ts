import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { EXPORTED, afterFirstNight, exportedInstitution } from '../end-to-end/exported-institution.ts'
import { publishedIn, ran } from '../end-to-end/published.ts'
import { events, gatehouse } from '../end-to-end/run-gatehouse.ts'
import { configText, type Institution } from '../end-to-end/small-institution.ts'

let institution: Institution
let folder: string
beforeAll(async () => {
  institution = await afterFirstNight()
  folder = institution.folder
})
afterAll(() => institution?.remove())

const SHARE = 'shares:\\\\fs1\\tides'

describe('each command, its answer on stdout, its logs on stderr, its exit code', () => {
  test('`--help` and `--version`', async () => {
    const help = await ran(folder, ['--help'], 0)
    expect(help.stderr).toBe('')
    for (const name of ['audit', 'collect', 'evaluate', 'report', 'doctor', 'policy', 'who', 'what', 'explain'])
      expect(help.stdout).toContain(name)
    // A command not yet built is not registered.
    for (const name of ['serve', 'review']) expect(help.stdout).not.toMatch(new RegExp(`^ {2}${name}\\b`, 'mu'))
    expect((await ran(folder, ['audit', '--help'], 0)).stdout).toContain('--fail-on <severity>')
    expect((await ran(folder, ['--version'], 0)).stdout).toMatch(/^\d+\.\d+\.\d+\n$/u)
  })

  test('`collect`', async () => {
    const collected = await ran(folder, ['collect'], 0)
    expect(collected.stdout).toMatch(/^run \d{8}T\d{6}Z.*\nad .* acl: complete, 3 records\nad .* groups: complete, 5 records\n/u)
    expect(events(collected).map(({ event }) => event)).toContain('collect-end')
    const json = await ran(folder, ['collect', '--json'], 0)
    expect(JSON.parse(json.stdout)).toMatchObject({
      sources: [{ source: 'ad' }, { source: 'hr' }, { source: 'shares' }, { source: 'visitors' }],
    })
  })

  test('`audit --json` prints the result and nothing else; `--fail-on` decides the exit code', async () => {
    const audited = await ran(folder, ['audit', '--json'], 1)
    expect(JSON.parse(audited.stdout)).toMatchObject({ schemaVersion: '1.0', assessment: { findings: [{ rule: { id: 'ACC-01' } }] } })
    expect(events(audited).length).toBeGreaterThan(4)
    await ran(folder, ['audit', '--fail-on', 'high'], 0)
    await ran(folder, ['evaluate', '--fail-on', 'medium'], 1)
  })

  test('`report`, of the latest run, of one by name, into a folder', async () => {
    const { run } = await publishedIn(folder)
    const latest = await ran(folder, ['report'], 0)
    expect(latest.stdout).toContain(`Run\n  ${run.id}`)
    expect(latest.stderr).toBe('')
    await ran(folder, ['report', '--run', run.id, '--out', 'again'], 0)
    const written = await readFile(join(folder, 'again/result.json'), 'utf8')
    expect(written).toBe(await readFile(join(folder, 'var/reports/latest/result.json'), 'utf8'))
    expect(JSON.parse((await ran(folder, ['report', '--json'], 0)).stdout)).toMatchObject({ run: { id: run.id } })
    const unknown = await gatehouse(folder, ['report', '--run', 'no-such-run'])
    expect(unknown).toMatchObject({ code: 69, stdout: '' })
    expect(unknown.stderr).toMatch(/no-such-run.*\n {2}help: name a run that was published/u)
  })

  test('`who`, `what`, `explain`', async () => {
    const who = await ran(folder, ['who', SHARE], 0)
    expect(who.stdout).toMatch(/^Everything that this rests on was read completely\.\n/u)
    expect(who.stdout).toMatch(/Ben Stone by ad\/ben\.stone \(enabled\): write on .*\n(?: {2}\d\. .*\n)+/u)
    const json = JSON.parse((await ran(folder, ['who', SHARE, '--json'], 0)).stdout) as { accesses: { account: string }[] }
    expect(new Set(json.accesses.map(({ account }) => account))).toEqual(new Set(['ad/ada.lovell', 'ad/ben.stone', 'ad/cara.finch']))

    const what = await ran(folder, ['what', 'cara.finch@northmoor.example'], 0)
    expect(what.stdout).toContain(`write on ${SHARE}`)
    expect((await ran(folder, ['what', 'id:E1005'], 0)).stdout).toBe(what.stdout)

    const [finding] = (await publishedIn(folder)).assessment.findings
    const explained = await ran(folder, ['explain', finding?.fingerprint ?? ''], 0)
    expect(explained.stdout).toContain('Cara Finch')
    expect(explained.stderr).toBe('')
    expect(JSON.parse((await ran(folder, ['explain', finding?.fingerprint ?? '', '--json'], 0)).stdout)).toMatchObject({
      fingerprint: finding?.fingerprint,
    })
  })

  test.each<[string, readonly string[], RegExp]>([
    ['a resource that nobody saw', ['who', 'shares:\\\\fs1\\tide'], /was not observed.*\n {2}help: /u],
    ['a person whom nobody knows', ['what', 'nobody@northmoor.example'], /no source shows `nobody@northmoor\.example`\n {2}help: /u],
    ['a finding that is not there', ['explain', 'ffffffff'], /ffffffff/u],
    ['an unknown option', ['audit', '--now-or-never'], /unknown option '--now-or-never'/u],
    ['an unknown command', ['audti'], /unknown command 'audti'[^]*audit/u],
    ['no argument', ['who'], /missing required argument/u],
    ['a moment without offset', ['audit', '--now', 'yesterday'], /expected a moment with its offset.*`yesterday`/u],
    ['no number of threads', ['audit', '--workers', 'many'], /expected a number of threads.*`many`/u],
    ['no severity', ['audit', '--fail-on', 'severe'], /low, medium, high, critical/u],
  ])('%s: exit 64, said on stderr alone', async (_, args, says) => {
    const outcome = await gatehouse(folder, args)
    expect(outcome.stderr).toMatch(says)
    expect(outcome).toMatchObject({ code: 64, stdout: '' })
  })

  test('`doctor` and `policy check`', async () => {
    const doctor = await ran(folder, ['doctor'], 0)
    expect(doctor.stdout).toMatch(/^good +policy: loads: 2 projects, 0 errors, 0 warnings$/mu)
    expect(doctor.stdout).toMatch(/^good +store: chain: \d+ entries/mu)
    expect(JSON.parse((await ran(folder, ['doctor', '--json'], 0)).stdout)).toMatchObject({
      checks: expect.arrayContaining([expect.objectContaining({ about: 'policy', verdict: 'good' })]),
    })
    expect((await ran(folder, ['policy', 'check'], 0)).stdout).toBe('0 errors, 0 warnings\n')
    expect(JSON.parse((await ran(folder, ['policy', 'check', '--json'], 0)).stdout)).toEqual({ diagnostics: [] })
  })

  test('a problem under `--json` is JSON as well', async () => {
    const outcome = await gatehouse(folder, ['who', 'shares:nothing', '--json'])
    expect(outcome.code).toBe(64)
    expect(JSON.parse(outcome.stdout)).toMatchObject({ problem: { message: expect.stringContaining('was not observed') } })
  })
})

test('before the first run: nothing to report, nothing left behind by asking', async () => {
  const fresh = await exportedInstitution()
  try {
    for (const args of [['report'], ['explain', 'abcd']]) {
      const outcome = await gatehouse(fresh.folder, args)
      expect(outcome).toMatchObject({ code: 69, stdout: '' })
      expect(outcome.stderr).toContain('nothing was published yet\n  help: run `gatehouse audit`')
    }
    expect((await gatehouse(fresh.folder, ['who', SHARE])).code).toBe(69)
    expect(await readdir(fresh.folder)).not.toContain('var')
  } finally {
    fresh.remove()
  }
})

test('the doctor says what is not there, and exits 2', async () => {
  const own = await exportedInstitution()
  try {
    own.write('gatehouse.yaml', configText(EXPORTED.replace('exports/ad', 'exports/nowhere')))
    own.write('policies/more.yaml', 'version: 2\n')
    const { stdout } = await ran(own.folder, ['doctor'], 2)
    expect(stdout).toMatch(/^bad +policy: loads: .*1 errors.*\n +cure: run `gatehouse policy check`$/mu)
    expect(stdout).toMatch(/^bad +ad: recorded: .*exports\/nowhere.*\n +cure: /mu)
    expect(stdout).toMatch(/^good +store: chain: nothing was published yet$/mu)
  } finally {
    own.remove()
  }
})

test('a secret is in no log, no error, no evidence, no report', async () => {
  const own = await exportedInstitution()
  const planted = 'planted-Pa55word-in-no-output'
  try {
    own.write('secret', `${planted}\n`)
    const bind = '{dn: "cn=reader,dc=x", password: {file: secret}}'
    const live = (port: number): string => `  live${port}: {kind: ldap, url: "ldaps://127.0.0.1:${port}", base: "dc=x", bind: ${bind}}\n`
    own.write('gatehouse.yaml', configText(EXPORTED, live(9) + live(1)))
    const said: string[] = []
    for (const args of [['audit'], ['doctor'], ['collect', '--json'], ['audit', '--json'], ['report'], ['policy', 'check']]) {
      const { stdout, stderr } = await gatehouse(own.folder, args, { env: { SOME_SECRET: planted } })
      said.push(stdout, stderr)
    }
    // In the place of a reference, and in the place of a path: neither is repeated.
    own.write('gatehouse.yaml', configText(EXPORTED, live(9).replace('{file: secret}', planted)))
    said.push((await gatehouse(own.folder, ['audit'])).stderr)
    expect(said.join('\n')).not.toContain(planted)
    let files = 0
    for (const entry of await readdir(join(own.folder, 'var'), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue
      files += 1
      expect((await readFile(join(entry.parentPath, entry.name))).includes(planted), entry.name).toBe(false)
    }
    console.log(`${said.length} outputs and ${files} files searched, the planted secret is in none`)
    expect(files).toBeGreaterThan(30)
  } finally {
    own.remove()
  }
})
