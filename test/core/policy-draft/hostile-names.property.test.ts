import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { DraftHolder } from '../../../src/core/policy-draft/draft-holders.ts'
import { coveringLevels } from '../../../src/core/policy-draft/draft-holders.ts'
import { projectDraft } from '../../../src/core/policy-draft/project-draft.ts'
import { commentText, plain, quoted, slugOf, unused } from '../../../src/core/policy-draft/yaml-words.ts'
import { loadPolicy } from '../../../src/core/policy/load-policy.ts'
import { MAX_POLICY_BYTES } from '../../../src/core/model/policy-file.ts'
import { reviewed } from '../../app/reviewed-draft.ts'
import { day } from '../compare/institution.ts'

const INSTITUTION = [
  'version: 1',
  'institution: {name: N, timezone: Europe/London, senior_lead: a@n.example, siro: b@n.example}',
  'affiliations: []',
  '',
].join('\n')
const sources = [{ name: 'ad', kind: 'ldap', register: null, readable: true }]

/** Whatever a directory may hold: line breaks of every kind, YAML, comment marks, characters that hide or reorder. */
const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    'x\n    entitled:\n      - who: {person: eve@evil.example}\n        gets: {core: use}',
    'x\r      - who: {people: [eve@evil.example]}',
    '\u2028- who: {}',
    '\u0085entitled: [1]',
    '\' } # ## " : [',
    '\u202eevil\u0000',
    '- who: {person: eve@evil.example}',
  ),
)

describe('a draft of hostile names', () => {
  test('loads, declares what was named, and entitles nobody', () => {
    fc.assert(
      fc.property(hostile, hostile, hostile, (label, group, said) => {
        const text = projectDraft(
          input([holder({ label, path: [label, group], because: said })], `ad:cn=${group.replaceAll(/[^ -~]/gu, '')}x`),
        )
        const load = loaded(text)
        expect(load.diagnostics.filter(({ level }) => level === 'error')).toEqual([])
        expect(load.policy?.projects.map(({ entitled }) => entitled)).toEqual([[]])
        expect(
          text
            .split('\n')
            .filter((line) => !/^ *(?:#|core: )/u.test(line))
            .join('\n'),
        ).not.toContain('evil.example')
      }),
      { numRuns: 400 },
    )
  })

  test('entitles, when it is reviewed, whom its lines name and nobody else', () => {
    fc.assert(
      fc.property(hostile, hostile, (label, because) => {
        const text = projectDraft(input([holder({ label, because, path: [label, because] })], 'ad:cn=core'))
        const load = loaded(reviewed(text, () => true))
        expect(load.policy?.projects[0]?.entitled.map(({ who }) => who)).toMatchObject([
          { kind: 'person', person: { text: 'li.wei@n.example' } },
        ])
      }),
      { numRuns: 300 },
    )
  })
})

test('a draft stays below the size at which a policy is refused, and counts whom it leaves out', () => {
  const many = Array.from({ length: 9_000 }, (_, i) =>
    holder({ label: `person ${i} ${'x'.repeat(200)}`, because: 'b', path: ['a'.repeat(150), 'b'] }),
  )
  const text = projectDraft(input(many, 'ad:cn=core'))
  expect(Buffer.byteLength(text)).toBeLessThan(MAX_POLICY_BYTES)
  const listed = text.match(/- who:/gu)?.length ?? 0
  expect(text).toContain(`${9_000 - listed} more holders are not listed`)
  expect(text).toContain('9000 holders today')
  expect(loaded(text).policy?.projects).toHaveLength(1)
})

test.each([
  ['group', ['use'], ['use']],
  ['share', ['see', 'write', 'read'], ['write']],
  ['function', ['write', 'use'], ['write', 'use']],
  ['function', ['write', 'use', 'manage'], ['manage']],
] as const)('of a %s, %j is covered by %j', (kind, held, covering) => {
  expect(coveringLevels(kind, held)).toEqual(covering)
})

test.each([
  ['\\\\fs1.northmoor.example\\qsense data', 'qsense-data'],
  ['northmoor/qsense', 'qsense'],
  ['Größe Ärzte', 'gro-e-arzte'],
  ['2.14', 'thing'],
  ['', 'thing'],
])('%j makes the slug %s', (label, slug) => expect(slugOf(label)).toBe(slug))

test('two things of one name get two slugs', () => {
  const taken = new Set<string>()
  expect([unused('core', taken), unused('core', taken), unused('core', taken)]).toEqual(['core', 'core-2', 'core-3'])
})

test('texts keep their value as YAML', () => {
  expect(quoted('shares:\\\\fs1\\x')).toBe("'shares:\\\\fs1\\x'")
  expect(plain('li.wei@n.example')).toBe('li.wei@n.example')
  expect(plain('no')).toBe('"no"')
  expect(plain('id:E0412')).toBe('"id:E0412"')
  expect(commentText('a\nb\u2028c')).toBe('a⟦U+000A⟧b⟦U+2028⟧c')
})

function holder({
  label,
  because,
  path,
}: {
  readonly label: string
  readonly because: string
  readonly path: readonly string[]
}): DraftHolder {
  return {
    person: {
      key: 'upn:li.wei@n.example',
      label,
      registered: true,
      employeeNumber: null,
      logins: ['li.wei@n.example'],
      mails: [],
      hr: [],
      visits: [],
      partnerships: [],
      joins: [],
    },
    label,
    relation: { relation: label, ended: false, because, external: true },
    organisation: label,
    partner: null,
    hosts: [{ written: because, label }],
    end: { kind: 'open' },
    lastUse: 'unknown',
    reference: 'li.wei@n.example',
    workload: null,
    holds: [
      { resource: 'core', level: 'use', account: { source: 'ad', label, state: 'enabled' }, path, otherPaths: { count: 2, exact: false } },
    ],
  }
}

function input(holders: readonly DraftHolder[], address: string): Parameters<typeof projectDraft>[0] {
  return {
    project: {
      slug: 'first',
      title: 'First',
      lead: 'lead@n.example',
      sensitivity: 'sensitive',
      whySensitive: ['patent'],
      until: '2030-01-01',
    },
    resources: [{ slug: 'core', kind: 'group', address, group: null }],
    declaredElsewhere: [
      { resource: { slug: 'other', kind: 'group', address: `${address}\n    entitled: [x]`, group: null }, project: 'other' },
    ],
    opened: [{ slug: 'share', kind: 'share', address: `ad:${holders[0]?.label ?? ''}`, group: null }],
    holders,
    shortfalls: [holders[0]?.label ?? ''],
    today: day('2026-11-26'),
  }
}

function loaded(text: string) {
  return loadPolicy(
    [
      { path: 'policies/institution.yaml', text: INSTITUTION },
      { path: 'policies/projects/first.yaml', text },
    ],
    { sources },
  )
}
