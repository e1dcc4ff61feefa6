import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { diagnosticText } from '../../../src/core/base/diagnostic.ts'
import { loadPolicy } from '../../../src/core/policy/load-policy.ts'
import type { PolicyFile } from '../../../src/core/model/policy-file.ts'
import { policyFolder, SOURCES } from './policy-fixtures.ts'

/*
 * `fixtures/policies-broken/<code>/<case>/` holds only the files that differ from `base/`, a policy without faults. Below a line with a
 * fault stands a comment whose `^` is under the expected place: `#       ^ P012`; for the first column `#< P012`. Several markers may
 * follow one line. Where no comment can stand, `expected.txt` lists `path:line:column code`.
 */
const BROKEN = 'fixtures/policies-broken'

const MARKER = /^#(?<gap> *)(?<sign>\^|<) (?<code>P\d{3})\r?$/u

// Two cases that no file can hold: one would be a mebibyte long, the other is a link.
const MADE: Readonly<Record<string, readonly PolicyFile[]>> = {
  'P006/too-large': [{ path: 'policies/large.yaml', text: `version: 1\n#${' '.repeat(1_048_576)}\n` }],
  'P024/link-out-of-the-folder': [
    { path: 'policies/projects/elsewhere.yaml', unusable: { code: 'P024', message: 'the link leads out of the folder', help: null } },
  ],
}

// The fixtures know a few more sources than they can be read from.
const sources = [
  ...SOURCES.map((source) =>
    source.kind === 'network' || source.kind === 'aws' || source.kind === 'entra'
      ? { ...source, readable: source.kind !== 'entra' }
      : source,
  ),
  { name: 's3-later', kind: 'aws', register: null, readable: false },
  { name: 'okta', kind: 'okta', register: null, readable: false },
]

const codes = readdirSync(BROKEN)
  .filter((name) => name !== 'base')
  .sort()
const cases = codes.flatMap((code) => readdirSync(join(BROKEN, code)).map((name) => ({ code, id: `${code}/${name}` })))

describe('every diagnostic', () => {
  it('is listed in the docs, and has a broken file', () => {
    const documented = [...readFileSync('docs/diagnostics.md', 'utf8').matchAll(/^\| (P\d{3}) \|/gmu)].map(([, code]) => code)
    // P070 and P071 are told by `policy test`, and shown with it (test/app/policy-test.test.ts).
    expect(codes).toEqual(documented.filter((code) => code !== 'P070' && code !== 'P071'))
    console.log(`${codes.length} diagnostic codes, ${cases.length} broken policies`)
  })

  it('is silent about the policy that the broken ones start from', () => {
    expect(loadPolicy(policyFolder(`${BROKEN}/base`), { sources }).diagnostics).toEqual([])
  })

  it.each(cases)('of $id stands where the marker points', ({ code, id }) => {
    const { diagnostics } = loadPolicy(filesOf(id), { sources })
    const found = diagnostics.map((each) => `${each.file}:${each.line}:${each.column} ${each.code}`)
    expect(found.toSorted()).toEqual(expectedOf(id))
    expect(found.some((line) => line.endsWith(code))).toBe(true)
  })

  it('reads as recorded', async () => {
    const texts = cases.map(({ id }) => `## ${id}\n${loadPolicy(filesOf(id), { sources }).diagnostics.map(diagnosticText).join('\n')}\n`)
    await expect(texts.join('\n')).toMatchFileSnapshot('diagnostics.golden.txt')
  })
})

function filesOf(id: string): readonly PolicyFile[] {
  const own = [...policyFolder(join(BROKEN, id)), ...(MADE[id] ?? [])]
  const replaced = new Set(own.map(({ path }) => path))
  return [...policyFolder(join(BROKEN, 'base')).filter(({ path }) => !replaced.has(path)), ...own]
}

function expectedOf(id: string): readonly string[] {
  const sidecar = join(BROKEN, id, 'expected.txt')
  const listed = existsSync(sidecar) ? readFileSync(sidecar, 'utf8').trim().split('\n') : []
  const marked = policyFolder(join(BROKEN, id)).flatMap(({ path, bytes }) => markersOf(path, new TextDecoder().decode(bytes)))
  return [...listed, ...marked].sort()
}

function markersOf(path: string, text: string): readonly string[] {
  let pointed = 0
  return text.split('\n').flatMap((line, index) => {
    const marker = MARKER.exec(line)?.groups
    if (marker === undefined) pointed = index + 1
    if (marker === undefined) return []
    const column = marker['sign'] === '<' ? 1 : (marker['gap'] ?? '').length + 2
    return [`${path}:${pointed}:${column} ${marker['code']}`]
  })
}
