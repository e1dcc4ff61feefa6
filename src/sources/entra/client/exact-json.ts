/** A number that JSON states and that no double holds: written back as it stood, and refused by whoever needs its value (C10). */
const LONG_NUMBER = /[[:,]\s*-?\d{16,}/u

/**
 * Parses JSON without rounding: a number beyond 2^53 comes as `JSON.rawJSON`, which `JSON.stringify` prints digit by digit and no
 * schema takes for a number. Throws as `JSON.parse` does. As fast as it wherever no long number stands.
 */
export function exactJson(text: string): unknown {
  const bare = text.replace(/^\uFEFF/u, '')
  return LONG_NUMBER.test(bare) ? JSON.parse(bare, keepLong) : JSON.parse(bare)
}

function keepLong(_: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value) || context?.source === undefined || !/^-?\d+$/u.test(context.source))
    return value
  return raw.rawJSON(context.source)
}

// In the language since ES2026, and in Node 24; not yet in TypeScript's library.
const raw = JSON as typeof JSON & { rawJSON(text: string): unknown }
