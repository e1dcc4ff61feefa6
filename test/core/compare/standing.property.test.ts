import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type OracleStanding, plainStanding } from '../../oracle/compare.ts'
import type { Standing } from '../../../src/core/compare/standing.ts'
import { compareText } from '../../../src/core/base/order.ts'
import { accountHandle } from '../../../src/core/model/handle.ts'
import { nightOf, policyOf } from './institution.ts'
import { HUMANS, LEVELS, drawnInstitution } from './random-institutions.ts'
import { told } from './told-institution.ts'

test('standingOf agrees with a naive reading of the policy page, on small institutions and policies', () => {
  let compared = 0
  const seen = new Map<string, number>()
  fc.assert(
    fc.property(drawnInstitution, (drawn) => {
      const { facts, sections, world, policy } = told(drawn)
      const night = nightOf(facts, policyOf(sections))
      for (const slug of ['qsense', 'helix']) {
        for (const [resource, levels] of Object.entries(LEVELS)) {
          if (policy.projects[slug]?.resources[resource] === undefined) continue
          for (const level of levels) {
            for (const position of HUMANS.keys()) {
              const person = night.snapshot.personOf(accountHandle(position))
              const real = told3(night.standing(person, level, resource, slug), slug, night.context.policy.projects)
              const plain = plainStanding(world, policy, world.humans[position]!, slug, resource, level)
              expect(real, `${HUMANS[position]?.login} ${level} on ${slug}/${resource}`).toEqual(sorted(plain))
              compared++
              const kind = plain.kind === 'entitled' ? `entitled by ${/\d/u.test(plain.by) ? 'a line' : plain.by}` : plain.kind
              seen.set(kind, (seen.get(kind) ?? 0) + 1)
            }
          }
        }
      }
    }),
    { numRuns: 700, seed: 20261126 },
  )
  const kinds = [...seen].sort(([a], [b]) => compareText(a, b)).map(([kind, count]) => `${kind} ${count}`)
  console.log(`standings compared with the oracle: ${compared} (${kinds.join(', ')})`)
  expect(compared).toBeGreaterThan(20_000)
  expect(Math.min(...seen.values())).toBeGreaterThan(100)
})

/** The engine's answer in the oracle's words. */
function told3(
  standing: Standing,
  slug: string,
  projects: readonly { readonly slug: string; readonly entitled: readonly unknown[] }[],
): unknown {
  const lineName = (line: unknown): string => {
    const owner = projects.find(({ entitled }) => entitled.includes(line))
    return `${owner?.slug ?? slug}/${owner?.entitled.indexOf(line) ?? -1}`
  }
  switch (standing.kind) {
    case 'entitled':
      return { kind: 'entitled', by: standing.by.kind === 'line' ? lineName(standing.by.outcome.line) : standing.by.kind }
    case 'failing':
      return { kind: 'failing', line: lineName(standing.nearest.line), parts: standing.failing.map(({ part }) => part).sort() }
    default:
      return { kind: standing.kind }
  }
}

function sorted(plain: OracleStanding): unknown {
  return plain.kind === 'failing' ? { ...plain, parts: [...plain.parts].sort() } : plain
}
