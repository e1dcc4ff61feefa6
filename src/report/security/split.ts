import { type Markup, markup, nothing } from '../html/markup.ts'
import { relativeHref } from '../html/link.ts'
import { grouped } from '../words/count-words.ts'
import { numbered } from './paths.ts'

/** One page of something that is too long for one. */
export interface Part<Item> {
  readonly path: string
  /** From 1. */
  readonly number: number
  readonly parts: number
  readonly items: readonly Item[]
  /** `1 to 500 of 1,240`: the count is always that of the whole. */
  readonly range: string
}

/** `items` in parts of at most `size`, in order; one empty part where there is nothing, so that the page exists. */
export function split<Item>(items: readonly Item[], size: number, path: string): readonly Part<Item>[] {
  const parts = Math.max(1, Math.ceil(items.length / size))
  return Array.from({ length: parts }, (_, i) => {
    const own = items.slice(i * size, (i + 1) * size)
    const range =
      parts === 1 ? grouped(items.length) : `${grouped(i * size + 1)} to ${grouped(i * size + own.length)} of ${grouped(items.length)}`
    return { path: numbered(path, i + 1), number: i + 1, parts, items: own, range }
  })
}

/** Links to the other parts; nothing where there is only one. */
export function pager(path: string, { number, parts, path: here }: Part<unknown>, name: string): Markup {
  if (parts === 1) return nothing
  const numbers = Array.from({ length: parts }, (_, i) => i + 1)
  return markup`<nav class="pager" aria-label="${name}"><ul>${numbers.map((other) => markup`<li>${other === number ? markup`<b aria-current="page">Page ${other}</b>` : markup`<a href="${relativeHref(here, numbered(path, other))}">Page ${other}</a>`}</li>`)}</ul></nav>
`
}
