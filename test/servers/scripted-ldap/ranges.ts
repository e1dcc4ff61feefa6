import type { ScriptedEntry } from './answer.ts'

type Attribute = ScriptedEntry['attributes'][number]

/**
 * The attributes that a search asked for, cut into ranges as Active Directory does (MS-ADTS 3.1.1.3.1.3.3): with more
 * than `maxValues` values the plain attribute comes empty, beside `name;range=0-1499`; the last range ends with `*`.
 *
 * No list, or `*`: all; `1.1`: none. A range that is asked for is honoured without a maximum, too.
 */
export function rangedAttributes(
  { attributes }: ScriptedEntry,
  wanted: readonly string[],
  maxValues = Number.POSITIVE_INFINITY,
): readonly Attribute[] {
  const asked = wanted.map(parsedWish)
  const all = wanted.length === 0 || wanted.includes('*')
  return attributes.flatMap(([name, values]): readonly Attribute[] => {
    const wish = asked.find((candidate) => candidate.name === name.toLowerCase())
    if (wish === undefined && !all) return []
    if (wish?.start === undefined) return values.length <= maxValues ? [[name, values]] : [[name, []], ranged(name, values, 0, maxValues)]
    return wish.start < values.length ? [ranged(name, values, wish.start, Math.min(maxValues, wish.count))] : []
  })
}

function ranged(name: string, values: Attribute[1], start: number, count: number): Attribute {
  const part = values.slice(start, start + count)
  const end = start + part.length
  return [`${name};range=${start}-${end === values.length ? '*' : end - 1}`, part]
}

interface Wish {
  readonly name: string
  /** Where the range begins; undefined for the plain attribute. */
  readonly start: number | undefined
  readonly count: number
}

function parsedWish(text: string): Wish {
  const [name = '', ...options] = text.toLowerCase().split(';')
  const range = options.map((option) => /^range=(\d+)-(\d+|\*)$/.exec(option)).find((match) => match !== null)
  if (range === undefined) return { name, start: undefined, count: Number.POSITIVE_INFINITY }
  const start = Number(range[1])
  return { name, start, count: range[2] === '*' ? Number.POSITIVE_INFINITY : Number(range[2]) - start + 1 }
}
