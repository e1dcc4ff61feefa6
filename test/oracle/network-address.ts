// Addresses for the oracles of networks: numbers one by one, nothing shared with the engine.

export type Family = 4 | 6

export interface Span {
  readonly family: Family
  readonly first: bigint
  readonly last: bigint
  readonly length: number
}

const known = new Map<string, Span>()

/** First and last address of `10.0.0.4`, `10.0.0.0/28`, `2001:db8::4` or `2001:db8::/124`, and the family. */
export function spanOf(text: string): Span {
  const span = known.get(text) ?? spanIn(text)
  known.set(text, span)
  return span
}

function spanIn(text: string): Span {
  const [address = '', mask] = text.split('/')
  const family = address.includes(':') ? 6 : 4
  const width = family === 4 ? 32 : 128
  const length = mask === undefined ? width : Number(mask)
  const value = family === 4 ? dotted(address) : colons(address)
  const size = 2n ** BigInt(width - length)
  return { family, first: value - (value % size), last: value - (value % size) + size - 1n, length }
}

export function isIn(text: string, family: Family, address: bigint): boolean {
  const span = spanOf(text)
  return span.family === family && address >= span.first && address <= span.last
}

function dotted(text: string): bigint {
  return text.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n)
}

function colons(text: string): bigint {
  const [head = '', tail = ''] = text.split('::')
  const groups = (half: string) => (half === '' ? [] : half.split(':'))
  const zeros = text.includes('::') ? 8 - groups(head).length - groups(tail).length : 0
  const all = [...groups(head), ...Array.from({ length: zeros }, () => '0'), ...groups(tail)]
  return all.reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n)
}
