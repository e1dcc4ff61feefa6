import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Heading {
  readonly level: number
  readonly text: string
  readonly line: number
}

/** A Markdown page without its code, so that an example in it is never taken for a heading or a link; line numbers stay true. */
export function readPage(root: string, path: string): string {
  return withoutCode(readFileSync(join(root, path), 'utf8'))
}

export function withoutCode(text: string): string {
  const blanked = text.replace(/^(```|~~~).*?^\1[^\n]*$/gms, (block) => block.replace(/[^\n]+/g, ''))
  return blanked.replace(/`[^`\n]*`/g, (code) => ' '.repeat(code.length))
}

/** Headings of `#` form, in order. Takes the page with its code: a heading may hold some. */
export function headings(text: string): Heading[] {
  const fenced = text.replace(/^(```|~~~).*?^\1[^\n]*$/gms, (block) => block.replace(/[^\n]+/g, ''))
  return fenced.split('\n').flatMap((line, index) => {
    const match = /^(#{1,6})\s+(.*?)\s*$/.exec(line)
    return match ? [{ level: match[1]?.length ?? 0, text: match[2] ?? '', line: index + 1 }] : []
  })
}

/** The name by which a link reaches a heading, as Git forges make it: `#page-of-a-rule`. */
export function anchor({ text }: Heading): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-')
}
