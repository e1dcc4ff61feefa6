import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { DescriptorEntry } from '../../../src/sources/files/sddl/descriptor.ts'
import { parseSddl } from '../../../src/sources/files/sddl/parse-sddl.ts'
import { rightsOf } from '../../../src/sources/files/sddl/rights-text.ts'
import { type SidDomains, sidOf } from '../../../src/sources/files/sddl/sid-text.ts'

const DOMAINS: SidDomains = { machine: 'S-1-5-21-1-2-3', domain: 'S-1-5-21-4-5-6', forest: 'S-1-5-21-7-8-9' }
const NO_DOMAINS: SidDomains = { machine: null, domain: null, forest: null }

function entries(sddl: string): readonly DescriptorEntry[] | null {
  const parsed = parseSddl(sddl, DOMAINS)
  if (!parsed.ok) throw new Error(parsed.error)
  return parsed.value.entries
}

function problem(sddl: string): string {
  const parsed = parseSddl(sddl, DOMAINS)
  return parsed.ok ? 'understood' : parsed.error
}

describe('a descriptor is read as MS-DTYP 2.5.1 writes it', () => {
  test('owner, group, flags and entries in their order', () => {
    const parsed = parseSddl('O:BAG:DUD:PAI(D;OICI;FW;;;BU)(A;OICIIOID;GA;;;CO)(A;;0x1200a9;;;S-1-5-21-4-5-6-1104)S:(ML;;NW;;;LW)', DOMAINS)
    expect(parsed).toEqual({
      ok: true,
      value: {
        owner: 'S-1-5-32-544',
        group: 'S-1-5-21-4-5-6-513',
        isProtected: true,
        entries: [
          entry({ effect: 'deny', trustee: 'S-1-5-32-545', rights: 0x120116, inherits: true }),
          entry({ trustee: 'S-1-3-0', rights: 0x10000000, inherits: true, inheritOnly: true, isInherited: true }),
          entry({ trustee: 'S-1-5-21-4-5-6-1104', rights: 0x1200a9 }),
        ],
      },
    })
  })

  test('rights as tokens, hexadecimal, octal and decimal numbers', () => {
    const rights: readonly [string, number | null][] = [
      ['FA', 0x1f01ff],
      ['FRFX', 0x1200a9],
      ['GAGRGWGX', 0xf0000000],
      ['CCDCLCSWRPWPDTLOCRSDRCWDWO', 0xf01ff],
      ['0x80000000', 0x80000000],
      ['010', 8],
      ['4294967295', 0xffffffff],
      ['', 0],
      ['4294967296', null],
      ['FAX', null],
      ['QQ', null],
      ['0x1g', null],
    ]
    for (const [text, mask] of rights) expect([text, rightsOf(text)]).toEqual([text, mask])
  })

  test('conditional entries, whatever their expression holds, and object entries', () => {
    const conditional = '(XA;;FR;;;WD;(@User.Title == "a;b)(" && Member_of{SID(BA)}))'
    expect(entries(`D:${conditional}(A;;FA;;;SY)`)).toEqual([
      entry({ trustee: 'S-1-1-0', rights: 0x120089, isConditional: true }),
      entry({ trustee: 'S-1-5-18', rights: 0x1f01ff }),
    ])
    expect(entries('D:(XD;;FR;;;WD;(exists a))(OA;;CR;BF9679C0-0de6-11d0-a285-00aa003049e2;;AU)')).toMatchObject([
      { effect: 'deny', isConditional: true },
      { objectType: 'bf9679c0-0de6-11d0-a285-00aa003049e2' },
    ])
  })

  test('no entries let nobody in, a null DACL everybody, and a text without `D:` is refused', () => {
    expect(entries('O:BAD:')).toEqual([])
    expect(entries('D:P')).toEqual([])
    expect(entries('D:NO_ACCESS_CONTROL')).toBeNull()
    expect(problem('O:BAG:BA')).toBe('the security descriptor has no `D:` part')
  })

  test('what is not understood is refused: it may deny', () => {
    expect(problem('')).toContain('expected `O:`')
    expect(problem('hello')).toContain('expected `O:`')
    expect(problem('D:(A;;FA;;;SY)D:(A;;FA;;;WD)')).toContain('at most once')
    expect(problem('D:(A;;FA;;;SY')).toBe('an entry of `D:` does not end')
    expect(problem('D:(Q;;FA;;;SY)')).toContain('the type `Q` is not known')
    expect(problem('D:(A;XX;FA;;;SY)')).toContain('the flags `XX` are not known')
    expect(problem('D:(A;;ZZ;;;SY)')).toContain('the rights `ZZ` are not known')
    expect(problem('D:(A;;FA;;;ZZ)')).toContain('`ZZ` is neither a SID nor')
    expect(problem('D:(A;;FA;;SY)')).toContain('expected six fields')
    expect(problem('D:(A;;FA;guid;;SY)')).toContain('no GUID')
    expect(problem('D:QQ(A;;FA;;;SY)')).toContain('the flags `QQ`')
    expect(problem('D:NO_ACCESS_CONTROL(A;;FA;;;SY)')).toContain('followed by entries')
  })

  test('entries that audit or label are left out', () => {
    expect(entries('D:(ML;;NW;;;LW)(AU;SA;FA;;;WD)(A;;FA;;;SY)')).toHaveLength(1)
  })
})

describe('short names of SIDs', () => {
  test('those of a domain need its SID', () => {
    expect(sidOf('DA', DOMAINS)).toEqual({ ok: true, value: 'S-1-5-21-4-5-6-512' })
    expect(sidOf('ea', DOMAINS)).toEqual({ ok: true, value: 'S-1-5-21-7-8-9-519' })
    expect(sidOf('LA', DOMAINS)).toEqual({ ok: true, value: 'S-1-5-21-1-2-3-500' })
    const unknown = sidOf('DU', NO_DOMAINS)
    expect(unknown.ok ? '' : unknown.error).toContain('does not name the SID of the domain')
  })

  test('those that are the same everywhere need nothing', () => {
    const known = { WD: 'S-1-1-0', AU: 'S-1-5-11', SY: 'S-1-5-18', BA: 'S-1-5-32-544', BU: 'S-1-5-32-545', OW: 'S-1-3-4', IU: 'S-1-5-4' }
    for (const [name, sid] of Object.entries(known)) expect(sidOf(name, NO_DOMAINS)).toEqual({ ok: true, value: sid })
  })
})

test('every descriptor that is written is read back the same', () => {
  const sid = fc.array(fc.nat({ max: 0xffffffff }), { minLength: 1, maxLength: 5 }).map((parts) => `S-1-5-${parts.join('-')}`)
  const written = fc.record({
    effect: fc.constantFrom('allow' as const, 'deny' as const),
    trustee: sid,
    rights: fc.nat({ max: 0xffffffff }),
    objectType: fc.option(fc.uuid()),
    inheritOnly: fc.boolean(),
    inherits: fc.boolean(),
    isInherited: fc.boolean(),
    isConditional: fc.boolean(),
  })
  let compared = 0
  fc.assert(
    fc.property(fc.option(sid), fc.array(written, { maxLength: 8 }), fc.boolean(), (owner, list, isProtected) => {
      const all = list.map((each) => (each.isConditional ? { ...each, objectType: null } : each))
      const text = `${owner === null ? '' : `O:${owner}`}D:${isProtected ? 'P' : ''}${all.map(aceText).join('')}`
      expect(parseSddl(text, NO_DOMAINS)).toEqual({ ok: true, value: { owner, group: null, entries: all, isProtected } })
      compared += all.length
    }),
  )
  console.log(`compared ${compared} entries`)
})

function aceText({ effect, trustee, rights, objectType, inheritOnly, inherits, isInherited, isConditional }: DescriptorEntry): string {
  const type = `${isConditional ? 'X' : objectType === null ? '' : 'O'}${effect === 'allow' ? 'A' : 'D'}`
  const flags = `${inherits ? 'OICI' : ''}${inheritOnly ? 'IO' : ''}${isInherited ? 'ID' : ''}`
  return `(${type};${flags};0x${rights.toString(16)};${objectType ?? ''};;${trustee}${isConditional ? ';(@User.a == "(")' : ''})`
}

function entry(given: Partial<DescriptorEntry>): DescriptorEntry {
  return {
    effect: 'allow',
    trustee: '',
    rights: 0,
    objectType: null,
    inheritOnly: false,
    inherits: false,
    isInherited: false,
    isConditional: false,
    ...given,
  }
}
