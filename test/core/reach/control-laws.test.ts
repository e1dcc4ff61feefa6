import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AccessList, ControlFact, WindowsEntry } from '../../../src/core/model/access-control.ts'
import type { Name } from '../../../src/core/model/name.ts'
import type { Snapshot } from '../../../src/core/model/snapshot.ts'
import type { Answer } from '../../../src/core/reach/answer.ts'
import { reachOver } from '../../../src/core/reach/reach.ts'
import { account, factsOf, group, members, resource, snapshotOf, TODAY, type Facts } from '../compare/institution.ts'
import { EVERYBODY, SHARE, someControls } from './small-controls.ts'
import { type SmallControl, accountIn, smallSnapshot } from './small-snapshot.ts'
import { ACCOUNTS, GROUPS, someEdges } from './small-worlds.ts'

const QUESTIONS: readonly (readonly [string, readonly string[]])[] = [
  ...GROUPS.map((one) => [one, ['manage', 'admin']] as const),
  [SHARE, ['see', 'read', 'write', 'manage']],
]

describe('a deny entry', () => {
  it('never gives anybody anything, wherever it is put into a list', () => {
    let held = 0
    const change = fc.record({
      at: fc.nat(5),
      list: fc.nat(5),
      who: fc.constantFrom(...ACCOUNTS, ...GROUPS, EVERYBODY, '@unread', '@self'),
    })
    fc.assert(
      fc.property(someEdges, someControls, change, (edges, controls, { at, list, who }) => {
        const world = {
          accounts: ACCOUNTS,
          groups: [...GROUPS, EVERYBODY],
          in: [...edges, ...ACCOUNTS.map((member) => ({ member, group: EVERYBODY, kind: 'dynamic' as const }))],
          resources: [{ address: SHARE, kind: 'share' as const, grants: [] }],
          everybody: EVERYBODY,
        }
        const before = smallSnapshot({ ...world, controls })
        const after = smallSnapshot({
          ...world,
          controls: controls.map((control, position) => (position === list % controls.length ? denied(control, at, who) : control)),
        })
        const [was, is] = [reachOver(before, TODAY), reachOver(after, TODAY)]
        for (const key of ACCOUNTS) {
          for (const [address, levels] of QUESTIONS) {
            for (const level of levels) {
              const order = ['denied', 'conditional', 'allowed']
              const rank = (snapshot: Snapshot, reach: typeof was) =>
                order.indexOf(value(reach.check(accountIn(snapshot, key), address, level)).kind)
              const [old, now] = [rank(before, was), rank(after, is)]
              expect(now, `${key} ${level} ${address}`).toBeLessThanOrEqual(old)
              held += old > 0 ? 1 : 0
            }
          }
        }
      }),
      { numRuns: 500 },
    )
    console.log(`accesses held before a deny was added: ${held}; none rose`)
    expect(held).toBeGreaterThan(1000)
  })
})

const DOMAIN = 'S-1-5-21-1-2-3'
const sid = (rid: number): Name => `sid:${DOMAIN}-${rid}`
const RIDS = [1, 2, 3, 11, 12, 13]

const someEntry: fc.Arbitrary<WindowsEntry> = fc.record({
  effect: fc.constantFrom<'allow' | 'deny'>('allow', 'allow', 'allow', 'deny'),
  // Not everybody: that one account of all is missing shows in the counts of its source alone.
  trustee: fc.constantFrom<Name>(...RIDS.map(sid)),
  rights: fc.constantFrom(0x1f01ff, 0x1301bf, 0x1200a9, 0xf01ff, 0x20),
  objectType: fc.constant(null),
  inheritOnly: fc.constant(false),
  inherits: fc.constant(true),
  conditional: fc.constant(false),
})

const someFacts: fc.Arbitrary<Facts> = fc
  .record({
    groups: fc.constant([11, 12, 13]),
    memberships: fc.array(fc.tuple(fc.constantFrom(11, 12, 13), fc.constantFrom(...RIDS)), { maxLength: 5 }),
    lists: fc.tuple(...[11, 12, 13].map(() => fc.array(someEntry, { maxLength: 3 }))),
    share: fc.array(someEntry, { maxLength: 4 }),
  })
  .map(({ groups, memberships, lists, share }) =>
    factsOf({
      accounts: [1, 2, 3].map((rid) => account('ad', `u${rid}`, { names: [sid(rid)] })),
      groups: groups.map((rid) => group('ad', `g${rid}`, [sid(rid)])),
      memberships: memberships.map(([of, member]) => members('ad', `g${of}`, [sid(member)])),
      resources: [resource('files', 'data')],
      controls: [
        ...groups.map((rid, at) => control('ad', { group: `id:g${rid}` }, 'object', lists[at] ?? [])),
        control('files', { resource: 'data' }, 'folder', share),
      ],
    }),
  )

function control(source: string, object: ControlFact['object'], place: 'object' | 'folder', entries: readonly WindowsEntry[]): ControlFact {
  const list: AccessList = { form: 'windows', place, owner: null, entries }
  const record = 'group' in object ? object.group : 'data'
  return {
    source,
    object,
    trusteesOf: 'ad',
    lists: [list],
    provenance: { source, dataset: source === 'ad' ? 'acl' : 'shares', file: 'acl.txt', record },
  }
}

describe('what is withheld', () => {
  it('from the rules is never a silent no: an access that is lost leaves a gap or a dataset that touches the answer', () => {
    const counts = { withheld: 0, lost: 0 }
    fc.assert(
      fc.property(someFacts, (facts) => {
        const whole = answersOf(facts)
        for (const less of withheld(facts)) {
          counts.withheld++
          const short = answersOf(less)
          for (const [question, { kind }] of whole) {
            if (kind === 'denied' || short.get(question)?.kind !== 'denied') continue
            counts.lost++
            expect(short.get(question)?.isWhole, question).toBe(false)
          }
        }
      }),
      { numRuns: 150 },
    )
    console.log(`records withheld: ${counts.withheld}; accesses lost with a gap that says so: ${counts.lost}`)
    expect(counts.lost).toBeGreaterThan(300)
  })
})

/** Each account, each group (its names with it), each group's rules, one after the other. A share's rules are its source's to miss. */
function* withheld(facts: Facts): Generator<Facts> {
  for (const at of facts.accounts.keys()) yield { ...facts, accounts: facts.accounts.toSpliced(at, 1) }
  for (const at of facts.groups.keys()) yield { ...facts, groups: facts.groups.toSpliced(at, 1) }
  for (const at of facts.controls.keys()) if (at < facts.groups.length) yield { ...facts, controls: facts.controls.toSpliced(at, 1) }
}

interface Seen {
  readonly kind: string
  /** Nothing was missed on which the answer rests. */
  readonly isWhole: boolean
}

function answersOf(facts: Facts): ReadonlyMap<string, Seen> {
  const snapshot = snapshotOf(facts)
  const reach = reachOver(snapshot, TODAY)
  const answers = new Map<string, Seen>()
  for (const address of ['ad:g11', 'ad:g12', 'ad:g13', 'files:data']) {
    const touched = reach.touchedBy(address)
    const isWhole = touched.kind === 'answered' && touched.value.gaps.length === 0
    for (const id of ['u1', 'u2', 'u3']) {
      const found = snapshot.findAccount('ad', id)
      for (const level of ['manage', 'admin', 'read', 'write']) {
        const answer = found.found === 'one' ? reach.check(found.thing, address, level) : null
        const kind = answer?.kind === 'answered' ? answer.value.kind : 'denied'
        // A group that is not there at all is told as not observed.
        answers.set(`${id} ${level} ${address}`, { kind, isWhole: isWhole && touched.kind === 'answered' })
      }
    }
  }
  return answers
}

function denied(control: SmallControl, at: number, who: string): SmallControl {
  return { ...control, lists: control.lists.map((list, position) => (position === 0 ? withDeny(list, at, who) : list)) }
}

function withDeny(list: AccessList<string>, at: number, who: string): AccessList<string> {
  const flags = { inheritOnly: false, inherits: true }
  switch (list.form) {
    case 'windows': {
      // No list lets everybody through: one with a deny alone would be another list.
      if (list.entries === null) return list
      // An entry that is handed on makes the folder one that hands on, so that its other entries no longer speak for what lies below.
      const inherits = list.entries.some((entry) => entry.inherits)
      const entry = {
        effect: 'deny' as const,
        trustee: who,
        rights: 0x1f01ff,
        objectType: null,
        conditional: false,
        inheritOnly: false,
        inherits,
      }
      return { ...list, entries: list.entries.toSpliced(at, 0, entry) }
    }
    case 'nfs4': {
      const inherits = list.entries.some((entry) => entry.inherits)
      const name = who === '@self' ? '@nobody' : who
      return { ...list, entries: list.entries.toSpliced(at, 0, { effect: 'deny', who: { name }, rights: 0x1f01ff, ...flags, inherits }) }
    }
    case 'stated':
      return { ...list, entries: list.entries.toSpliced(at, 0, { effect: 'deny', who: { name: who }, right: 'none', says: 'deny' }) }
    case 'posix':
      return list
  }
}

function value<Value>(answer: Answer<Value>): Value {
  if (answer.kind !== 'answered') throw new Error(`no answer: ${answer.kind}`)
  return answer.value
}
