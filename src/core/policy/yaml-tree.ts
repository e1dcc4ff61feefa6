import { assertNever } from '../base/assert-never.ts'

/** A YAML document as the policy language sees it: maps with text keys, lists, scalars; each knows where it begins. */
export type YamlNode = YamlMap | YamlList | YamlScalar

export interface YamlMap {
  readonly kind: 'map'
  readonly offset: number
  /** Number of alias expansions inside. */
  readonly expansions: number
  readonly entries: ReadonlyMap<string, YamlEntry>
}

export interface YamlEntry {
  readonly key: string
  /** Where the entry before it ends: tags and comments between the two belong to this one. */
  readonly start: number
  readonly end: number
  readonly keyOffset: number
  readonly value: YamlNode
}

export interface YamlList {
  readonly kind: 'list'
  readonly offset: number
  readonly expansions: number
  readonly items: readonly YamlNode[]
  /** Where the item before each ends, and where it ends itself; beside `items`. */
  readonly starts: readonly number[]
  readonly ends: readonly number[]
}

export interface YamlScalar {
  readonly kind: 'scalar'
  readonly offset: number
  readonly expansions: number
  readonly value: string | number | boolean | null
  /** As it stands in the text, for a message. */
  readonly source: string
  readonly isPlain: boolean
  /** An alias that was refused, which has been told: whatever it stands for, nothing more is said about it. */
  readonly isRefused: boolean
}

/** The value as plain JavaScript. Maps have no prototype, so that a key such as `__proto__` is a key like any other. */
export function plainValue(node: YamlNode): unknown {
  switch (node.kind) {
    case 'scalar':
      return node.value
    case 'list':
      return node.items.map(plainValue)
    case 'map': {
      const value = Object.create(null) as Record<string, unknown>
      for (const { key, value: member } of node.entries.values()) value[key] = plainValue(member)
      return value
    }
    default:
      return assertNever(node)
  }
}
