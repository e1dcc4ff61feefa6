import { spawn } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { EXPORTED, exportedInstitution } from '../end-to-end/exported-institution.ts'
import { ran } from '../end-to-end/published.ts'
import { gatehouse } from '../end-to-end/run-gatehouse.ts'
import { type Institution, configText } from '../end-to-end/small-institution.ts'

const ENTRANCE = join(import.meta.dirname, '../../bin/gatehouse.js')

let institution: Institution
beforeAll(async () => {
  institution = await exportedInstitution()
})
afterAll(() => institution?.remove())

function configure(more: string): void {
  writeFileSync(join(institution.folder, 'gatehouse.yaml'), configText(EXPORTED, more))
}

describe('gatehouse schedule', () => {
  test('says when the next runs are in the institution’s zone, and prints what runs them', async () => {
    configure(
      'schedule: "30 1 * * *"\nmail: {host: smtp.northmoor.example, from: g@northmoor.example, user: g, password: {credential: mail}}\n',
    )
    const said = await ran(institution.folder, ['schedule'], 0)
    expect(said.stdout).toMatch(
      /^Schedule `30 1 \* \* \*` in Europe\/London; the next runs, in UTC:\n(?: {2}\d{4}-\d\d-\d\dT\d\d:30:00\.000Z\n){3}/u,
    )
    expect(said.stdout).toContain('the clock leaves this time out')
    const units = await ran(institution.folder, ['schedule', '--systemd'], 0)
    expect(units.stdout).toContain('OnCalendar=*-*-* 01:30:00 Europe/London\n')
    expect(units.stdout).toContain(`ReadWritePaths=-${join(institution.folder, 'var')} -${join(institution.folder, 'var/evidence')}`)
    expect(units.stdout).toContain('LoadCredential=mail:')
    const json = JSON.parse((await ran(institution.folder, ['--json', 'schedule'], 0)).stdout) as { readonly next: readonly string[] }
    expect(json.next).toHaveLength(3)
  })

  test.each([
    ['', 'no `schedule` is configured'],
    ['schedule: "30 25 * * *"\n', '`schedule` is no time: expected a hour from 0 to 23, found `25`'],
  ])('%j is refused, with the cure', async (more, says) => {
    configure(more)
    const refused = await ran(institution.folder, ['schedule'], 78)
    expect(refused.stderr).toContain(says)
    expect(refused.stderr).toContain('  help: ')
  })

  test('goes on in UTC, and says so, while the policy that names the zone is broken', async () => {
    configure('schedule: "30 1 * * *"\n')
    const whole = configText(EXPORTED, 'schedule: "30 1 * * *"\npolicies: nowhere\n')
    writeFileSync(join(institution.folder, 'gatehouse.yaml'), whole)
    const said = await ran(institution.folder, ['schedule'], 0)
    expect(said.stderr).toContain('times are in UTC')
  })
})

describe('the daemon', () => {
  test('audits when it is time, and ends by SIGTERM with nothing left behind', async () => {
    configure('schedule: "* * * * *"\n')
    // Its clock is set to a few seconds before a full minute, so that the test need not wait for one.
    const clock = join(institution.folder, 'clock.mjs')
    writeFileSync(
      clock,
      `const real = Date.now\nconst ahead = 57_000 - (real() % 60_000)\nDate.now = () => real() + ahead\nconst Real = Date\nglobalThis.Date = class extends Real { constructor(...a) { if (a.length === 0) super(Real.now()); else super(...a) } }\n`,
    )
    const child = spawn(process.execPath, ['--import', clock, ENTRANCE, 'schedule', '--daemon'], {
      cwd: institution.folder,
      env: { PATH: '/usr/bin:/bin' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let said = ''
    child.stdout.resume()
    const audited = new Promise<void>((resolve) => {
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        said += text
        // What an earlier night left to be sent comes first, as a command of its own.
        if (said.includes('"event":"schedule-ended","command":"audit",')) resolve()
      })
    })
    const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)))
    await audited
    child.kill('SIGTERM')
    expect(await ended).toBe(143)
    expect(said).toContain('"event":"schedule-waiting"')
    expect(said).toMatch(/"event":"run-end".*"published":true/u)
    expect(said).toMatch(/"event":"schedule-ended","command":"audit","ended":1/u)
    expect(readdirSync(join(institution.folder, 'var/reports')).toSorted()).toEqual(['latest', 'runs'])
  }, 60_000)

  test('two that start at once: one audits, the other ends with 75, and both nights are whole', async () => {
    configure('')
    const both = await Promise.all([gatehouse(institution.folder, ['audit']), gatehouse(institution.folder, ['audit'])])
    const codes = both.map(({ code }) => code ?? -1).toSorted((a, b) => a - b)
    // They may also come one after the other on a busy machine.
    expect([
      [1, 75],
      [1, 1],
    ]).toContainEqual(codes)
    await ran(institution.folder, ['doctor'], 0)
  })
})
