import assert from 'node:assert/strict'
import type { Instant } from '../../../../src/core/base/instant.ts'
import { factsOf } from '../facts-of.ts'
import { type Guard, loss } from './guard.ts'
import { adUser, naiveEntries, naiveValues, user } from './naive-ldif.ts'

/** State and end of one account; a time that could not be read fails. */
async function stateOf(entry: string): Promise<{ readonly state: string | undefined; readonly endsAt: Instant | null | undefined }> {
  const { accounts, gaps } = await factsOf({ users: entry })
  assert.deepEqual(
    gaps.filter(({ reason }) => reason.includes('expected a time')),
    [],
  )
  return { state: accounts[0]?.account.state, endsAt: accounts[0]?.account.endsAt }
}

const NEVER = String(2n ** 63n - 1n)
const TICKS = '133999999999999999'

export const STATES: readonly Guard[] = [
  {
    row: 'T16a',
    says: 'both spellings of "no end" are one',
    naive: async () => {
      const past = [NEVER].filter((ticks) => Number.isNaN(new Date(Number(ticks) / 10_000 - 11_644_473_600_000).getTime()) || ticks !== '0')
      return loss(past.length, 2, 'accounts without an end')
    },
    async holds() {
      for (const ticks of ['0', NEVER])
        assert.deepEqual(await stateOf(adUser(1, `accountExpires: ${ticks}`)), { state: 'enabled', endsAt: null })
    },
    without: [
      { what: 'zero', file: 'ldap/directory-time.ts', edits: [['ticks === 0n || ticks === NEVER_TICKS', 'ticks === NEVER_TICKS']] },
      { what: 'the largest number', file: 'ldap/directory-time.ts', edits: [['ticks === 0n || ticks === NEVER_TICKS', 'ticks === 0n']] },
    ],
  },
  {
    row: 'T16b',
    says: 'a time of eighteen digits is read to the last one',
    naive: async () => loss(Number(BigInt(Math.trunc(Number(TICKS))) - BigInt(TICKS)), 10_000, 'ticks of a millisecond'),
    async holds() {
      assert.equal((await stateOf(adUser(1, `accountExpires: ${TICKS}`))).endsAt, '2025-08-18T14:13:19.999Z')
    },
    without: [
      {
        what: 'whole numbers',
        file: 'ldap/directory-time.ts',
        edits: [['const ticks = BigInt(text)', 'const ticks = BigInt(Number(text))']],
      },
    ],
  },
  {
    row: 'T16c',
    says: 'at the moment of its end an account no longer works',
    naive: async () => loss(Date.parse('2026-11-26T02:00:00Z') < Date.parse('2026-11-26T02:00:00Z') ? 0 : 1, 1, 'ends'),
    async holds() {
      const ticks = (BigInt(Date.parse('2026-11-26T02:00:00Z')) + 11_644_473_600_000n) * 10_000n
      assert.equal((await stateOf(adUser(1, `accountExpires: ${ticks}`))).state, 'expired')
    },
    without: [
      { what: 'the half-open end', file: 'ldap/account-state.ts', edits: [['end !== null && end <= asOf', 'end !== null && end < asOf']] },
    ],
  },
  {
    row: 'T17',
    says: 'a lock stands in the computed attribute alone, and bit 2 disables',
    naive: async () => {
      const control = Number(
        naiveValues(adUser(1, 'userAccountControl: 512', 'msDS-User-Account-Control-Computed: 16'), 'userAccountControl')[0],
      )
      return loss((control & 0x10) === 0 ? 1 : 0, 1, 'locks')
    },
    async holds() {
      assert.equal((await stateOf(adUser(1, 'userAccountControl: 512', 'msDS-User-Account-Control-Computed: 16'))).state, 'locked')
      assert.equal((await stateOf(adUser(1, 'userAccountControl: 514'))).state, 'disabled')
    },
    without: [
      {
        what: 'the computed attribute',
        file: 'ldap/account-state.ts',
        edits: [["flags(text, 'msds-user-account-control-computed')", "flags(text, 'useraccountcontrol')"]],
      },
      {
        what: 'the bit',
        file: 'ldap/account-state.ts',
        edits: [["if ((control & ACCOUNT_DISABLED) !== 0) return { state: 'disabled', endsAt }", '']],
      },
    ],
  },
  {
    row: 'T18',
    says: 'a lock for ever, an end in days, and no end at all are told apart',
    naive: async () => loss(Number.isNaN(Date.parse('000001010000Z')) ? 1 : 0, 1, 'locks'),
    async holds() {
      assert.equal((await stateOf(user('a', 'pwdAccountLockedTime: 000001010000Z'))).state, 'disabled')
      assert.deepEqual(await stateOf(user('a', 'shadowExpire: 19000')), { state: 'expired', endsAt: '2022-01-08T00:00:00.000Z' })
      assert.deepEqual(await stateOf(user('a', 'shadowExpire: -1')), { state: 'enabled', endsAt: null })
    },
    without: [
      { what: 'the lock for ever', file: 'ldap/account-state.ts', edits: [["if (value === LOCKED_FOR_EVER) return ['disabled']", '']] },
      { what: 'days', file: 'ldap/directory-time.ts', edits: [['Number(text) * 86_400_000', 'Number(text) * 1_000']] },
      { what: 'no end', file: 'ldap/directory-time.ts', edits: [["if (text === '-1' || text === '') return 'never'", '']] },
    ],
  },
  {
    row: '1',
    says: 'without a readable attribute the state of an account is unknown, and never enabled',
    naive: async () => {
      const [entry] = naiveEntries(user('a'))
      return loss(entry?.has('pwdAccountLockedTime') === true ? 0 : 1, 1, 'doubts about a lock that is not shown')
    },
    async holds() {
      assert.equal((await stateOf(user('a'))).state, 'unknown')
    },
    without: [
      {
        what: 'the doubt',
        file: 'ldap/account-state.ts',
        edits: [["readable ? 'enabled' : 'unknown'", "readable || true ? 'enabled' : 'unknown'"]],
      },
    ],
  },
]
