import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readBack, runTable, writeTable } from './table-run.ts'
import { hasManifest } from '../../../src/sources/evidence/has-manifest.ts'
import { recordedTable } from '../../../src/sources/table/recorded-table.ts'
import { temporaryFolder } from '../evidence/sample-evidence.ts'

test('a folder that was filled by hand gives its table; the only one, or the one that is named as the register', async () => {
  const folder = await temporaryFolder()
  expect(await recordedTable(folder, 'hr')).toBe(join(folder, 'hr.csv'))
  await writeFile(join(folder, 'people.csv'), '')
  expect(await recordedTable(folder, 'hr')).toBe(join(folder, 'people.csv'))
  await writeTable(folder, 'hr', '', null)
  expect(await recordedTable(folder, 'hr')).toBe(join(folder, 'hr.csv'))
  expect(await hasManifest(folder)).toBe(false)
  expect(await recordedTable(join(folder, 'nowhere'), 'hr')).toBe(join(folder, 'nowhere', 'hr.csv'))
})

test('evidence that was recorded under another name and unit is read under the name that the configuration gives', async () => {
  const run = await runTable('approvals', 'authority,person,from,until\nqsense,id:E1,,\n', { rows: 1 })
  expect(await hasManifest(run.folder)).toBe(true)
  expect((await readBack(run.folder, 'approvals')).rows).toEqual(run.rows)
})
