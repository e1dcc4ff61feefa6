import type { Instant } from '../../core/base/instant.ts'
import { LAST_USE, RECENCY } from './attributes.ts'
import { recencyOf } from './recency.ts'
import { type WireAttribute, baseName } from './wire.ts'

/** What of an entry may reach the disk. */
export interface KeptEntry {
  readonly attributes: readonly WireAttribute[]
  /** Values of attributes that are not on the allow-list. */
  readonly dropped: number
  /** Values that were replaced by their bucket. */
  readonly redacted: number
}

/** Keeps what `allowed` (names in lower case, without options) lets through; times of use become their bucket at `now`. */
export function keptEntry(attributes: readonly WireAttribute[], allowed: ReadonlySet<string>, now: Instant): KeptEntry {
  const kept: WireAttribute[] = []
  let dropped = 0
  let redacted = 0
  for (const attribute of attributes) {
    const name = baseName(attribute.name)
    if (!allowed.has(name)) dropped += attribute.values.length
    else if (!LAST_USE.has(name)) kept.push(attribute)
    else {
      redacted += attribute.values.length
      const [value] = attribute.values
      if (value !== undefined)
        kept.push({ name: RECENCY, values: [Buffer.from(recencyOf(name, Buffer.from(value).toString('utf8'), now))] })
    }
  }
  return { attributes: kept, dropped, redacted }
}

/** The allow-list as `keptEntry` wants it; what an earlier read already replaced stays. */
export function allowedNames(attributes: readonly string[]): ReadonlySet<string> {
  return new Set([...attributes, RECENCY].map((name) => name.toLowerCase()))
}
