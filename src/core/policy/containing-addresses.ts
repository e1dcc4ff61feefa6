import type { ResourceKind } from '../model/resource-kind.ts'
import { MAX_ADDRESS } from './schema/value-type.ts'

// Kinds whose native ids are paths, and what separates their steps.
const SEPARATORS: Partial<Record<ResourceKind, RegExp>> = { bucket: /\//gu, prefix: /\//gu, share: /[\\/]/gu, site: /\//gu }

/** The addresses that contain this one by their text, shortest first: the bucket of a prefix, the share of a folder. Not itself. */
export function containingAddresses(text: string, kind: ResourceKind | null): readonly string[] {
  const separator = kind === null ? undefined : SEPARATORS[kind]
  if (separator === undefined || text.length > MAX_ADDRESS) return []
  const bare = text.replace(/[\\/]+$/u, '')
  return [...bare.matchAll(separator)].flatMap(({ index }) => {
    const outer = bare.slice(0, index)
    // A prefix may be declared with or without the slash at its end.
    return outer.endsWith(':') || /[\\/]$/u.test(outer) ? [] : [outer, bare.slice(0, index + 1)]
  })
}
