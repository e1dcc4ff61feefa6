const PREFIX = 'pseudonym:'

/**
 * What stands for a person whose name is no longer kept.
 *
 * It is made from what is kept anyway (a fingerprint, a place in a list), so that it says nothing more and is the same each time.
 */
export function pseudonym(of: string): string {
  return `${PREFIX}${of}`
}

export function isPseudonym(key: string): boolean {
  return key.startsWith(PREFIX)
}
