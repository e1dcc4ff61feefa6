import { compareText } from './order.ts'

/** Any JSON value; `undefined` members of an object are left out, as `JSON.stringify` does. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined }

/**
 * The one JSON text of a value: keys sorted by code unit, no white space.
 *
 * Hashes are taken over this text only. Throws on a number that JSON cannot hold, since it would silently become `null`.
 */
export function canonicalJson(value: Json): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new Error(`a number that JSON cannot hold: ${value}`)
    return JSON.stringify(value)
  }
  if (isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  // Whole results are hashed by this text: no list of pairs is made for it, and most objects are written in order.
  const keys = Object.keys(value)
  if (!isInOrder(keys)) keys.sort(compareText)
  let text = '{'
  for (const key of keys) {
    const member = value[key]
    if (member === undefined) continue
    text += `${text.length > 1 ? ',' : ''}${quoted(key)}:${canonicalJson(member)}`
  }
  return `${text}}`
}

function isInOrder(keys: readonly string[]): boolean {
  for (let at = 1; at < keys.length; at++) if (compareText(keys[at - 1] ?? '', keys[at] ?? '') > 0) return false
  return true
}

/** Names of members are few, and each stands in thousands of objects; beyond so many they are written anew. */
const KEPT = 10_000
const quotedNames = new Map<string, string>()

function quoted(name: string): string {
  const known = quotedNames.get(name)
  if (known !== undefined) return known
  const made = JSON.stringify(name)
  if (quotedNames.size < KEPT) quotedNames.set(name, made)
  return made
}

// `Array.isArray` does not narrow a readonly array.
function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}
