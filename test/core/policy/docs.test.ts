import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { RESOURCE_KINDS, levelCovers, levelsOf } from '../../../src/core/model/resource-kind.ts'
import { EXCEPTABLE_RULES, exceptionFields } from '../../../src/core/policy/exception-fields.ts'
import { loadPolicy } from '../../../src/core/policy/load-policy.ts'
import { policyFileSchema } from '../../../src/core/policy/schema/policy-file.ts'
import { NORTHMOOR, policyFolder, SOURCES } from './policy-fixtures.ts'

const page = readFileSync('docs/policy-language.md', 'utf8')

it('the page of the language lists every section', () => {
  const listed = [...page.matchAll(/^\| `([a-z_]+)` \|/gmu)].map(([, section]) => section)
  expect(listed).toEqual(expect.arrayContaining(Object.keys(policyFileSchema.shape)))
})

it("the page's example loads without an error", () => {
  const example = /```yaml\n(version: 1\nprojects:[\s\S]*?)```/u.exec(page)?.[1] ?? ''
  const rest = policyFolder(NORTHMOOR).filter(({ path }) => path.endsWith('institution.yaml'))
  const institution = new TextDecoder().decode(rest[0]?.bytes).replace(/^partners:[\s\S]*$/mu, '')
  const files = [
    { path: 'policies/institution.yaml', text: institution },
    { path: 'policies/projects/qsense.yaml', text: example },
  ]
  const { policy, diagnostics } = loadPolicy(files, { sources: SOURCES })
  expect(diagnostics.filter(({ code }) => code !== 'P047')).toEqual([])
  expect(policy?.projects.map(({ slug }) => slug)).toEqual(['qsense'])
})

it('the page names the fields of every rule that can be excepted', () => {
  const rows = [...page.matchAll(/^\| ((?:[A-Z]{3}-\d\d).*?) \| (.*) \|$/gmu)].map(([, rules = '', fields = '']) => ({
    rules: idsOf(rules),
    fields,
  }))
  const listed = rows.flatMap(({ rules }) => rules).sort()
  expect(listed).toEqual(EXCEPTABLE_RULES)
  for (const { rules, fields } of rows) {
    for (const rule of rules) {
      const known = exceptionFields(rule)
      const names = known.kind === 'fields' ? known.forms.flat() : []
      if (!fields.startsWith('as above'))
        expect(new Set([...fields.matchAll(/`([a-z]+)`/gu)].map(([, name]) => name))).toEqual(new Set(names))
    }
  }
})

it('a level covers itself and those below it, and no kind lends another its levels', () => {
  for (const kind of RESOURCE_KINDS) {
    const levels = levelsOf(kind)
    for (const held of levels) {
      expect(levelCovers(kind, held, held)).toBe(true)
      expect(levelCovers(kind, held, levels.at(-1) ?? held)).toBe(true)
    }
  }
  expect(levelCovers('bucket', 'write', 'read')).toBe(false)
  expect(levelCovers('bucket', 'read', 'write')).toBe(true)
  expect(levelCovers('room', 'read', 'unescorted')).toBe(false)
})

it('who may run a function may not change it, and who may change it may not run it', () => {
  expect(levelCovers('function', 'write', 'use')).toBe(false)
  expect(levelCovers('function', 'see', 'use')).toBe(false)
  expect(levelCovers('function', 'use', 'write')).toBe(false)
  expect(levelCovers('function', 'use', 'manage')).toBe(true)
  expect(levelCovers('function', 'write', 'manage')).toBe(true)
})

// `EXP-02 to EXP-04, EXP-07`
function idsOf(text: string): readonly string[] {
  return text.split(', ').flatMap((part) => {
    const [first = '', last = first] = part.split(' to ')
    const from = Number(first.slice(4))
    return Array.from(
      { length: Number(last.slice(4)) - from + 1 },
      (_, index) => `${first.slice(0, 4)}${String(from + index).padStart(2, '0')}`,
    )
  })
}
