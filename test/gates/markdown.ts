export interface Heading {
  readonly level: number
  readonly text: string
  readonly line: number
}

/** A Markdown page without its code, so that an example in it is never taken for text or a link; lines keep their numbers. */
export function withoutCode(page: string): string {
  return withoutBlocks(page).replace(/`[^`\n]*`/g, (code) => ' '.repeat(code.length))
}

/** Headings of `#` form, in order; those inside a block of code are none. */
export function headings(page: string): Heading[] {
  return withoutBlocks(page)
    .split('\n')
    .flatMap((line, index) => {
      const [, marks, text] = /^(#{1,6})\s+(.*?)\s*$/.exec(line) ?? []
      return marks === undefined || text === undefined ? [] : [{ level: marks.length, text, line: index + 1 }]
    })
}

/** The name by which a link reaches a heading, as Git forges make it: `#page-of-a-rule`. */
export function anchor({ text }: Heading): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-')
}

function withoutBlocks(page: string): string {
  return page.replace(/^(```|~~~).*?^\1[^\n]*$/gms, (block) => block.replace(/[^\n]+/g, ''))
}
