/** Compares two texts by UTF-16 code unit: the only order that any output of Gatehouse uses, since a locale's order differs by machine. */
export function compareText(a: string, b: string): -1 | 0 | 1 {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Compares by the first key that differs; numbers by size, texts by code unit. */
export function compareKeys(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const left = a[i]
    const right = b[i]
    if (left === right) continue
    if (typeof left === 'number' && typeof right === 'number') return left - right
    return compareText(String(left), String(right)) || 1
  }
  return a.length - b.length
}

/** A sorted copy of `items` by the text or the composite key of each; stable. */
export function sortedBy<Item>(items: Iterable<Item>, key: (item: Item) => string | readonly (string | number)[]): Item[] {
  const keyed = Array.from(items, (item) => ({ item, key: key(item) }))
  keyed.sort((a, b) =>
    typeof a.key === 'string' && typeof b.key === 'string'
      ? compareText(a.key, b.key)
      : compareKeys(typeof a.key === 'string' ? [a.key] : a.key, typeof b.key === 'string' ? [b.key] : b.key),
  )
  return keyed.map(({ item }) => item)
}

/** The distinct texts of `items`, sorted by code unit. */
export function distinctTexts(items: Iterable<string>): string[] {
  return [...new Set(items)].sort(compareText)
}
