import { isMap, isScalar, isSeq, type Node, parseDocument, type Pair, type YAMLMap } from 'yaml'
import { Either, FILE, type Type } from './language-table.ts'

/** A key of a policy file, with its place in the text and in the language's tables. */
export interface KeyAt {
  /** Keys and positions from the root, this key last. */
  readonly path: readonly (string | number)[]
  /** As the path, with `*` for a key that the author chose, and without positions. */
  readonly names: readonly string[]
  readonly key: string
  /** The table of the map that holds the key; null where the author chooses the keys. */
  readonly table: { readonly [key: string]: Type } | null
  readonly type: Type
  readonly pair: Pair<Node, Node>
  readonly map: YAMLMap<Node, Node>
  readonly index: number
}

/** Every key of a file, in the order written. */
export function keysOf(text: string): readonly KeyAt[] {
  const { contents } = parseDocument(text)
  return visit(contents, FILE, [], [])
}

function visit(node: unknown, type: Type, path: readonly (string | number)[], names: readonly string[]): KeyAt[] {
  if (isSeq(node) && Array.isArray(type)) return node.items.flatMap((item, index) => visit(item, type[0] as Type, [...path, index], names))
  if (!isMap<Node, Node>(node)) return []
  const fixed = type instanceof Either ? type.map : (type as { readonly [key: string]: Type })
  return node.items.flatMap((pair, index) => {
    const key = isScalar(pair.key) ? String(pair.key.value) : ''
    const chosen = '*' in fixed
    const inner = chosen ? fixed['*'] : (fixed[key] ?? fixed[`${key}!`])
    if (inner === undefined || pair.value === null) throw new Error(`the table of the language has no key ${[...path, key].join('/')}`)
    const named = [...names, chosen ? '*' : key]
    const at: KeyAt = {
      path: [...path, key],
      names: named,
      key,
      table: chosen ? null : fixed,
      type: inner,
      pair,
      map: node,
      index,
    }
    return [at, ...visit(pair.value, inner, [...path, key], named)]
  })
}

/** A text with a change, and where things now stand in it. */
export interface Mutated {
  readonly text: string
  readonly keyOffset: number
  readonly valueOffset: number
  readonly mapOffset: number
}

export function misspelt(text: string, at: KeyAt, into: string): Mutated {
  const [start, end] = rangeOf(at.pair.key)
  const moved = into.length - (end - start)
  return {
    text: text.slice(0, start) + into + text.slice(end),
    keyOffset: start,
    valueOffset: rangeOf(valueOf(at))[0] + moved,
    mapOffset: rangeOf(at.map)[0],
  }
}

export function retyped(text: string, at: KeyAt, into: string): Mutated {
  const [start] = rangeOf(valueOf(at))
  const end = endOfValue(text, at)
  return {
    text: text.slice(0, start) + into + text.slice(end),
    keyOffset: rangeOf(at.pair.key)[0],
    valueOffset: start,
    mapOffset: rangeOf(at.map)[0],
  }
}

export function doubled(text: string, at: KeyAt): Mutated {
  const [start] = rangeOf(at.pair.key)
  const end = endOfValue(text, at)
  const again = text.slice(start, end)
  const between = at.map.flow === true ? ', ' : `\n${' '.repeat(columnOf(text, start))}`
  const keyOffset = end + between.length
  return { text: text.slice(0, end) + between + again + text.slice(end), keyOffset, valueOffset: keyOffset, mapOffset: rangeOf(at.map)[0] }
}

export function deleted(text: string, at: KeyAt): Mutated {
  const [start] = rangeOf(at.pair.key)
  const [mapOffset] = rangeOf(at.map)
  const next = at.map.items[at.index + 1]
  const before = at.map.items[at.index - 1]
  const gone = (from: number, to: number, instead = ''): Mutated => ({
    text: text.slice(0, from) + instead + text.slice(to),
    keyOffset: from,
    valueOffset: from,
    mapOffset,
  })
  if (next !== undefined) return gone(start, rangeOf(next.key)[0])
  if (before === undefined) return gone(mapOffset, at.map.flow === true ? rangeOf(at.map)[1] : endOfValue(text, at), '{}')
  return gone(endOfValue(text, { ...at, pair: before }), endOfValue(text, at))
}

/** Where the value ends, without the white space or the comment that may follow it. */
function endOfValue(text: string, at: Pick<KeyAt, 'pair'>): number {
  const value = at.pair.value as Node
  if (isMap<Node, Node>(value) && value.flow !== true) return endOfValue(text, { pair: value.items.at(-1) as Pair<Node, Node> })
  if (isSeq(value) && value.flow !== true) {
    const last = value.items.at(-1)
    return isMap<Node, Node>(last) && last.flow !== true
      ? endOfValue(text, { pair: last.items.at(-1) as Pair<Node, Node> })
      : rangeOf(last as Node)[1]
  }
  const end = rangeOf(value)[1]
  return end - (text.slice(0, end).length - text.slice(0, end).trimEnd().length)
}

export function valueOf(at: KeyAt): Node {
  return at.pair.value as Node
}

function rangeOf(node: Node): readonly [number, number, number] {
  if (node.range === undefined || node.range === null) throw new Error('a node without a place')
  return node.range
}

function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1)
}
