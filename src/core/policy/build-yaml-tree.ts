import { type Node, isAlias, isMap, isScalar, isSeq } from 'yaml'
import type { LineIndex } from './line-index.ts'
import type { YamlEntry, YamlNode } from './yaml-tree.ts'
import type { YamlProblem } from './yaml-problem.ts'

/** An alias copies what it names; a hundred copies are plenty, more would let a small file grow without bound. */
const MAX_EXPANSIONS = 100

/** Turns a composed document into our own tree. Finds duplicate keys, keys that are no text, merge keys and bad aliases. O(nodes). */
export function yamlTree(contents: unknown, lines: LineIndex): { readonly root: YamlNode; readonly problems: readonly YamlProblem[] } {
  const problems: YamlProblem[] = []
  // 'open' while the anchored node is being built: an alias to it would contain itself.
  const anchors = new Map<string, YamlNode | 'open'>()
  let expansions = 0

  return { root: built(contents as Node | null, 0), problems }

  function built(node: Node | null, before: number): YamlNode {
    // Where nothing is written, the key is what a person will look at.
    const offset = isNothing(node) ? before : (node?.range?.[0] ?? before)
    if (isAlias(node)) return expanded(node.source, offset)
    const anchor = isScalar(node) || isMap(node) || isSeq(node) ? node.anchor : undefined
    if (anchor !== undefined) anchors.set(anchor, 'open')
    const value = isMap(node) ? map(node.items, offset) : isSeq(node) ? list(node.items as (Node | null)[], offset) : scalar(node, offset)
    if (anchor !== undefined) anchors.set(anchor, value)
    return value
  }

  function map(pairs: readonly { readonly key: unknown; readonly value: unknown }[], offset: number): YamlNode {
    const entries = new Map<string, YamlEntry>()
    let inside = 0
    let start = offset
    for (const pair of pairs) {
      const keyNode = pair.key as Node | null
      const keyOffset = keyNode?.range?.[0] ?? offset
      const key = keyText(keyNode)
      const value = built(pair.value as Node | null, keyOffset)
      inside += value.expansions
      const begins = start
      start = (pair.value as Node | null)?.range?.[2] ?? keyNode?.range?.[2] ?? start
      const earlier = key === null ? undefined : entries.get(key)
      if (key === null) complain('P013', keyOffset, 'expected a text as key', null)
      else if (key === '<<')
        complain('P004', keyOffset, 'the merge key `<<` is refused', 'write the keys out, or use an alias for the whole value')
      else if (earlier !== undefined)
        complain('P003', keyOffset, `key \`${key}\` stands twice: also in line ${lines(earlier.keyOffset).line}`, 'take one out')
      else entries.set(key, { key, start: begins, end: start, keyOffset, value })
    }
    return { kind: 'map', offset, expansions: inside, entries }
  }

  function list(nodes: readonly (Node | null)[], offset: number): YamlNode {
    const items = nodes.map((node) => built(node, node?.range?.[0] ?? offset))
    const starts = nodes.map((_, index) => nodes[index - 1]?.range?.[2] ?? offset)
    return {
      kind: 'list',
      offset,
      expansions: items.reduce((sum, item) => sum + item.expansions, 0),
      items,
      starts,
      ends: starts.map((start, index) => nodes[index]?.range?.[2] ?? start),
    }
  }

  function expanded(name: string, offset: number): YamlNode {
    const target = anchors.get(name)
    const empty: YamlNode = { kind: 'scalar', offset, expansions: 0, value: null, source: `*${name}`, isPlain: false, isRefused: true }
    if (target === undefined) {
      complain('P004', offset, `alias \`*${name}\` has no anchor before it in this file`, null)
      return empty
    }
    if (target === 'open') {
      complain('P004', offset, `alias \`*${name}\` contains itself`, null)
      return empty
    }
    const within = expansions <= MAX_EXPANSIONS
    expansions += 1 + target.expansions
    if (expansions <= MAX_EXPANSIONS) return { ...target, offset, expansions: target.expansions + 1 }
    if (within) complain('P004', offset, `more than ${MAX_EXPANSIONS} alias expansions in one file`, 'write the value out')
    return empty
  }

  function complain(code: string, offset: number, message: string, help: string | null): void {
    problems.push({ code, level: 'error', offset, message, help, spoilsFile: false })
  }
}

function isNothing(node: unknown): boolean {
  return isScalar(node) && node.value === null && node.source === ''
}

function scalar(node: unknown, offset: number): YamlNode {
  if (!isScalar(node)) return { kind: 'scalar', offset, expansions: 0, value: null, source: '', isPlain: true, isRefused: false }
  const { value, source, type } = node
  const isPlain = type === 'PLAIN' || type === undefined
  const text = source ?? ''
  // The core schema gives these four only; anything else stands behind a tag, which is refused anyway.
  const known = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value === null
  return { kind: 'scalar', offset, expansions: 0, value: known ? value : text, source: text, isPlain, isRefused: false }
}

// `2027: x` or `true: x` is a key that reads as written; a list or a map as key, or none, is not text.
function keyText(key: unknown): string | null {
  if (!isScalar(key) || key.value === null) return null
  return typeof key.value === 'string' ? key.value : (key.source ?? null)
}
