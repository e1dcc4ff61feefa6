import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CARA, WHOLE } from './bad-night.ts'
import { EXPORTED, afterFirstNight } from './exported-institution.ts'
import { branchOf, expectLastRun, nightOf, publishedIn, ran, statusesOf } from './published.ts'
import { events, gatehouse, type RunOptions } from './run-gatehouse.ts'
import { configText, type Institution } from './small-institution.ts'

let institution: Institution
let firstRun: string
beforeAll(async () => {
  institution = await afterFirstNight()
  firstRun = (await publishedIn(institution.folder)).run.id
})
afterAll(() => institution?.remove())

/** A directory whose secret takes seconds to be told, and that then is not there: a collection that lasts. */
const SLOW = `  slow: {kind: ldap, url: "ldaps://127.0.0.1:9", base: "dc=slow", bind: {dn: "cn=r", password: {command: [sh, -c, "sleep 4; echo s"]}}}\n`

/** Kills when stderr says `text`, after `delayMs`. */
function killAt(text: string, delayMs = 0, signal: NodeJS.Signals = 'SIGKILL'): RunOptions {
  let done = false
  return {
    onStderr(said, child) {
      if (done || !said.includes(text)) return
      done = true
      if (delayMs === 0) child.kill(signal)
      else setTimeout(() => child.kill(signal), delayMs)
    },
  }
}

/** The night after a crash: complete, nothing lost, no trace of the crash but in the log. */
async function expectNextNight(folder: string): Promise<void> {
  await ran(folder, ['audit'], 1)
  const next = await publishedIn(folder)
  expect(statusesOf(next)).toEqual(WHOLE)
  expect(nightOf(next)).toEqual([`persisting ${CARA}`])
  expect(readdirSync(join(folder, 'var/reports')).toSorted()).toEqual(['latest', 'runs'])
  expect(readdirSync(join(folder, 'var/reports/runs')).filter((name) => name.endsWith('.partial'))).toEqual([])
  const checks = await ran(folder, ['doctor'], 0)
  expect(checks.stdout).toMatch(/good +store: chain: \d+ entries/u)
}

/** A reader finds a whole run: the first one, or the one that was being published. */
async function expectReadable(folder: string): Promise<boolean> {
  const { run, life } = await publishedIn(folder)
  await expectLastRun(folder, run.id)
  expect(life.findings.filter(({ state }) => state === 'resolved')).toEqual([])
  return run.id !== firstRun
}

describe('a killed process', () => {
  test.each<NodeJS.Signals>(['SIGKILL', 'SIGTERM', 'SIGINT'])('%s while it collects', async (signal) => {
    const branch = await branchOf(institution)
    try {
      writeFileSync(join(branch.folder, 'gatehouse.yaml'), configText(EXPORTED, SLOW))
      const killed = await gatehouse(branch.folder, ['audit'], killAt('"source":"slow"', 50, signal))
      expect(killed).toMatchObject({ code: null, signal, stdout: '' })
      await expectLastRun(branch.folder, firstRun)
      // What was half collected says so, and is nobody's evidence.
      writeFileSync(join(branch.folder, 'gatehouse.yaml'), configText(EXPORTED))
      const again = await gatehouse(branch.folder, ['audit'])
      expect(events(again)).toContainEqual(expect.objectContaining({ level: 'warning', event: 'lock-taken-over' }))
      expect(again.code).toBe(1)
      await expectNextNight(branch.folder)
    } finally {
      branch.remove()
    }
  })

  test('while it evaluates and while it publishes, at many moments', async () => {
    const evaluation = '"event":"collect-end","source":"visitors"'
    const publication = '"event":"evaluated"'
    const moments = [
      ...[0, 50, 100].map((delayMs) => ({ at: evaluation, delayMs })),
      ...[0, 20, 50, 90, 140, 200, 300].map((delayMs) => ({ at: publication, delayMs })),
    ]
    for (const some of [moments.slice(0, 5), moments.slice(5)]) console.log((await Promise.all(some.map(killedNight))).join('\n'))
  }, 240_000)

  async function killedNight({ at, delayMs }: { readonly at: string; readonly delayMs: number }): Promise<string> {
    const branch = await branchOf(institution)
    try {
      const killed = await gatehouse(branch.folder, ['audit'], killAt(at, delayMs))
      const published = await expectReadable(branch.folder)
      await expectNextNight(branch.folder)
      return `${delayMs} ms after ${at}: ${killed.signal ?? `exit ${killed.code}`}, ${published ? 'the new run' : 'the last run'} is read`
    } finally {
      branch.remove()
    }
  }

  test('a collection that was killed is a gap to whoever evaluates it', async () => {
    const branch = await branchOf(institution)
    try {
      writeFileSync(join(branch.folder, 'gatehouse.yaml'), configText(EXPORTED, SLOW))
      await gatehouse(branch.folder, ['collect'], killAt('"source":"slow"'))
      writeFileSync(join(branch.folder, 'gatehouse.yaml'), configText(EXPORTED))
      // `collect` goes by the order of names: `ad`, `hr` and `shares` are there, `visitors` is not.
      const { stdout } = await ran(branch.folder, ['evaluate'], 3)
      expect(stdout).toContain('the collection was not finished')
      expect(nightOf(await publishedIn(branch.folder))).toContain('new DAT-01 visitors/visitors')
      await ran(branch.folder, ['audit'], 1)
    } finally {
      branch.remove()
    }
  })
})

test('a second run at the same time ends with 75 and names the first; readers go on reading', async () => {
  const branch = await branchOf(institution)
  try {
    writeFileSync(join(branch.folder, 'gatehouse.yaml'), configText(EXPORTED, SLOW))
    const began = Promise.withResolvers<number | undefined>()
    const first = gatehouse(branch.folder, ['audit'], {
      onStderr: (said, child) => said.includes('"source":"slow"') && began.resolve(child.pid),
    })
    const pid = await began.promise
    for (const command of ['audit', 'evaluate']) {
      const second = await gatehouse(branch.folder, [command])
      expect(second).toMatchObject({ code: 75, stdout: '' })
      expect(second.stderr).toMatch(new RegExp(`another run holds .*lock.*: process ${pid} on `, 'u'))
      expect(second.stderr).toMatch(/ {2}help: wait for it; if no such run exists any more, remove /u)
    }
    await expectLastRun(branch.folder, firstRun)
    expect((await first).code).toBe(1)
    expect(nightOf(await publishedIn(branch.folder))).toContain(`persisting ${CARA}`)
  } finally {
    branch.remove()
  }
})

describe('the clock of the machine', () => {
  /** A module that sets this process's clock, to be loaded before all others. */
  function clock(folder: string, hours: number): Readonly<Record<string, string>> {
    const path = join(folder, `clock${hours}.mjs`)
    writeFileSync(path, `const real = Date.now\nDate.now = () => real() + ${hours * 3_600_000}\n`)
    return { NODE_OPTIONS: `--import=${path}` }
  }

  test('an hour ahead for a night, then right again: what is not newer is printed only, and nothing is lost', async () => {
    const branch = await branchOf(institution)
    try {
      await ran(branch.folder, ['audit'], 1, clock(branch.folder, 1))
      const ahead = await publishedIn(branch.folder)
      expect(nightOf(ahead)).toEqual([`persisting ${CARA}`])

      const back = await ran(branch.folder, ['audit'], 1)
      expect(back.stderr).toContain(`not newer than the published run ${ahead.run.id}: printed only`)
      expect(back.stdout).toContain('Cara Finch')
      await expectLastRun(branch.folder, ahead.run.id)

      await ran(branch.folder, ['audit'], 1, clock(branch.folder, 2))
      expect(nightOf(await publishedIn(branch.folder))).toEqual([`persisting ${CARA}`])
    } finally {
      branch.remove()
    }
  })

  test('an hour behind: evidence from its future is a clock-skew gap, never a clean answer', async () => {
    const branch = await branchOf(institution)
    try {
      const { stdout, stderr } = await ran(branch.folder, ['audit'], 3, clock(branch.folder, -1))
      expect(stderr).toContain('printed only')
      expect(stdout).toContain('set the clocks of the source and of this machine')
      expect(stdout).not.toContain('No access without entitlement was found')
      await expectLastRun(branch.folder, firstRun)
      const asked = await ran(branch.folder, ['audit', '--now', new Date(Date.now() - 3_600_000).toISOString()], 3)
      expect(asked.stdout).toContain('set the clocks of the source and of this machine')
      await expectLastRun(branch.folder, firstRun)
    } finally {
      branch.remove()
    }
  })
})
