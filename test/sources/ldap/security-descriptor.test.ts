import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { WindowsEntry } from '../../../src/core/model/access-control.ts'
import { securityDescriptor } from '../../../src/sources/ldap/security-descriptor.ts'
import { type Ace, descriptorBytes } from './descriptor-bytes.ts'

const MEMBER = 'bf9679c0-0de6-11d0-a285-00aa003049e2'
const DOMAIN = 'S-1-5-21-1004336348-1177238915-682003330'

const someSid = fc
  .tuple(fc.constantFrom(1, 3, 5, 16), fc.array(fc.nat(0xffff_ffff), { minLength: 1, maxLength: 6 }))
  .map(([authority, parts]) => ['S-1', authority, ...parts].join('-'))

const someAce: fc.Arbitrary<Ace> = fc.record({
  type: fc.constantFrom(0, 1, 5, 6, 9, 10, 11, 12, 2, 4, 7, 0x11, 0x20),
  flags: fc.constantFrom(0, 0x02, 0x0a, 0x10, 0x1a),
  rights: fc.nat(0xffff_ffff),
  objectType: fc.option(fc.uuid(), { nil: null }),
  inheritedObjectType: fc.option(fc.uuid(), { nil: null }),
  trustee: someSid,
  behind: fc.constantFrom(Buffer.alloc(0), Buffer.alloc(8)),
})

/** Read off the same table of the standard as the decoder, but by hand. */
function expected({ type, flags = 0, rights, objectType = null, trustee }: Ace): readonly WindowsEntry[] {
  if (![0, 1, 5, 6, 9, 10, 11, 12].includes(type)) return []
  return [
    {
      effect: [0, 5, 9, 11].includes(type) ? 'allow' : 'deny',
      trustee: `sid:${trustee}`,
      rights,
      objectType: [5, 6, 11, 12].includes(type) ? objectType : null,
      inheritOnly: (flags & 8) !== 0,
      inherits: (flags & 3) !== 0,
      conditional: type >= 9,
    },
  ]
}

describe('a security descriptor', () => {
  test('is read as it was written: owner, every entry in its order, the others counted', () => {
    let entries = 0
    fc.assert(
      fc.property(fc.option(someSid), fc.option(fc.array(someAce, { maxLength: 12 })), (owner, aces) => {
        const decoded = securityDescriptor(descriptorBytes(owner, aces))
        const wanted = aces?.flatMap(expected) ?? null
        expect(decoded).toEqual({
          ok: true,
          value: {
            owner: owner === null ? null : `sid:${owner}`,
            entries: wanted,
            ignored: aces === null ? 0 : aces.length - (wanted?.length ?? 0),
          },
        })
        entries += aces?.length ?? 0
      }),
      { numRuns: 500 },
    )
    console.log(`descriptors written and read again: ${entries} entries compared`)
  })

  test('that is cut anywhere is a failure, never a shorter list', () => {
    const whole = descriptorBytes(`${DOMAIN}-512`, [
      { type: 5, rights: 0x20, objectType: MEMBER, inheritedObjectType: MEMBER, trustee: `${DOMAIN}-1105` },
      { type: 0, rights: 0xf01ff, trustee: `${DOMAIN}-512` },
    ])
    for (let length = 0; length < whole.length; length++) expect(securityDescriptor(whole.subarray(0, length)).ok).toBe(false)
    expect(securityDescriptor(whole).ok).toBe(true)
  })

  test('with one byte changed is read or refused, and never throws', () => {
    const seen = { read: 0, refused: 0 }
    fc.assert(
      fc.property(fc.array(someAce, { minLength: 1, maxLength: 6 }), fc.nat(), fc.nat(255), (aces, position, value) => {
        const bytes = descriptorBytes(`${DOMAIN}-512`, aces)
        bytes[position % bytes.length] = value
        seen[securityDescriptor(bytes).ok ? 'read' : 'refused'] += 1
      }),
      { numRuns: 2_000 },
    )
    expect(seen.refused).toBeGreaterThan(0)
    console.log(`descriptors with a changed byte: ${JSON.stringify(seen)}`)
  })

  const one: Ace = { type: 5, rights: 0x20, objectType: MEMBER, trustee: `${DOMAIN}-1105` }
  const changed = (at: number, ...values: readonly number[]): Buffer => {
    const bytes = descriptorBytes(`${DOMAIN}-512`, [one])
    values.forEach((value, index) => (bytes[at + index] = value))
    return bytes
  }

  test.each([
    ['another revision', changed(0, 2), /revision 2/u],
    ['not self-relative', changed(3, 0), /not self-relative/u],
    ['an owner inside the head', changed(4, 8), /owner at byte 8/u],
    ['an owner behind the end', changed(4, 0xff, 0xff), /owner at byte/u],
    ['a DACL inside the head', changed(16, 4), /DACL at byte 4/u],
    ['a DACL behind the end', changed(16, 0xff, 0xff), /DACL at byte/u],
    ['a DACL of another revision', changed(20, 3), /revision 3/u],
    ['a DACL longer than the descriptor', changed(22, 0xff, 0xff), /a DACL of 65535 bytes/u],
    ['a DACL shorter than its head', changed(22, 4, 0), /a DACL of 4 bytes/u],
    ['more entries than there are', changed(24, 2), /says 2 entries, and ends after 1/u],
    ['an entry of no length', changed(30, 0, 0), /entry 0 of the DACL says 0 bytes/u],
    ['an entry longer than the DACL', changed(30, 0xff, 0), /entry 0 of the DACL says 255 bytes/u],
    ['an entry too short for its SID', changed(30, 40, 0), /do not fit/u],
    ['a SID with more parts than there is room', changed(28 + 4 + 8 + 16 + 1, 15), /do not fit/u],
  ])('%s is refused', (_, bytes, says) => {
    const decoded = securityDescriptor(bytes)
    expect(decoded.ok ? decoded.value : decoded.error).toMatch(says)
  })

  test('without a DACL, or with a null one, lets everybody do everything', () => {
    const none = descriptorBytes(null, null)
    const nullList = Buffer.from(none)
    nullList.writeUInt16LE(0x8004, 2)
    for (const bytes of [none, nullList])
      expect(securityDescriptor(bytes)).toEqual({ ok: true, value: { owner: null, entries: null, ignored: 0 } })
    expect(securityDescriptor(descriptorBytes(null, []))).toEqual({ ok: true, value: { owner: null, entries: [], ignored: 0 } })
  })
})
