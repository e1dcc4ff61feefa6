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

/** Letter case means nothing in the path of a share (`\\server\share`): sources write it small, people as they like. */
export function withSmallShare(address: string): string {
  const native = address.indexOf(':') + 1
  return address.startsWith('\\\\', native) ? address.slice(0, native) + address.slice(native).toLowerCase() : address
}
