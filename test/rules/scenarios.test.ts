import { describe, expect, it } from 'vitest'
import { bothSides } from './scenario/compared-with-expectation.ts'
import { nightsInARow } from './scenario/nights-in-a-row.ts'
import { allScenarios } from './scenario/scenario.ts'

describe('each scenario gives what it says, nothing missing and nothing more', () => {
  it.for(allScenarios().map((scenario) => [scenario.name, scenario] as const))('%s', ([, scenario]) => {
    const single = scenario.nights.length === 1
    for (const { audited, life } of nightsInARow(scenario)) {
      const { found, expected } = bothSides(audited, single ? null : life)
      expect(found, audited.night.night ?? scenario.story).toEqual(expected)
    }
  })
})
