import { type Operator, operator } from './operator.ts'

interface Address {
  readonly family: 4 | 6
  readonly value: bigint
}

/** An address of either family, as RFC 4291 and dotted quads write it; null if it is none. */
function addressIn(text: string): Address | null {
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/u.test(text)) {
    const bytes = text.split('.').map(Number)
    return bytes.every((byte) => byte <= 255) ? { family: 4, value: bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n) } : null
  }
  if (!/^[0-9a-f:]+$/iu.test(text) || !text.includes(':')) return null
  const halves = text.split('::')
  if (halves.length > 2) return null
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')))
  const missing = 8 - head.length - tail.length
  if (halves.length === 1 ? missing !== 0 : missing < 1) return null
  const groups = [...head, ...Array.from({ length: Math.max(0, missing) }, () => '0'), ...tail]
  if (groups.some((group) => !/^[0-9a-f]{1,4}$/iu.test(group))) return null
  return { family: 6, value: groups.reduce((sum, group) => sum * 65_536n + BigInt(Number.parseInt(group, 16)), 0n) }
}

/** Without a mask a range is one address (rule 33). */
const within: Operator['matches'] = (value, { text }) => {
  const [range = '', mask] = text.split('/')
  const [address, base] = [addressIn(value), addressIn(range)]
  if (address === null || base === null) return null
  const width = base.family === 4 ? 32 : 128
  const bits = mask === undefined ? width : /^\d{1,3}$/u.test(mask) ? Number(mask) : -1
  if (bits < 0 || bits > width) return null
  const shift = BigInt(width - bits)
  return address.family === base.family && address.value >> shift === base.value >> shift
}

export const IP_ADDRESS = {
  IpAddress: operator(false, false, within),
  NotIpAddress: operator(true, false, within),
} as const
