import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { GUARD_SET as ENTRA } from '../sources/entra/guards/guards.ts'
import { GUARD_SET as LDAP } from '../sources/ldap/guards/guards.ts'

const ROOT = new URL('../../', import.meta.url).pathname

const SOURCES = [
  ...readdirSync(`${ROOT}src`, { recursive: true, encoding: 'utf8' }).map((path) => `${ROOT}src/${path}`),
  `${ROOT}node_modules/ldapts/dist/index.mjs`,
]

/** Quick, and needs no server: whoever moves a guard hears of it before the long test does. */
test.each([
  ['ldap', LDAP],
  ['entra', ENTRA],
])('every edit that takes a guard of `%s` out still fits its file', (name, { groups }) => {
  const guards = Object.values(groups).flat()
  const unfit = guards.flatMap(({ row, without }) =>
    without.flatMap(({ file, edits }) => {
      const path = SOURCES.find((source) => source.endsWith(`/${file}`))
      const text = path === undefined ? '' : readFileSync(path, 'utf8')
      return edits.filter(([from]) => text.split(from).length !== 2).map(([from]) => `${row}: ${file}: ${from}`)
    }),
  )
  expect(unfit).toEqual([])
  expect(new Set(guards.map(({ row }) => row)).size).toBe(guards.length)
  console.log(`${name}: ${guards.length} guards, taken out in ${guards.flatMap(({ without }) => without).length} ways`)
})
