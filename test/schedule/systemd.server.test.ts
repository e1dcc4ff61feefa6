import { execFile } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseCron } from '../../src/schedule/cron.ts'
import { nextTimes } from '../../src/schedule/next-times.ts'
import { onCalendar } from '../../src/schedule/on-calendar.ts'
import { systemdUnits } from '../../src/schedule/systemd-units.ts'
import { type Instant, instantFromEpochMs } from '../../src/core/base/instant.ts'
import { describeWithServers } from '../servers/describe-with-servers.ts'
import { buildPlan } from './build-plan.ts'

const run = promisify(execFile)
const ENV = { PATH: '/usr/bin:/bin', TZ: 'UTC', LANG: 'C.UTF-8', SYSTEMD_COLORS: '0' }

describeWithServers(['systemd'], 'systemd', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'gatehouse-units-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  function written(units: { readonly service: string; readonly timer: string }): readonly [string, string] {
    const paths = [join(folder, 'gatehouse.service'), join(folder, 'gatehouse.timer')] as const
    writeFileSync(paths[0], units.service)
    writeFileSync(paths[1], units.timer)
    return paths
  }

  test('accepts the units without a word, also with a space, a quote and a per cent sign in a path', async () => {
    // systemd takes no quote in the name of a program itself.
    const odd = join(folder, 'a b 5% $HOME')
    writeFileSync(odd, '#!/bin/sh\n')
    chmodSync(odd, 0o755)
    for (const plan of [
      buildPlan(),
      buildPlan({ node: odd, configFile: '/etc/gate "house"/100% $HOME.yaml', writable: ['/srv/gate house'] }),
    ]) {
      const [service, timer] = written(systemdUnits(plan))
      const { stdout, stderr } = await run('systemd-analyze', ['verify', service, timer], { env: ENV })
      expect(stdout + stderr).toBe('')
    }
  })

  test('prints a low exposure', async () => {
    const [service] = written(systemdUnits(buildPlan()))
    const { stdout } = await run('systemd-analyze', ['security', '--offline=true', '--no-pager', service], { env: ENV })
    const [, exposure = ''] = /Overall exposure level for gatehouse\.service: ([\d.]+)/u.exec(stdout) ?? []
    console.log(`systemd-analyze security: ${exposure}`)
    expect(Number(exposure)).toBeLessThanOrEqual(1.5)
    expect(exposure).not.toBe('')
  })

  test.each(['15 2 * * *', '0 4,16 * * mon-fri', '*/20 3 1 */3 *', '30 4 1 * 0'])('means the same times by %s', async (text) => {
    const cron = parseCron(text)
    if (!cron.ok) throw new Error(cron.error)
    const base = '2026-11-26T12:00:00.000Z' as Instant
    const zone = 'America/New_York'
    const times = await Promise.all(onCalendar(cron.value, zone).map(async (line) => elapses(line, base)))
    const merged = [...new Set(times.flat())].sort().slice(0, 8)
    expect(merged).toEqual(nextTimes(cron.value, zone, base, 8))
  })

  async function elapses(line: string, base: Instant): Promise<readonly Instant[]> {
    const from = base.replace('T', ' ').replace(/\..*$/u, ' UTC')
    const { stdout } = await run('systemd-analyze', ['calendar', '--iterations=8', `--base-time=${from}`, line], { env: ENV })
    return Array.from(stdout.matchAll(/\(in UTC\): \S+ (\S+) (\S+) UTC|(?:Next elapse|Iter\. #\d+): \S+ (\S+) (\S+) UTC/gu), (match) =>
      instantFromEpochMs(Date.parse(`${match[1] ?? match[3]}T${match[2] ?? match[4]}Z`)),
    )
  }

  test('finds in the docs what is printed', () => {
    const plan = buildPlan({ node: '/usr/bin/node' })
    for (const name of ['service', 'timer'] as const)
      expect(readFileSync(`docs/examples/systemd/gatehouse.${name}`, 'utf8')).toBe(systemdUnits(plan)[name])
  })
})
