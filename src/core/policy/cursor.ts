import type { Place } from '../base/diagnostic.ts'
import type { Draft, Help } from './draft.ts'
import type { PolicyText } from './policy-text.ts'
import type { YamlNode } from './yaml-tree.ts'

/**
 * A point in a policy file: a value that is there, or one that is not. Everything that is checked is reached by cursors, so that a
 * place is at hand and nothing needs to be well-formed first.
 */
export interface Cursor {
  readonly file: PolicyText
  /** Null where the text has nothing. */
  readonly node: YamlNode | null
  /** Where the key stands that leads here; null in a list and at the root. */
  readonly keyOffset: number | null
  /** The nearest enclosing value that exists. */
  readonly parent: Cursor | null
  /** Takes what is wrong here; the entry that it belongs to is the sink's affair. */
  readonly sink: (draft: Draft) => void
}

export function rootCursor(file: PolicyText, sink: Cursor['sink']): Cursor {
  return { file, node: file.root, keyOffset: null, parent: null, sink }
}

/** The member of a map; a cursor without a node if there is none. */
export function member(cursor: Cursor, key: string): Cursor {
  const entry = cursor.node?.kind === 'map' ? cursor.node.entries.get(key) : undefined
  return { file: cursor.file, node: entry?.value ?? null, keyOffset: entry?.keyOffset ?? null, parent: cursor, sink: cursor.sink }
}

/** All members of a map, in the order written; none if it is no map. */
export function members(cursor: Cursor): { readonly key: string; readonly at: Cursor }[] {
  if (cursor.node?.kind !== 'map') return []
  return [...cursor.node.entries.keys()].map((key) => ({ key, at: member(cursor, key) }))
}

/** The items of a list, in order; none if it is no list. */
export function items(cursor: Cursor): Cursor[] {
  if (cursor.node?.kind !== 'list') return []
  return cursor.node.items.map((node) => ({ file: cursor.file, node, keyOffset: null, parent: cursor, sink: cursor.sink }))
}

/** The value at the end of a path of keys and positions. */
export function cursorAt(cursor: Cursor, path: readonly PropertyKey[]): Cursor {
  return path.reduce<Cursor>((at, step) => {
    if (typeof step !== 'number') return member(at, String(step))
    return {
      file: at.file,
      node: at.node?.kind === 'list' ? (at.node.items[step] ?? null) : null,
      keyOffset: null,
      parent: at,
      sink: at.sink,
    }
  }, cursor)
}

export function exists(cursor: Cursor): boolean {
  return cursor.node !== null
}

/** The text at the cursor, null if there is none or something else. */
export function textAt(cursor: Cursor): string | null {
  return cursor.node?.kind === 'scalar' && typeof cursor.node.value === 'string' ? cursor.node.value : null
}

/** The texts of a list; anything else is left out (the schema tells it). */
export function textItems(cursor: Cursor): { readonly text: string; readonly at: Cursor }[] {
  return items(cursor).flatMap((at) => {
    const text = textAt(at)
    return text === null ? [] : [{ text, at }]
  })
}

/** As `textItems`, where one text may also stand alone. */
export function textsAt(cursor: Cursor): { readonly text: string; readonly at: Cursor }[] {
  const text = textAt(cursor)
  return text === null ? textItems(cursor) : [{ text, at: cursor }]
}

/** Where the value begins; where there is none, its parent. */
export function placeOf(cursor: Cursor): Place {
  if (cursor.node === null) return cursor.parent === null ? placeAt(cursor.file, 0) : placeOf(cursor.parent)
  return placeAt(cursor.file, cursor.node.offset)
}

/** Where the key stands; in a list, the item. */
export function keyPlaceOf(cursor: Cursor): Place {
  return cursor.keyOffset === null ? placeOf(cursor) : placeAt(cursor.file, cursor.keyOffset)
}

export function placeAt(file: PolicyText, offset: number): Place {
  return { file: file.path, ...file.lines(offset) }
}

/** `path:line:column`, for a message that points to a second place. */
export function placeText({ file, line, column }: Place): string {
  return `${file}:${line}:${column}`
}

export function complain(cursor: Cursor, code: string, message: string, help: Help = null): void {
  cursor.sink({ ...placeOf(cursor), code, level: 'error', message, help })
}

export function complainAtKey(cursor: Cursor, code: string, message: string, help: Help = null): void {
  cursor.sink({ ...keyPlaceOf(cursor), code, level: 'error', message, help })
}

export function warn(cursor: Cursor, code: string, message: string, help: Help = null): void {
  cursor.sink({ ...placeOf(cursor), code, level: 'warning', message, help })
}

export function warnAtKey(cursor: Cursor, code: string, message: string, help: Help = null): void {
  cursor.sink({ ...keyPlaceOf(cursor), code, level: 'warning', message, help })
}
