import { expect, test } from 'vitest'
import { type Cut, type CuttableFinding, causes, commonCuts } from '../../../src/core/findings/causes.ts'
import type { SeverityClass } from '../../../src/core/model/finding.ts'
import { sha256 } from './build-finding.ts'

function cut(key: string): Cut {
  return { key, what: `the membership \`${key}\``, record: { source: 'ad', dataset: 'groups', file: 'groups.ldif', record: key } }
}

function finding(fingerprint: string, severity: SeverityClass, ...cuts: readonly string[]): CuttableFinding {
  return { fingerprint, severity, cuts: cuts.map(cut) }
}

test('a record that lies on every path of two findings is a cause, with the findings that it ends', () => {
  const found = causes([finding('b', 'high', 'nested', 'own-b'), finding('a', 'low', 'nested'), finding('c', 'low', 'own-c')], sha256)
  expect(found).toMatchObject([{ says: 'the membership `nested` opens 2 of these 3', findings: ['a', 'b'], record: { record: 'nested' } }])
})

test('most findings come first, then the gravest, then the id', () => {
  const found = causes(
    [
      finding('a', 'low', 'three', 'low-pair'),
      finding('b', 'low', 'three', 'low-pair'),
      finding('c', 'low', 'three'),
      finding('d', 'critical', 'grave-pair'),
      finding('e', 'low', 'grave-pair'),
    ],
    sha256,
  )
  expect(found.map(({ record }) => record.record)).toEqual(['three', 'grave-pair', 'low-pair'])
})

test('a record named twice on one path counts once', () => {
  expect(causes([finding('a', 'low', 'x', 'x')], sha256)).toEqual([])
})

test('only what lies on all paths can end them all', () => {
  const paths = [['a', 'b', 'c'].map(cut), ['x', 'b', 'c'].map(cut), ['c', 'y', 'b'].map(cut)]
  expect(commonCuts(paths).map(({ key }) => key)).toEqual(['b', 'c'])
  expect(commonCuts([])).toEqual([])
})
