import { BlockList, isIP } from 'node:net'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ipAddressText, ipText } from '../../../src/core/base/ip-range.ts'

const range = (text: string) => {
  const read = ipText(text)
  return read.ok ? `${read.value.widest.family} ${read.value.widest.lo} ${read.value.widest.hi}` : read.error
}

describe('reads', () => {
  test.each([
    ['10.1.0.0/24', '4 167837696 167837952'],
    ['10.3.1.0', '4 167969024 167969025'],
    ['0.0.0.0/0', '4 0 4294967296'],
    ['10.0.0.1-10.0.0.9', '4 167772161 167772170'],
    ['::/0', '6 0 340282366920938463463374607431768211456'],
    ['::', '6 0 1'],
    ['2001:db8::10.1.0.0/120', '6 42540766411282592856903984951821664256 42540766411282592856903984951821664512'],
  ])('%s', (text, expected) => expect(range(text)).toBe(expected))

  test('a network with host bits set as the address, surely, and as the network, at most', () => {
    const read = ipText('10.1.0.7/24')
    expect(read.ok && read.value.sure).toEqual({ family: 4, lo: 167837703n, hi: 167837704n })
    expect(read.ok && read.value.widest).toEqual({ family: 4, lo: 167837696n, hi: 167837952n })
  })
})

describe('refuses what systems read in two ways', () => {
  test.each([
    ['010.1.0.0', 'expected an address such as 10.1.0.7 or 2001:db8::7'],
    ['10.1', 'expected an address such as 10.1.0.7 or 2001:db8::7'],
    ['10.1.0.256', 'expected an address such as 10.1.0.7 or 2001:db8::7'],
    ['10.1.0.0/255.255.255.0', 'expected a prefix length'],
    ['10.1.0.0/08', 'expected a prefix length'],
    ['10.1.0.0/33', 'expected a prefix length up to 32'],
    ['10.1.0.0/24/8', 'expected one prefix length'],
    ['fe80::1%eth0', 'expected an address such as 10.1.0.7 or 2001:db8::7'],
    ['::ffff:10.1.0.7', 'expected no IPv4-mapped address'],
    ['1::2::3', 'expected an address such as 10.1.0.7 or 2001:db8::7'],
    ['1:2:3:4:5:6:7:8::', 'expected an address such as 10.1.0.7 or 2001:db8::7'],
    ['10.0.0.9-10.0.0.1', 'expected the lower address first'],
    ['10.0.0.9-::1', 'expected two addresses of one family'],
    ['10.0.0.1-10.0.0.2-10.0.0.3', 'expected an address, a network or a range of two addresses'],
    ['', 'expected an address such as 10.1.0.7 or 2001:db8::7'],
  ])('%s', (text, expected) => expect(range(text)).toBe(expected))
})

test('agrees with the platform on what is an address, on its text and on its networks', () => {
  const group = fc.oneof(fc.constant(0n), fc.constant(0n), fc.bigInt({ min: 0n, max: 0xffffn }))
  const six = fc.array(group, { minLength: 8, maxLength: 8 }).map((groups) => groups.reduce((sum, one) => sum * 65_536n + one, 0n))
  fc.assert(
    fc.property(six, fc.bigInt({ min: 0n, max: 0xffff_ffffn }), fc.nat(128), (value, v4, length) => {
      for (const [family, one] of [
        [6, value],
        [4, v4],
      ] as const) {
        if (family === 6 && value >> 32n === 0xffffn) continue
        const text = ipAddressText(family, one)
        expect(isIP(text)).toBe(family)
        const own = ipText(text)
        expect(own.ok && own.value.sure).toEqual({ family, lo: one, hi: one + 1n })
        const list = new BlockList()
        const bits = family === 6 ? length : length % 33
        list.addSubnet(text, bits, `ipv${family}`)
        const net = ipText(`${text}/${bits}`)
        if (!net.ok) throw new Error(net.error)
        const { lo, hi } = net.value.widest
        expect(list.check(ipAddressText(family, lo), `ipv${family}`)).toBe(true)
        expect(list.check(ipAddressText(family, hi - 1n), `ipv${family}`)).toBe(true)
        if (lo > 0n && (lo - 1n) >> 32n !== 0xffffn) expect(list.check(ipAddressText(family, lo - 1n), `ipv${family}`)).toBe(false)
      }
    }),
    { numRuns: 500 },
  )
})
