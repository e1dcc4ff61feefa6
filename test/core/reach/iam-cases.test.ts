import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { checkedCase } from '../../../src/app/iam-case.ts'

const folder = fileURLToPath(new URL('../../../fixtures/iam-cases/', import.meta.url))
const files = readdirSync(folder).filter((name) => name.endsWith('.json')).sort() // prettier-ignore

test.each(files)('%s', async (name) => {
  const checked = await checkedCase(join(folder, name))
  if (!checked.ok) throw new Error(checked.error.message)
  expect(checked.value.differs, `${checked.value.says}: ${checked.value.verdict} if ${checked.value.residual}`).toBeNull()
})

test('each case names the vendor’s page and the rules that it is about, and expects a verdict', () => {
  for (const name of files) {
    const read = JSON.parse(readFileSync(join(folder, name), 'utf8')) as { cites?: string; rules?: number[]; expect?: object }
    expect(read.cites, name).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//u)
    expect(read.rules?.length, name).toBeGreaterThan(0)
    expect(read.expect, name).toBeDefined()
  }
})
