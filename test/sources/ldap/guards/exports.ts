import assert from 'node:assert/strict'
import { BASE, factsOf } from '../facts-of.ts'
import { type Guard, loss } from './guard.ts'
import { group, naiveValues, user } from './naive-ldif.ts'

const HOLE = group('g', 'groupOfNames', 'member;range=0-1: uid=a,dc=x', 'member;range=0-1: uid=b,dc=x')

const folded = `dn: uid=a,${BASE}\nobjectClass: inetOrgPerson\nuid: a\nentryUUID: ${'a'.padStart(36, '0')}\nemployeeNumber: 100\n 200\nmail:: ${Buffer.from('ä@x').toString('base64')}\n\n`

export const EXPORTS: readonly Guard[] = [
  {
    row: '6a',
    says: 'ranges of a list that do not reach its end are a gap on the group',
    naive: async () => loss(naiveValues(HOLE, 'member;range=0-1').length === 2 ? 1 : 0, 1, 'ends of a list'),
    async holds() {
      const { gaps } = await factsOf({ groups: HOLE })
      assert.match(gaps.map(({ reason }) => reason).join(), /those from 2 on are missing/u)
    },
    without: [
      {
        what: 'the end of a list',
        file: 'ldap/range-joins.ts',
        edits: [['return `\\`${name}\\` came in ranges, and those from ${next} on are missing`', 'return null']],
      },
    ],
  },
  {
    row: '6b',
    says: 'folded lines and values in base64 are whole',
    naive: async () =>
      loss(
        [naiveValues(folded, 'employeeNumber')[0] !== '100200', naiveValues(folded, 'mail')[0] !== 'ä@x'].filter(Boolean).length,
        2,
        'values',
      ),
    async holds() {
      const { accounts, gaps } = await factsOf({ users: folded })
      assert.deepEqual(
        [accounts[0]?.account.attributes['employeenumber'], accounts[0]?.account.attributes['mail'], gaps],
        [['100200'], ['ä@x'], []],
      )
    },
    without: [
      {
        what: 'what goes on',
        file: 'ldif/ldif-reader.ts',
        edits: [['this.#open.parts.push(line.subarray(1))\n      return', 'return']],
      },
      {
        what: 'the second colon',
        file: 'ldif/ldif-reader.ts',
        edits: [["? { ok: true, bytes: Buffer.from(text, 'base64') }", '? { ok: true, bytes: value }']],
      },
    ],
  },
  {
    row: '6c',
    says: 'a value in a file is not opened, and a record of changes is no entry',
    naive: async () => loss(1 - naiveValues(user('a', 'cn:< file:///etc/hostname'), 'cn').length, 1, 'values'),
    async holds() {
      const { gaps } = await factsOf({ users: user('a', 'cn:< file:///etc/hostname') + user('b', 'changetype: modify') })
      const reasons = gaps.map(({ reason }) => reason).join('\n')
      assert.match(reasons, /a value in a file \(`:<`\), which is never opened/u)
      assert.match(reasons, /a change record, expected the content of an entry/u)
    },
    without: [
      {
        what: 'the refusal of files',
        file: 'ldif/ldif-reader.ts',
        edits: [["if (mark === LESS) return { ok: false, reason: 'a value in a file (`:<`), which is never opened' }", '']],
      },
      {
        what: 'the refusal of changes',
        file: 'ldif/ldif-reader.ts',
        edits: [["if (key === 'changetype' || key === 'control')", "if (key === '')"]],
      },
    ],
  },
]
