import { type Result, failed, succeeded } from './result.ts'

export type IpFamily = 4 | 6

/** Addresses from `lo` up to and without `hi`: half-open, so that the end of the whole family can be written. */
export interface IpRange {
  readonly family: IpFamily
  readonly lo: bigint
  readonly hi: bigint
}

/** What a text says: one range, or, where it says a network with host bits set, the address that it surely means and the network that it may. */
export interface IpText {
  readonly sure: IpRange
  readonly widest: IpRange
}

/** One more than the last address of the family. */
export const IP_END: Readonly<Record<IpFamily, bigint>> = { 4: 1n << 32n, 6: 1n << 128n }

/**
 * The range that an address (`10.1.0.7`), a network (`10.1.0.0/24`) or an inclusive range (`10.1.0.7-10.1.0.9`) names, of either family.
 *
 * Refused, with what was expected: leading zeros, zone ids, IPv4-mapped IPv6, masks that are no prefix length; any of them is read in two
 * ways by different systems.
 */
export function ipText(text: string): Result<IpText, string> {
  const [first = '', second, ...more] = text.split('-')
  if (more.length > 0) return failed('expected an address, a network or a range of two addresses')
  if (second !== undefined) return rangeOf(first, second)
  const [base = '', mask, ...masks] = text.split('/')
  if (masks.length > 0) return failed('expected one prefix length')
  const address = ipAddress(base)
  if (!address.ok) return address
  const { family, value } = address.value
  const width = family === 4 ? 32 : 128
  if (mask !== undefined && !/^(?:0|[1-9]\d{0,2})$/u.test(mask)) return failed('expected a prefix length')
  const length = mask === undefined ? width : Number(mask)
  if (length > width) return failed(`expected a prefix length up to ${width}`)
  const size = 1n << BigInt(width - length)
  const lo = value - (value % size)
  const widest = { family, lo, hi: lo + size }
  return succeeded({ sure: lo === value ? widest : { family, lo: value, hi: value + 1n }, widest })
}

function rangeOf(first: string, last: string): Result<IpText, string> {
  const [from, to] = [ipAddress(first), ipAddress(last)]
  if (!from.ok) return from
  if (!to.ok) return to
  if (from.value.family !== to.value.family) return failed('expected two addresses of one family')
  if (from.value.value > to.value.value) return failed('expected the lower address first')
  const range = { family: from.value.family, lo: from.value.value, hi: to.value.value + 1n }
  return succeeded({ sure: range, widest: range })
}

function ipAddress(text: string): Result<{ readonly family: IpFamily; readonly value: bigint }, string> {
  if (!text.includes(':')) {
    const value = dotted(text)
    return value === null ? failed('expected an address such as 10.1.0.7 or 2001:db8::7') : succeeded({ family: 4, value })
  }
  const value = colons(text)
  if (value === null) return failed('expected an address such as 10.1.0.7 or 2001:db8::7')
  return value >> 32n === 0xffffn ? failed('expected no IPv4-mapped address') : succeeded({ family: 6, value })
}

function dotted(text: string): bigint | null {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every((part) => /^(?:0|[1-9]\d{0,2})$/u.test(part) && Number(part) <= 255)) return null
  return parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n)
}

/** RFC 4291, 2.2: eight groups, one run of zeros as `::`, the last two groups also as a dotted quad. */
function colons(text: string): bigint | null {
  const tail = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/u.exec(text)
  const quad = tail === null ? null : dotted(tail[2] ?? '')
  if (tail !== null && quad === null) return null
  const plain = tail === null || quad === null ? text : `${tail[1]}${(quad >> 16n).toString(16)}:${(quad & 0xffffn).toString(16)}`
  const halves = plain.split('::')
  if (halves.length > 2) return null
  const [head = [], rest = []] = halves.map((half) => (half === '' ? [] : half.split(':')))
  const missing = 8 - head.length - rest.length
  if (halves.length === 1 ? missing !== 0 : missing < 1) return null
  const groups = [...head, ...Array.from({ length: missing }, () => '0'), ...rest]
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/iu.test(group))) return null
  return groups.reduce((sum, group) => sum * 65_536n + BigInt(Number.parseInt(group, 16)), 0n)
}

/** The address as text: dotted, or as RFC 5952 writes it (lower case, the longest run of two or more zero groups as `::`). */
export function ipAddressText(family: IpFamily, value: bigint): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join('.')
  const groups = Array.from({ length: 8 }, (_, at) => ((value >> BigInt(112 - 16 * at)) & 0xffffn).toString(16))
  let [from, length] = [0, 1]
  for (let start = 0; start < 8; start++) {
    let end = start
    while (groups[end] === '0') end++
    if (end - start > length) [from, length] = [start, end - start]
  }
  if (length < 2) return groups.join(':')
  return `${groups.slice(0, from).join(':')}::${groups.slice(from + length).join(':')}`
}
