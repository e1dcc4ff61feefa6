import { chmodSync, existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { STORE_FORMAT } from '../../src/store/migrations.ts'
import { CARA, WHOLE, badNight } from '../end-to-end/bad-night.ts'
import { afterFirstNight } from '../end-to-end/exported-institution.ts'
import { expectLastRun, expectNothingClosed, nightOf, publishedIn, ran, statusesOf } from '../end-to-end/published.ts'
import { events, gatehouse, type Ran } from '../end-to-end/run-gatehouse.ts'
import { type Institution, configText, folderWriter, writeHr } from '../end-to-end/small-institution.ts'
import { messagingInstitution, metricsOf } from '../notify/messaging-institution.ts'
import { type Hook, startHook } from '../servers/webhook.ts'

let chat: Hook
let beats: Hook
let institution: Institution
beforeEach(async () => {
  chat = await startHook()
  beats = await startHook()
  institution = await messagingInstitution({ webhook: chat.url, heartbeat: beats.url })
})
afterEach(async () => {
  institution.remove()
  await chat.stop()
  await beats.stop()
})

function posted(): readonly string[] {
  return chat.calls.map(({ body }) => (JSON.parse(body) as { readonly subject: string }).subject)
}

const FIRST = 'Gatehouse: first run, 1 first observed (tides)'

test('a store of a newer version is refused by every command, told to everybody, and left as it is', async () => {
  const { folder } = institution
  await ran(folder, ['audit'], 1)
  const good = await publishedIn(folder)
  const path = join(folder, 'var/gatehouse.db')
  setStoreFormat(path, 99)
  const before = readFileSync(path)
  const runs = readdirSync(join(folder, 'var/reports/runs'))

  const says = `has format 99; this version of Gatehouse reads up to ${STORE_FORMAT}`
  for (const args of [
    ['audit'],
    ['evaluate'],
    ['audit', '--resend'],
    ['report'],
    ['explain', good.assessment.findings[0]?.fingerprint ?? ''],
  ]) {
    const { code, stdout, stderr } = await gatehouse(folder, args)
    expect({ args, code, stdout }).toEqual({ args, code: 78, stdout: '' })
    expect(stderr).toContain(says)
    expect(stderr).toContain('use the newer version that wrote it; nothing was changed')
  }
  const checks = await gatehouse(folder, ['doctor'])
  expect(checks.code).not.toBe(0)
  expect(checks.stdout + checks.stderr).toContain(says)

  // The old reports stay, the store is untouched, and nobody takes the silence for a quiet night.
  expect(readFileSync(path).equals(before)).toBe(true)
  expect((await publishedIn(folder)).run.id).toBe(good.run.id)
  expect(readdirSync(join(folder, 'var/reports/runs'))).toEqual(runs)
  expect(posted()[1]).toBe('Gatehouse: run failed')
  expect((JSON.parse(chat.calls[1]?.body ?? '') as { readonly text: string }).text).toContain(says)
  expect(beats.calls).toHaveLength(1)

  setStoreFormat(path, STORE_FORMAT)
  await ran(folder, ['audit'], 1)
  const mended = await publishedIn(folder)
  expect(nightOf(mended)).toEqual([`persisting ${CARA}`])
  expect(mended.publication?.failedRuns.length).toBeGreaterThan(0)
  expect(beats.calls).toHaveLength(2)
}, 120_000)

function setStoreFormat(path: string, format: number): void {
  const database = new DatabaseSync(path)
  database.exec(`update store_format set version = ${format}`)
  database.close()
}

describe('runs that start at once on the same reports and the same store', () => {
  test('on one machine: one audits, the others are turned away by name, and everything is told once', async () => {
    const { folder } = institution
    const runs = await Promise.all([0, 1, 2, 3].map(async () => gatehouse(folder, ['audit'])))
    await expectOneTruth(folder, runs)
    // Again over a published night, where the message that waits could be sent by each of them.
    chat.answer(500)
    const { ada, more } = { ada: 'ada.lovell', more: 'ben.stone' }
    admitted(ada, more)
    await ran(folder, ['audit'], 1)
    chat.answer(200)
    const sentBefore = chat.calls.length
    await Promise.all([0, 1, 2].map(async () => gatehouse(folder, ['audit'])))
    expect(posted().slice(sentBefore)).toEqual(['Gatehouse: 1 new (dialects)'])
  }, 120_000)

  test('on two machines: the one that did not get the lock waits for nobody and changes nothing', async () => {
    const { folder } = institution
    const runs = await Promise.all(['alpha', 'beta'].map(async (host) => gatehouse(folder, ['audit'], { env: onHost(folder, host) })))
    await expectOneTruth(folder, runs)
    for (const { stderr } of runs.filter(({ code }) => code === 75)) expect(stderr).toMatch(/process \d+ on `(?:alpha|beta)`/u)
  }, 120_000)

  test('with reports of their own and one store: the store takes one night after the other, and its chain stays whole', async () => {
    const { folder } = institution
    const config = readFileSync(join(folder, 'gatehouse.yaml'), 'utf8')
    for (const name of ['alpha', 'beta'])
      writeFileSync(join(folder, `${name}.yaml`), `reports: var/${name}\nevidence: var/ev-${name}\n${config}`)
    const runs = await Promise.all(
      ['alpha', 'beta'].map(async (name) => gatehouse(folder, ['audit', '--config', `${name}.yaml`], { env: onHost(folder, name) })),
    )
    for (const { code, stderr } of runs) {
      expect([1, 78], stderr).toContain(code)
      if (code === 78) expect(stderr).toMatch(/another run was published meanwhile|database is locked/u)
    }
    expect(runs.filter(({ code }) => code === 1).length).toBeGreaterThan(0)
    expect(posted().filter((subject) => subject === FIRST).length).toBeGreaterThan(0)
    // Whoever lost leaves nothing half done, and its next night is like any other.
    for (const name of ['alpha', 'beta']) {
      await ran(folder, ['audit', '--config', `${name}.yaml`], 1)
      expect(readdirSync(join(folder, 'var', name)).toSorted()).toEqual(['latest', 'runs'])
      expect(readdirSync(join(folder, 'var', name, 'runs')).filter((run) => run.endsWith('.partial'))).toEqual([])
      await expectWholeChain(folder, ['--config', `${name}.yaml`])
    }
    console.log(`two reports folders, one store: exit codes ${runs.map(({ code }) => code).join(' and ')}`)
  }, 120_000)

  /** Loads a module before all others that gives the machine another name. */
  function onHost(folder: string, name: string): Readonly<Record<string, string>> {
    const path = join(folder, `host-${name}.mjs`)
    const lines = [`import os from 'node:os'`, `import { syncBuiltinESMExports } from 'node:module'`, `os.hostname = () => '${name}'`]
    writeFileSync(path, `${lines.join('\n')}\nsyncBuiltinESMExports()\n`)
    return { NODE_OPTIONS: `--import=${path}` }
  }

  function admitted(...logins: readonly string[]): void {
    const path = join(institution.folder, 'exports/ad/groups.ldif')
    const text = readFileSync(path, 'utf8')
    const [, member = ''] = /^(member: uid=)ada\.lovell(?=,)/mu.exec(text) ?? []
    const base = /^member: uid=ada\.lovell,(.*)$/mu.exec(text)?.[1] ?? ''
    const members = logins.map((login) => `${member}${login},${base}`).join('\n')
    writeFileSync(path, text.replace(/(^dn: cn=dialects-core,[\s\S]*?)^member: .*$/mu, `$1${members}`))
  }

  async function expectOneTruth(folder: string, runs: readonly Ran[]): Promise<void> {
    for (const { code, stderr } of runs) {
      expect([1, 75], stderr).toContain(code)
      if (code === 75) expect(stderr).toMatch(/another run holds .*lock/u)
    }
    const published = runs.filter(({ code, stderr }) => code === 1 && !stderr.includes('printed only'))
    expect(published.length).toBeGreaterThan(0)
    const { life } = await publishedIn(folder)
    expect(life.findings.filter(({ state }) => state === 'resolved')).toEqual([])
    expect(readdirSync(join(folder, 'var/reports')).toSorted()).toEqual(['latest', 'runs'])
    expect(readdirSync(join(folder, 'var/reports/runs'))).toHaveLength(published.length)
    expect(posted()).toEqual([FIRST])
    await expectWholeChain(folder, [])
    console.log(`${runs.length} at once: exit codes ${runs.map(({ code }) => code).join(', ')}; ${published.length} published`)
  }

  async function expectWholeChain(folder: string, more: readonly string[]): Promise<void> {
    expect((await ran(folder, ['doctor', ...more], 0)).stdout).toMatch(/good +store: chain: \d+ entries/u)
  }
})

test('a register that lost half its rows: named with both ways out, nothing closed, nobody new, and the next night is whole', async () => {
  const { folder } = institution
  const crowd = Array.from({ length: 140 }, (_, at) => `E${3001 + at},p${at}@northmoor.example,employee,Geography,2015-01-01,,active,`)
  writeHr(institution, crowd)
  await ran(folder, ['audit'], 1)
  const half = readFileSync(join(folder, 'exports/hr/hr.csv'), 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1 + 5, 1 + 5 + 70)
  const header = 'employee_id,mail,employee_type,department,from,until,status,upn'
  register('hr', [header, ...half])

  const { stdout } = await ran(folder, ['audit'], 3)
  expect(stdout).toContain('implausible-shrink: 70 records, after 145 in the last complete run')
  expect(stdout).toContain('gatehouse accept-shrink hr/hr --reason')
  const bad = await expectNothingClosed(folder)
  // Not one of the 75 whose rows are gone is called a leaver or a stranger.
  expect(nightOf(bad).filter((line) => line.startsWith('new '))).toEqual(['new DAT-01 hr/hr'])
  expect(posted()).toHaveLength(2)
  expect(posted()[1]).toContain('coverage lost')

  writeHr(institution, crowd)
  await ran(folder, ['audit'], 1)
  const mended = await publishedIn(folder)
  expect(statusesOf(mended)).toEqual(WHOLE)
  expect(nightOf(mended)).toContain('resolved DAT-01 hr/hr')
  expect(posted()[2]).toContain('coverage regained')

  function register(name: string, lines: readonly string[]): void {
    institution.write(`exports/${name}/${name}.csv`, lines.map((line) => `${line}\n`).join(''))
    const proof = `format: 1\nsystem: ${name}\nexported_at: ${new Date().toISOString()}\nfiles: {${name}.csv: ${lines.length - 1}}\ncomplete: true\n`
    institution.write(`exports/${name}/export.yaml`, proof)
  }
}, 120_000)

test('a secret of a source that others can read is refused: the source is a gap with its cure, and what is known stays', async () => {
  const good = await afterFirstNight()
  try {
    const directory = `{kind: ldap, url: "ldaps://127.0.0.1:9", base: "dc=northmoor,dc=example", bind: {dn: "cn=r", password: {file: open-secret}}}`
    const { ran: night } = await badNight(good, {
      breaks: ({ folder, write }) => {
        write('gatehouse.yaml', configText(directory))
        write('open-secret', 'correct horse\n')
        chmodSync(join(folder, 'open-secret'), 0o644)
      },
      code: 3,
      says: [/open-secret` can be read by others/u, 'chmod 600'],
      statuses: { dialects: 'not-assessed', tides: 'not-assessed' },
    })
    expect(night.stdout + night.stderr).not.toContain('correct horse')
  } finally {
    good.remove()
  }
}, 120_000)

test('a heartbeat whose address others can read is not called, and says why; the audit is what it was', async () => {
  const { folder } = institution
  folderWriter(folder)('beat', `${beats.url}\n`)
  const path = join(folder, 'gatehouse.yaml')
  writeFileSync(path, readFileSync(path, 'utf8').replace(/^heartbeat: .*$/mu, 'heartbeat: {file: beat}'))
  chmodSync(join(folder, 'beat'), 0o644)
  const open = await ran(folder, ['audit'], 1)
  expect(events(open)).toContainEqual(expect.objectContaining({ event: 'heartbeat-failed', reason: expect.stringContaining('chmod 600') }))
  expect(beats.calls).toEqual([])
  expect(posted()).toEqual([FIRST])
  chmodSync(join(folder, 'beat'), 0o600)
  await ran(folder, ['audit'], 1)
  expect(beats.calls).toHaveLength(1)
}, 120_000)

test('a metrics folder that cannot take the file: named, the half-written one is no metric, and the next night writes it', async () => {
  const { folder } = institution
  // What stands in the way cannot be written over.
  institution.write('var/metrics/gatehouse.prom.partial/half', '# HELP gatehouse_la')
  const night = await ran(folder, ['audit'], 1)
  expect(events(night)).toContainEqual(expect.objectContaining({ level: 'warning', event: 'metrics-unwritten' }))
  expect(existsSync(join(folder, 'var/metrics/gatehouse.prom'))).toBe(false)
  expect(beats.calls).toHaveLength(1)
  await expectLastRun(folder, (await publishedIn(folder)).run.id)
  institution.write('var/metrics/gatehouse.prom', 'gatehouse_last_run_timestamp_sec')
  rmSync(join(folder, 'var/metrics/gatehouse.prom.partial'), { recursive: true })
  await ran(folder, ['audit'], 1)
  expect(metricsOf(folder)).toMatch(/^gatehouse_last_run_timestamp_seconds \d+/mu)
  expect(readdirSync(join(folder, 'var/metrics'))).toEqual(['gatehouse.prom'])
}, 120_000)
