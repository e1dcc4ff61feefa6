import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { GUARDS } from './guards.ts'

const ROOT = new URL('../../../../', import.meta.url).pathname

const SOURCES = [
  ...readdirSync(`${ROOT}src`, { recursive: true, encoding: 'utf8' }).map((path) => `${ROOT}src/${path}`),
  `${ROOT}node_modules/ldapts/dist/index.mjs`,
]

/** Quick, and needs no server: whoever moves a guard hears of it before the long test does. */
test('every edit that takes a guard out still fits its file', () => {
  const guards = Object.values(GUARDS).flat()
  const unfit = guards.flatMap(({ row, without }) =>
    without.flatMap(({ file, edits }) => {
      const path = SOURCES.find((source) => source.endsWith(`/${file}`))
      const text = path === undefined ? '' : readFileSync(path, 'utf8')
      return edits.filter(([from]) => text.split(from).length !== 2).map(([from]) => `${row}: ${file}: ${from}`)
    }),
  )
  expect(unfit).toEqual([])
  expect(new Set(guards.map(({ row }) => row)).size).toBe(guards.length)
  console.log(`${guards.length} guards, taken out in ${guards.flatMap(({ without }) => without).length} ways`)
})
