/** Names inside an object of a record, at `path`, that hold something and are not among `known`: conditions that nobody here judges. */
export function filledBeside(record: unknown, path: readonly string[], known: readonly string[]): readonly string[] {
  const inner = path.reduce<unknown>((value, name) => new Map(Object.entries(asObject(value))).get(name), record)
  return Object.entries(asObject(inner))
    .filter(([name, value]) => !known.includes(name) && !name.includes('@') && isFilled(value))
    .map(([name]) => name)
    .sort()
}

/** Null, an empty list and an object of such say nothing. */
export function isFilled(value: unknown): boolean {
  if (value === null || value === undefined) return false
  if (Array.isArray(value)) return value.length > 0
  return typeof value !== 'object' || Object.entries(value).some(([name, inner]) => !name.includes('@') && isFilled(inner))
}

function asObject(value: unknown): object {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
}
