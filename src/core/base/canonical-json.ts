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
  const members = Object.entries(value)
    .filter((entry): entry is [string, Json] => entry[1] !== undefined)
    .sort(([a], [b]) => compareText(a, b))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`)
  return `{${members.join(',')}}`
}

// `Array.isArray` does not narrow a readonly array.
function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}
