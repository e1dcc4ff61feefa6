import { expect, it, describe } from 'vitest'
import type { Diagnostic } from '../../../src/core/base/diagnostic.ts'
import { policyOf } from '../../../src/core/policy/load-policy.ts'
import { policyText } from '../../../src/core/policy/policy-text.ts'
import { ABOUT, CONDITIONS, Either, FILE, MATCH, NUMBER_CODE, type Type, WHO } from './language-table.ts'
import { deleted, doubled, type KeyAt, keysOf, misspelt, type Mutated, retyped } from './mutations.ts'
import { EVERYTHING, NORTHMOOR, policyFolder, SOURCES } from './policy-fixtures.ts'

/** Every key of every file in these folders is misspelt, deleted, retyped and doubled. */
const FOLDERS = [NORTHMOOR, EVERYTHING, 'policies']

/** Codes that come with a policy in which a thing is no longer declared, by what is gone. */
const CONSEQUENCES: Readonly<Record<string, readonly string[]>> = {
  projects: ['P021', 'P060', 'P045', 'P033'],
  partners: ['P021', 'P045'],
  tags: ['P060'],
  affiliations: ['P022', 'P045'],
  institution: ['P022', 'P021', 'P041', 'P051'],
  officers: ['P021'],
  authorities: ['P041'],
  agreements: ['P021', 'P045'],
  id: ['P021', 'P045'],
  covers: ['P045'],
  export_control: ['P021'],
  licences: ['P021'],
  control_plan: ['P021'],
  resources: ['P021', 'P060'],
  duties: ['P021'],
  platforms: ['P021'],
  until: ['P042'],
  why: ['P046'],
  shared_with: ['P033'],
  appetite: ['P051'],
  max_exception: ['P051'],
}

interface Expected {
  readonly what: string
  readonly mutated: Mutated
  /** Each must be told, at this offset of the mutated text. */
  readonly told: readonly { readonly code: string; readonly offset: number }[]
  /** These may come with it. */
  readonly also: readonly string[]
}

describe.each(FOLDERS)('every key of %s', (folder) => {
  const files = policyFolder(folder).map(({ path, bytes }) => ({ path, text: new TextDecoder().decode(bytes) }))
  const texts = files.map((file) => policyText(file, 'policies'))
  const before = policyOf(texts, { sources: SOURCES })
  const known = new Set(before.diagnostics.map(withoutPlace))
  let checked = 0

  it('stands in a policy without errors', () => {
    expect(before.diagnostics.filter(({ level }) => level === 'error')).toEqual([])
    expect(before.policy).not.toBeNull()
  })

  it.each(files)('is told where it is misspelt, deleted, retyped or doubled: $path', ({ path, text }) => {
    for (const at of keysOf(text)) {
      for (const { what, mutated, told, also } of mutationsOf(text, at)) {
        const other = policyText({ path, text: mutated.text }, 'policies')
        const { diagnostics } = policyOf([...texts.filter((each) => each.path !== path), other], { sources: SOURCES })
        const fresh = diagnostics.filter((each) => !known.has(withoutPlace(each)))
        const found = fresh.map((each) => `${each.file}:${each.line}:${each.column} ${each.code}`)
        const expected = told.map(({ code, offset }) => `${path}:${placeIn(mutated.text, offset)} ${code}`)
        const notTold = expected.filter((line) => !found.includes(line))
        const notExpected = found.filter((line) => !expected.includes(line) && !also.includes(line.slice(-4)))
        if (notTold.length + notExpected.length > 0) {
          expect.fail(
            `${what} ${at.path.join('/')}\nnot told: ${notTold.join(', ')}\nnot expected: ${notExpected.join(', ')}\n${mutated.text}`,
          )
        }
        checked++
      }
    }
  })

  it('and that was many', () => {
    console.log(`${checked} mutations of ${folder} checked`)
    expect(checked).toBeGreaterThan(700)
  })
})

it('no key of the language is left out', () => {
  const seen = new Set(policyFolder(EVERYTHING).flatMap(({ bytes }) => keysOf(new TextDecoder().decode(bytes)).map(nameInTable)))
  expect([...keysOfLanguage(FILE, '')].filter((key) => !seen.has(key))).toEqual([])
})

// `projects.*.resources.*.at`, list positions left out.
function nameInTable({ names }: KeyAt): string {
  return names.join('.')
}

function* keysOfLanguage(type: Type, prefix: string): Generator<string, void> {
  if (typeof type === 'string') return
  if (Array.isArray(type)) {
    yield* keysOfLanguage(type[0] as Type, prefix)
    return
  }
  for (const [key, inner] of Object.entries(type instanceof Either ? type.map : type)) {
    const name = prefix + key.replace('!', '')
    yield name
    yield* keysOfLanguage(inner, `${name}.`)
  }
}

function* mutationsOf(text: string, at: KeyAt): Iterable<Expected> {
  const gone = CONSEQUENCES[at.key] ?? []
  const chosen = at.table === null
  const parent = String(at.path.at(-2))
  const entry = CONSEQUENCES[parent] ?? []
  const isReference = parent === 'gets'
  const into = chosen && !isReference ? `Q${at.key}` : `${at.key.slice(0, 1)}q${at.key.slice(1)}`
  const also = [...gone, ...(chosen ? entry : []), ...alsoIn(at)]

  const wrong = misspelt(text, at, into)
  const code = isReference ? 'P021' : chosen ? 'P016' : unknownCode(at)
  yield { what: 'misspelt', mutated: wrong, told: [{ code, offset: wrong.keyOffset }, ...missing(at, wrong.mapOffset)], also }

  const without = deleted(text, at)
  const emptied = isReference && at.map.items.length === 1 ? [{ code: 'P013', offset: without.mapOffset }] : []
  yield { what: 'deleted', mutated: without, told: [...missing(at, without.mapOffset), ...emptied], also }

  const twice = doubled(text, at)
  yield { what: 'doubled', mutated: twice, told: [{ code: 'P003', offset: twice.keyOffset }], also: [] }

  for (const { value, code } of wrongValues(at)) {
    const other = retyped(text, at, value)
    yield {
      what: `retyped to ${value}`,
      mutated: other,
      told: [{ code, offset: value === '' ? other.keyOffset : other.valueOffset }],
      also,
    }
  }
}

function unknownCode({ table }: KeyAt): string {
  return table === CONDITIONS ? 'P043' : table === ABOUT ? 'P050' : 'P012'
}

// What is told of a map in which a key is no longer there.
function missing({ key, table, path, map }: KeyAt, mapOffset: number): readonly { readonly code: string; readonly offset: number }[] {
  const written = map.items.map((pair) => String(pair.key))
  if (table === null) return []
  if (path.length === 1) {
    if (key === 'version') return [{ code: 'P010', offset: mapOffset }]
    return key === 'institution' || key === 'affiliations' ? [{ code: 'P022', offset: 0 }] : []
  }
  if (table === ABOUT) return [{ code: 'P050', offset: mapOffset }]
  if (table === WHO) {
    if (key === 'owner' || (key === 'people' && written.includes('partner'))) return [{ code: 'P011', offset: mapOffset }]
    return key === 'partner' ? [] : [{ code: 'P040', offset: mapOffset }]
  }
  const oneOf =
    table === MATCH
      ? ['is', 'is_one_of', 'domain_in']
      : isEnd(table)
        ? ['tag', 'segment', 'affiliation']
        : ['never', 'only', 'exclusive', 'duties']
  const isForm = oneOf.includes(key) && path[0] !== 'projects'
  const needed = key === 'why_sensitive' || (key === 'affiliation' && map.hasIn(['who', 'department']))
  return `${key}!` in table || isForm || needed ? [{ code: 'P011', offset: mapOffset }] : []
}

function isEnd(table: object): boolean {
  return 'tag' in table && 'segment' in table
}

// Some keys matter to what stands around them.
function alsoIn({ key, table, path }: KeyAt): readonly string[] {
  if (table === WHO) return ['P040', 'P011', 'P045', 'P042', 'P046']
  if (key === 'people') return ['P045']
  if (key === 'tags' && path[0] === 'projects') return ['P060']
  if (key === 'when' || key === 'requires') return ['P045']
  return key === 'rule' ? ['P050'] : []
}

function wrongValues({ type, key }: KeyAt): readonly { readonly value: string; readonly code: string }[] {
  if (Array.isArray(type))
    return [
      { value: '{}', code: 'P013' },
      { value: 'x', code: 'P013' },
    ]
  if (type instanceof Either)
    return [
      { value: '[x]', code: 'P013' },
      { value: '7', code: NUMBER_CODE[type.scalar] ?? 'P013' },
    ]
  if (typeof type !== 'string')
    return [
      { value: '[x]', code: 'P013' },
      { value: 'x', code: 'P013' },
    ]
  if (key === 'version')
    return [
      { value: '[x]', code: 'P010' },
      { value: '7', code: 'P010' },
    ]
  const list = type === 'ids' || type === 'people' || type === 'ports' ? '{}' : '[x]'
  const number = NUMBER_CODE[type]
  return [
    { value: list, code: 'P013' },
    { value: '', code: 'P013' },
    ...(number === null || number === undefined ? [{ value: 'x', code: 'P013' }] : [{ value: '7', code: number }]),
  ]
}

function withoutPlace({ code, message }: Diagnostic): string {
  return `${code} ${message.replaceAll(/:\d+:\d+/gu, '')}`
}

function placeIn(text: string, offset: number): string {
  const lines = text.slice(0, offset).split('\n')
  return `${lines.length}:${(lines.at(-1)?.length ?? 0) + 1}`
}
