import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { CARA, WHOLE } from './bad-night.ts'
import { exportedInstitution } from './exported-institution.ts'
import { expectLastRun, nightOf, publishedIn, ran, statusesOf } from './published.ts'
import { gatehouse } from './run-gatehouse.ts'
import { smallDisk } from './small-disk.ts'

/** Kilobytes that are left when the night begins; a night needs some hundreds. */
const LEFT = [0, 4, 12, 40, 100, 300, 500, 580, 600, 620, 700]

test('a full disk, with room for ever more of the night: the last run stands, and with room the next night completes', async () => {
  const institution = await exportedInstitution()
  const { folder } = institution
  mkdirSync(join(folder, 'var'))
  const disk = smallDisk(join(folder, 'var'), 8 * 1024)
  try {
    // Where nothing may be mounted, a limit on the size of each file stands in: another error, at the same calls.
    if (disk === null) return await expectLimitedFiles(folder)
    await ran(folder, ['audit'], 1)
    let good = (await publishedIn(folder)).run.id
    const said: string[] = []
    for (const left of LEFT) {
      disk.resize(disk.usedKilobytes() + left)
      const night = await gatehouse(folder, ['audit'])
      said.push(`${left} KB left: exit ${night.code}, ${lastLine(night.stderr)}`)
      // Either nothing was published, and it says that the disk is full; or a night with gaps was; never a fault of our own.
      expect([1, 3, 69, 70, 78]).toContain(night.code)
      const { run, life } = await publishedIn(folder)
      if (run.id === good) {
        expect(night.code).toBeGreaterThanOrEqual(69)
        expect(night.stderr).toMatch(/ENOSPC|no space|disk is full|disk I\/O/iu)
        expect(night.stderr).not.toMatch(/^ {4}at /mu)
      }
      good = run.id
      expect(life.findings.filter(({ state }) => state === 'resolved')).toEqual([])
      disk.resize(32 * 1024)
      await expectLastRun(folder, good)
      await ran(folder, ['audit'], 1)
      const next = await publishedIn(folder)
      expect(statusesOf(next)).toEqual(WHOLE)
      expect(nightOf(next).filter((line) => !line.startsWith('resolved DAT-01'))).toEqual([`persisting ${CARA}`])
      good = next.run.id
    }
    console.log(said.join('\n'))
    expect(readdirSync(join(folder, 'var/reports/runs')).filter((name) => name.endsWith('.partial'))).toEqual([])
    await ran(folder, ['doctor'], 0)
  } finally {
    disk?.remove()
    institution.remove()
  }
}, 240_000)

async function expectLimitedFiles(folder: string): Promise<void> {
  await ran(folder, ['audit'], 1)
  const good = (await publishedIn(folder)).run.id
  const entrance = join(import.meta.dirname, '../../bin/gatehouse.js')
  const night = spawnSync('sh', ['-c', `ulimit -f 8; exec "${process.execPath}" "${entrance}" audit`], { cwd: folder, encoding: 'utf8' })
  expect(night.status).toBeGreaterThanOrEqual(69)
  await expectLastRun(folder, good)
  await ran(folder, ['audit'], 1)
  expect(statusesOf(await publishedIn(folder))).toEqual(WHOLE)
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').slice(-2).join(' / ').slice(0, 240)
}
