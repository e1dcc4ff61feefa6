import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { told } from './config-file.ts'
import { loadJoins } from '../../src/config/joins.ts'
import { effectiveJoinKeys } from '../../src/core/model/joins.ts'
import { temporaryFolder } from '../sources/evidence/sample-evidence.ts'

const KEY = '{name: card, source: ad, attribute: extensionAttribute7, equals: employee-number, written_by: institution, reassigned: never}'
const OVERRULE = '{account: "ad:liw1", person: none, reason: a shared mailbox, by: Tom Reid, on: 2026-11-20}'

async function load(text: string) {
  const path = join(await temporaryFolder(), 'joins.yaml')
  await writeFile(path, text)
  return loadJoins(path, ['ad', 'doors'])
}

test('reads keys and overrules', async () => {
  expect(await load(`version: 1\nkeys: [${KEY}]\noverrules: [${OVERRULE}]\n`)).toEqual({
    ok: true,
    value: {
      keys: [
        {
          name: 'card',
          source: 'ad',
          attribute: 'extensionattribute7',
          equals: 'employee-number',
          writtenBy: 'institution',
          reassigned: 'never',
        },
      ],
      overrules: [{ account: 'ad:liw1', person: null, reason: 'a shared mailbox', by: 'Tom Reid', on: '2026-11-20' }],
    },
  })
})

describe('what is wrong is told at its place', () => {
  const cases: readonly [string, string, string][] = [
    ['no version', 'keys: []\n', '1:1 C003 key `version` is missing'],
    ['an unknown key', 'version: 1\noverules: []\n', '2:1 C004 unknown key `overules` | did you mean `overrules`?'],
    [
      'a name as key',
      `version: 1\nkeys:\n  - ${KEY.replace('employee-number', 'display-name')}\n`,
      'C006 `keys.0.equals` is `display-name`',
    ],
    [
      'a person who is a name',
      `version: 1\noverrules:\n  - ${OVERRULE.replace('none', 'Li Wei')}\n`,
      '3:34 C007 `overrules.0.person`: expected a mail',
    ],
    [
      'an account without source',
      `version: 1\noverrules:\n  - ${OVERRULE.replace('ad:liw1', 'liw1')}\n`,
      '3:15 C007 `overrules.0.account`',
    ],
    [
      'no such day',
      `version: 1\noverrules:\n  - ${OVERRULE.replace('2026-11-20', '2026-11-31')}\n`,
      'C007 `overrules.0.on`: expected a day',
    ],
    ['an account twice', `version: 1\noverrules: [${OVERRULE}, ${OVERRULE}]\n`, 'C012 `ad:liw1` stands twice'],
    [
      'an attribute twice',
      `version: 1\nkeys: [${KEY}, ${KEY.replace('card', 'card2').replace('never', 'possible')}]\n`,
      'C012 `ad:extensionattribute7` stands twice',
    ],
    [
      'a source that is not configured',
      `version: 1\nkeys: [${KEY.replace('source: ad', 'source: adx')}]\n`,
      'C013 no source `adx` is configured',
    ],
  ]
  for (const [what, text, expected] of cases)
    test(what, async () => {
      const lines = told(await load(text))
      expect(lines).toHaveLength(1)
      expect(lines[0]).toContain(expected)
    })
})

test('a declared key takes the place of the default one, and only of that', () => {
  const declared = {
    name: 'mail by IT',
    source: 'ad',
    attribute: 'mail',
    equals: 'mail',
    writtenBy: 'institution',
    reassigned: 'possible',
  } as const
  const keys = effectiveJoinKeys(
    [declared],
    [
      { name: 'ad', kind: 'ldap' },
      { name: 'doors', kind: 'doors' },
    ],
  )
  expect(keys.map(({ name, equals, writtenBy, reassigned }) => [name, equals, writtenBy, reassigned])).toEqual([
    ['ad.edupersonprincipalname', 'eppn', 'institution', 'possible'],
    ['ad.employeeid', 'employee-number', 'institution', 'never'],
    ['ad.employeenumber', 'employee-number', 'institution', 'never'],
    ['ad.userprincipalname', 'upn', 'institution', 'possible'],
    ['doors.person', 'as-written', 'institution', 'possible'],
    ['mail by IT', 'mail', 'institution', 'possible'],
  ])
})
