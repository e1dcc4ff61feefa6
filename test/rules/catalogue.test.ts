import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { catalogue } from '../../src/core/rules/catalogue.ts'
import { type FactName, factName } from '../../src/core/rules/rule.ts'
import { familyOf } from '../../src/core/findings/family.ts'
import { pageProblems } from '../gates/rule-pages.ts'
import { withoutCode } from '../gates/markdown.ts'
import { allScenarios } from './scenario/scenario.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const scenarios = allScenarios()
const rules = catalogue.map(({ meta }) => [meta.name, meta] as const)
// `product.md` and `reports.md`: words that promise what no audit can know, or that accuse.
const refused = /\b(?:complian\w*|secure\w*|safe(?!guard)\w*|all[ -]clear|threat\w*|suspicious|foreign\w*|culprit\w*)\b/iu
const facts: readonly FactName[] = ['access', 'groups', 'accounts', 'people', 'hr', 'visitors', 'approvals', 'clearances', 'doors', 'recency', 'settings', 'connections',
  'credentials', 'coverage', 'inventory', 'history', 'officers', 'exceptions', 'lives'] // prettier-ignore

describe('every rule of the catalogue is whole', () => {
  it('has an id and a name of its own', () => {
    const ids = catalogue.map(({ meta }) => meta.id)
    const names = catalogue.map(({ meta }) => meta.name)
    expect([new Set(ids).size, new Set(names).size]).toEqual([catalogue.length, catalogue.length])
    expect(names.filter((name) => !/^[a-z]+(?:-[a-z]+)+$/u.test(name))).toEqual([])
    expect(ids.filter((id) => !/^[A-Z]{3}-\d\d$/u.test(id))).toEqual([])
  })

  it.for(rules)('%s has its file, its family, and needs that exist', ([name, meta]) => {
    expect(existsSync(`${root}src/core/rules/${name}.ts`)).toBe(true)
    expect(familyOf(meta.id)).toMatch(/^[a-z-]+$/u)
    expect(meta.needs.map(factName).filter((fact) => !facts.includes(fact))).toEqual([])
    expect(meta.serves.length).toBeGreaterThan(0)
  })

  it.for(rules)('%s is shown reported and cured, not reported in its near cases, and with incomplete evidence', ([name, meta]) => {
    const about = scenarios.filter(({ rule }) => rule === name)
    expect(about.map(({ shows }) => shows)).toEqual(expect.arrayContaining(['reported', 'not-reported', 'incomplete']))
    const speaks = (shows: string, night: number): boolean =>
      about.filter((scenario) => scenario.shows === shows).every(({ nights }) => (nights[night]?.expect.findings ?? []).some(({ rule }) => rule === meta.id)) // prettier-ignore
    // What only earlier runs tell cannot be told on the first night.
    const night = meta.needs.map(factName).includes('lives') ? 1 : 0
    expect(speaks('reported', night), 'the first night of `reported` that can report it does').toBe(true)
    expect(about.filter(({ shows, nights }) => shows === 'reported' && nights.length < 2).map((scenario) => scenario.name)).toEqual([])
    const wrongly = about.filter(({ shows, nights }) => shows === 'not-reported' && nights.some(({ expect: { findings } }) => findings.some(({ rule }) => rule === meta.id))) // prettier-ignore
    expect(wrongly.map((scenario) => scenario.name)).toEqual([])
  })

  it.for(rules)('%s has a page in the thirteen parts, in plain words, whose example is a scenario', ([name, meta]) => {
    const path = `${root}docs/rules/${name}.md`
    expect(existsSync(path), `docs/rules/${name}.md`).toBe(true)
    const text = readFileSync(path, 'utf8')
    expect(pageProblems(meta, text)).toEqual([])
    expect(withoutCode(text).match(refused)).toBeNull()
    const linked = [...text.matchAll(/fixtures\/scenarios\/([a-z0-9-]+)\/scenario\.yaml/gu)].map(([, story]) => story)
    const examples = scenarios.filter((scenario) => scenario.rule === name && scenario.shows === 'reported').map((one) => one.name)
    expect(linked).toEqual(expect.arrayContaining(examples))
    expect(linked.filter((story) => !scenarios.some((scenario) => scenario.name === story))).toEqual([])
  })

  it('lists every rule in the index of the pages', () => {
    const index = readFileSync(`${root}docs/rules/README.md`, 'utf8')
    expect(rules.filter(([name, { id }]) => !index.includes(`[\`${name}\`](${name}.md)`) || !index.includes(id)).map(([name]) => name)).toEqual([]) // prettier-ignore
  })

  it('has scenarios only about rules that there are', () => {
    expect(scenarios.filter(({ rule }) => rule !== null && !catalogue.some(({ meta }) => meta.name === rule)).map(({ name }) => name)).toEqual([]) // prettier-ignore
  })
})
