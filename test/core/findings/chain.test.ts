import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ChainEntry, type ChainLink, nextLink, verifyChain } from '../../../src/core/findings/chain.ts'
import { night, sha256 } from './build-finding.ts'

function chainOf(length: number): readonly ChainLink[] {
  const links: ChainLink[] = []
  for (let n = 1; n <= length; n++) {
    const last = links.at(-1)
    const head = last === undefined ? null : { n: last.entry.n, hash: last.hash }
    links.push(nextLink(head, said(n), sha256))
  }
  return links
}

function said(n: number): Omit<ChainEntry, 'n' | 'prev'> {
  return {
    kind: 'run',
    run: `run-${n}`,
    at: night(n),
    tool: '0.1.0',
    evidence: [{ source: 'ad', manifest: sha256(`manifest ${n}`) }],
    policy: sha256('policy'),
    config: sha256('config'),
    coverage: sha256(`coverage ${n}`),
    result: sha256(`result ${n}`),
  }
}

test('an untouched chain is whole, and its head is the last entry', () => {
  const links = chainOf(5)
  expect(verifyChain(links, sha256)).toEqual({ kind: 'whole', head: { n: 5, hash: links[4]?.hash } })
  expect(verifyChain([], sha256)).toEqual({ kind: 'whole', head: null })
})

test('the first entry names nothing before it, and each next one the hash of the one before', () => {
  const [first, second] = chainOf(2)
  expect(first?.entry).toMatchObject({ n: 1, prev: null })
  expect(second?.entry).toMatchObject({ n: 2, prev: first?.hash })
})

const FIELDS = ['run', 'at', 'tool', 'policy', 'config', 'coverage', 'result'] as const

describe('a change is found at the entry that was changed', () => {
  test.each(FIELDS)('in `%s`', (field) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), (at) => {
        const links = chainOf(6).map((link) => (link.entry.n === at ? { ...link, entry: { ...link.entry, [field]: 'forged' } } : link))
        expect(verifyChain(links, sha256)).toMatchObject({ kind: 'broken', at })
      }),
    )
  })

  test('a forged entry with a fitting hash of its own breaks the next one', () => {
    const links = [...chainOf(6)]
    const before = links[1]
    if (before === undefined) throw new Error('no entry 2')
    links[2] = nextLink({ n: 2, hash: before.hash }, { ...said(3), result: sha256('forged') }, sha256)
    expect(verifyChain(links, sha256)).toEqual({ kind: 'broken', at: 4, because: 'entry 4 does not name the entry before it' })
  })

  test('a missing entry is named', () => {
    const links = chainOf(6).filter(({ entry }) => entry.n !== 3)
    expect(verifyChain(links, sha256)).toEqual({ kind: 'broken', at: 3, because: 'entry 3 is missing: entry 4 stands in its place' })
  })

  test('two entries that changed places are found', () => {
    const [a, b, c] = chainOf(3)
    if (a === undefined || b === undefined || c === undefined) throw new Error('too short')
    expect(verifyChain([a, c, b], sha256)).toMatchObject({ kind: 'broken', at: 2 })
  })
})
