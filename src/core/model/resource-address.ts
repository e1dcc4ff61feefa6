/** `<source>:<native id>`: where a thing stands, in the words of the system that holds it. */
export interface ResourceAddress {
  /** A key of `sources` in `gatehouse.yaml`. */
  readonly source: string
  /** The system's own identifier; may itself contain `:`. */
  readonly native: string
  /** The whole, as written. */
  readonly text: string
}

/** The first `:` ends the source name. Null if either side is empty or the source is no slug. */
export function parseResourceAddress(text: string): ResourceAddress | null {
  const match = /^([a-z][a-z0-9_-]{0,62}):(.+)$/su.exec(text)
  if (match === null) return null
  return { source: match[1] ?? '', native: match[2] ?? '', text }
}
