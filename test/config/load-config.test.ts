import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { isMap, isScalar, LineCounter, parseDocument, visit } from 'yaml'
import { loadText, told } from './config-file.ts'
import { loadConfig } from '../../src/config/load-config.ts'

const EXAMPLE = readFileSync(join(import.meta.dirname, 'example.yaml'), 'utf8')
const TABLE = 'sources: {hr: {kind: table, register: hr, file: hr.csv}}\n'

test('reads every key of the example', async () => {
  const loaded = await loadText(EXAMPLE)
  if (!loaded.ok) throw new Error(told(loaded).join('\n'))
  const { config, warnings } = loaded.value
  expect(config.evidence).toBe(join(config.folder, 'var/evidence'))
  expect(config.store).toEqual({ kind: 'sqlite', path: join(config.folder, 'var/gatehouse.db') })
  expect(config.failOn).toBe('medium')
  expect(config.maxAge).toEqual({ default: { unit: 'hours', count: 36 }, bySource: { ad: { unit: 'hours', count: 26 } } })
  expect(config.breaker).toEqual({
    shrink: { percent: 20, records: 50 },
    shrinkBySource: { visitors: { percent: 60, records: 10 } },
    closing: { percent: 30, findings: 20 },
  })
  expect(config.sources.map(({ name, kind, readable }) => [name, kind, readable])).toEqual([
    ['ad', 'ldap', true],
    ['campus', 'network', false],
    ['cloud', 'aws', true],
    ['entra', 'entra', true],
    ['old', 'ldap', true],
    ['shares', 'files', true],
    ['visitors', 'table', true],
  ])
  expect(config.sources[0]).toMatchObject({
    from: { kind: 'live', url: 'ldaps://dc1.northmoor.example', bind: { password: { file: 'secrets/ad' } }, ca: null },
    base: 'DC=northmoor,DC=example',
    canary: { group: 'all-staff', members: 300 },
  })
  expect(config.sources[6]).toMatchObject({
    register: 'visitors',
    from: { kind: 'live', file: join(config.folder, 'exports/visitors.csv') },
  })
  expect(warnings.map(({ code, level, line }) => [code, level, line])).toEqual([['C010', 'warning', 68]])
})

test('an empty file is the defaults', async () => {
  const loaded = await loadText('')
  if (!loaded.ok) throw new Error(told(loaded).join('\n'))
  expect(loaded.value.config).toMatchObject({ failOn: 'low', joins: null, sources: [], breaker: { shrink: { percent: 20, records: 50 } } })
  expect(loaded.value.config.policies).toBe(join(loaded.value.config.folder, 'policies'))
})

describe('what is wrong is told at its place', () => {
  const cases: readonly [string, string, readonly string[]][] = [
    ['an unknown key', 'polcies: x\n', ['1:1 C004 unknown key `polcies` | did you mean `policies`?']],
    [
      'an unknown key deep down',
      TABLE.replace('hr.csv', 'hr.csv, fil: x'),
      ['1:57 C004 unknown key `fil` in `sources.hr` | did you mean `file`?'],
    ],
    ['a missing key', 'sources: {hr: {kind: table, register: hr}}\n', ['1:15 C003 key `sources.hr.file` is missing']],
    ['a missing kind', 'sources: {hr: {file: x}}\n', ['1:15 C003 key `sources.hr.kind` is missing']],
    ['an unknown kind', 'sources:\n  ad: {kind: ldpa}\n', ['2:14 C006 `sources.ad.kind` is `ldpa` | did you mean `ldap`?']],
    ['a wrong type', 'policies: [x]\n', ['1:11 C005 `policies` is a list, expected text']],
    ['an empty value', 'policies:\n', ['1:10 C005 `policies` is empty, expected text']],
    ['not in the list', 'fail_on: severe\n', ['1:10 C006 `fail_on` is `severe` | allowed: `critical`, `high`, `low`, `medium`']],
    ['no duration', 'max_age: {default: 36}\n', ['1:20 C005 `max_age.default` is a number, expected text']],
    [
      'a duration in words',
      'max_age: {default: 36 hours}\n',
      ['1:20 C007 `max_age.default`: expected a duration such as `36h`, `30d` or `6mo`'],
    ],
    [
      'an age of no source',
      `${TABLE}max_age: {hrr: 1d}\n`,
      ['2:16 C013 `max_age` names a source `hrr` that is not configured | did you mean `hr`?'],
    ],
    [
      'a breaker of no source',
      `breaker: {sources: {ad: {shrink: {percent: 5}}}}\n`,
      ['1:25 C013 `breaker.sources` names a source `ad` that is not configured'],
    ],
    [
      'a directory that is none',
      'sources: {hr: {kind: table, register: hr, file: a}, s: {kind: files, recorded: x, directory: hr}}\n',
      ['1:94 C013 `sources.s.directory` names `hr`, which is no configured source of kind `ldap`'],
    ],
    ['plain LDAP', 'sources: {ad: {kind: ldap, url: "ldap://x", base: b, bind: {dn: d, password: {env: P}}}}\n', ['1:33 C007']],
    [
      'live and recorded at once',
      'sources: {hr: {kind: table, register: hr, file: a, recorded: b}}\n',
      ['1:49 C012 `sources.hr.file`: `recorded` is there too'],
    ],
    ['two documents', 'policies: a\n---\npolicies: b\n', ['C002']],
    ['a key twice', 'policies: a\npolicies: b\n', ['2:1 C002 YAML: map keys must be unique']],
    ['broken YAML', 'policies: [a\n', ['2:1 C002']],
    ['a tag', 'policies: !x a\n', ['C002']],
    ['too many aliases', `a: &a [x]\nb: &b [${'*a,'.repeat(60)}]\nc: [${'*b,'.repeat(60)}]\n`, ['C002']],
    ['nested too deep', '['.repeat(100_000), ['C002']],
    ['a list at the top', '- a\n', ['1:1 C005 the file is a list, expected a map']],
    ['several at once', 'polcies: x\nfail_on: severe\n', ['1:1 C004', '2:10 C006']],
  ]
  for (const [what, text, expected] of cases)
    test(what, async () => {
      const lines = told(await loadText(text))
      expect(lines).toHaveLength(expected.length)
      for (const [position, start] of expected.entries()) expect(lines[position]).toContain(start)
    })

  test('a file that is not there, and one that is not UTF-8', async () => {
    expect(told(await loadConfig('/nowhere/gatehouse.yaml', {}, {}))).toEqual([
      '1:1 C001 the file cannot be read: ENOENT | see that it is there, and that this account may read it',
    ])
    expect(told(await loadText(Buffer.from([0x70, 0xff])))[0]).toContain('C001 the file is not UTF-8')
  })

  test('every key of the example, misspelt or doubled, is told at the place where it stands', async () => {
    const places = keyPlaces(EXAMPLE)
    let told = 0
    for (const { line, column, key, isName } of places) {
      const misspelt = await loadText(withKey(EXAMPLE, line, column, key, `${key}qq`))
      // A name is free text of its writer: only what refers to it can be wrong.
      if (!isName) {
        expect(misspelt.ok, `${key} at ${line}:${column}`).toBe(false)
        if (!misspelt.ok)
          expect(
            misspelt.error.map((found) => [found.line, found.column, found.code]),
            `${key} at ${line}`,
          ).toContainEqual([line, column, 'C004'])
        told++
      }
      const doubled = await loadText(withKey(EXAMPLE, line, column, key, `${key}: {}, ${key}`, true))
      expect(doubled.ok, `${key} doubled at ${line}`).toBe(false)
      told++
    }
    expect(places.length).toBeGreaterThan(60)
    console.log(`${places.length} keys, ${told} mutations, each told`)
  })
})

describe('a literal secret is refused and never repeated', () => {
  for (const [place, text] of [
    ['a password', 'sources: {ad: {kind: ldap, url: "ldaps://x", base: b, bind: {dn: d, password: hunter2}}}\n'],
    ['a password of digits', 'sources: {ad: {kind: ldap, url: "ldaps://x", base: b, bind: {dn: d, password: 4711}}}\n'],
    ['a token', 'sources: {c: {kind: network, token: hunter2}}\n'],
    ['a store', 'store: postgres://gatehouse:hunter2@db.northmoor.example/gatehouse\n'],
  ] as const)
    test(place, async () => {
      const lines = told(await loadText(text))
      expect(lines).toHaveLength(1)
      expect(lines[0]).toMatch(/ C008 .*may not stand in the configuration/u)
      expect(lines[0]).not.toMatch(/hunter2|4711/u)
    })

  test('a reference that is none', async () => {
    const lines = told(await loadText('sources: {c: {kind: network, token: {envv: X}}}\n'))
    expect(lines.join()).toContain('C00')
    expect(lines[0]).toMatch(/^1:/u)
  })
})

describe('defaults < file < environment < flags', () => {
  const file = 'fail_on: medium\nreports: out\n'

  test('each wins over those before it', async () => {
    const severities = async (env: Record<string, string>, flags: { fail_on?: string }) => {
      const loaded = await loadText(file, env, flags)
      return loaded.ok ? loaded.value.config.failOn : told(loaded)
    }
    expect(await severities({}, {})).toBe('medium')
    expect(await severities({ GATEHOUSE_FAIL_ON: 'high' }, {})).toBe('high')
    expect(await severities({ GATEHOUSE_FAIL_ON: 'high' }, { fail_on: 'critical' })).toBe('critical')
  })

  test('paths of the file are relative to it, those of the environment and the flags to the working directory', async () => {
    const loaded = await loadText(file, { GATEHOUSE_EVIDENCE: 'ev' }, { policies: 'pol' })
    if (!loaded.ok) throw new Error(told(loaded).join('\n'))
    const { config } = loaded.value
    expect(config.reports).toBe(join(config.folder, 'out'))
    expect(config.evidence).toBe(resolve('ev'))
    expect(config.policies).toBe(resolve('pol'))
  })

  test('a wrong override names where it comes from', async () => {
    const fromEnvironment = await loadText('', { GATEHOUSE_FAIL_ON: 'severe' })
    expect(fromEnvironment.ok ? [] : fromEnvironment.error).toMatchObject([
      { file: 'GATEHOUSE_FAIL_ON', code: 'C009', message: '`fail_on` is `severe`' },
    ])
    const fromFlag = await loadText('', {}, { max_age: 'long' })
    expect(fromFlag.ok ? [] : fromFlag.error).toMatchObject([{ file: '--max-age', code: 'C009' }])
  })

  test('a variable that sets nothing is a warning, unless a secret names it', async () => {
    const loaded = await loadText('sources: {c: {kind: network, token: {env: GATEHOUSE_TOKEN}}}\n', {
      GATEHOUSE_FAILON: 'high',
      GATEHOUSE_TOKEN: 'x',
      GATEHOUSE_CONFIG: 'y',
    })
    expect(loaded.ok ? loaded.value.warnings.filter(({ code }) => code === 'C011') : told(loaded)).toMatchObject([
      { file: 'GATEHOUSE_FAILON', message: '`GATEHOUSE_FAILON` sets nothing', help: 'did you mean `GATEHOUSE_FAIL_ON`?' },
    ])
  })
})

interface KeyPlace {
  readonly line: number
  readonly column: number
  readonly key: string
  readonly isName: boolean
}

/** Maps whose keys are names that the writer chose. */
const NAMED: ReadonlySet<string> = new Set(['max_age', 'spaces', 'doors_hours', 'notify', 'deliver', 'sources', 'sites'])

function keyPlaces(text: string): readonly KeyPlace[] {
  const counter = new LineCounter()
  const document = parseDocument(text, { lineCounter: counter })
  const found: KeyPlace[] = []
  visit(document, {
    Pair(_, pair, ancestors) {
      if (!isScalar(pair.key) || !pair.key.range) return
      const { line, col } = counter.linePos(pair.key.range[0])
      const key = String(pair.key.value)
      const parent = ancestors.findLast((node) => 'key' in node)
      const above = parent !== undefined && 'key' in parent && isScalar(parent.key) ? String(parent.key.value) : ''
      found.push({ line, column: col, key, isName: NAMED.has(above) && isMap(ancestors.at(-1)) })
    },
  })
  return found
}

function withKey(text: string, line: number, column: number, key: string, by: string, flow = false): string {
  const lines = text.split('\n')
  const old = lines[line - 1] ?? ''
  const isBlock = old.slice(0, column - 1).trim() === ''
  const replacement = flow && isBlock ? `${key}: {}\n${old.slice(0, column - 1)}${key}` : by
  lines[line - 1] = old.slice(0, column - 1) + replacement + old.slice(column - 1 + key.length)
  return lines.join('\n')
}
