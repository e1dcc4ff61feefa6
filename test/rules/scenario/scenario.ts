import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { z } from 'zod'
import { type ScenarioNight, scenarioNight } from './scenario-night.ts'

/** What a scenario is for: the three that each rule needs, or a story about the meaning of the policy. */
export type Shows = z.infer<typeof shows>

export interface Scenario {
  /** The name of its folder. */
  readonly name: string
  readonly story: string
  /** The name of the rule that it is about; null for stories about several. */
  readonly rule: string | null
  readonly shows: Shows
  /** At least one. */
  readonly nights: readonly ScenarioNight[]
}

const folder = fileURLToPath(new URL('../../../fixtures/scenarios/', import.meta.url))

const shows = z.enum(['reported', 'not-reported', 'incomplete', 'meaning'])

const head = z.looseObject({
  story: z.string(),
  rule: z.string().nullable().default(null),
  shows,
  next: z.array(z.record(z.string(), z.unknown())).default([]),
})

/** Every scenario of `fixtures/scenarios/`, by name. */
export function allScenarios(): readonly Scenario[] {
  const base = yaml(join(folder, 'base.yaml'))
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => scenario(name, base))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** A night states what differs from the night before; the first, what differs from the base. */
function scenario(name: string, base: unknown): Scenario {
  const { story, rule, shows: shown, next, ...first } = head.parse(yaml(join(folder, name, 'scenario.yaml')))
  const nights: ScenarioNight[] = []
  let facts = base
  for (const patch of [first, ...next]) {
    // What a night expects stands alone: it is compared both ways.
    facts = { ...withoutExpectation(merged(facts, patch)), expect: patch['expect'] }
    nights.push(night(facts, `${name}, night ${nights.length + 1}`))
  }
  return { name, story, rule, shows: shown, nights }
}

function night(facts: unknown, where: string): ScenarioNight {
  const parsed = scenarioNight.safeParse(facts)
  if (!parsed.success) throw new Error(`${where}: ${z.prettifyError(parsed.error)}`)
  return parsed.data
}

/** Maps merge by key, anything else replaces, null takes away. */
function merged(base: unknown, patch: unknown): unknown {
  if (!isMap(base) || !isMap(patch)) return patch
  const result: Record<string, unknown> = { ...base }
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key]
    else result[key] = merged(base[key], value)
  }
  return result
}

function withoutExpectation(facts: unknown): Record<string, unknown> {
  if (!isMap(facts)) throw new Error('a scenario is a map')
  return Object.fromEntries(Object.entries(facts).filter(([key]) => key !== 'expect' && key !== 'night'))
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function yaml(path: string): unknown {
  return parse(readFileSync(path, 'utf8')) as unknown
}
