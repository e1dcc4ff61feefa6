import { type Markup, markup } from './markup.ts'

export interface Column {
  readonly head: string
  /** `number` aligns digits, `text` and `name` keep a sentence or a name readable, `word` never breaks a line. */
  readonly holds?: 'number' | 'text' | 'name' | 'word'
}

/** A table in a labelled region that scrolls by itself and can be reached by the keyboard. The first cell of a row is its head. */
export function table(id: string, caption: Markup, columns: readonly Column[], rows: readonly (readonly Markup[])[]): Markup {
  return markup`<div class="scroll" role="region" aria-labelledby="${id}" tabindex="0"><table>
<caption id="${id}">${caption}</caption>
<thead><tr>${columns.map((column) => markup`<th scope="col"${cellClass(column)}>${column.head}</th>`)}</tr></thead>
<tbody>${rows.map(
    (cells) => markup`<tr>${cells.map((cell, i) => tableCell(cell, columns[i], i === 0))}</tr>
`,
  )}</tbody></table></div>
`
}

function tableCell(cell: Markup, column: Column | undefined, isHead: boolean): Markup {
  const name = cellClass(column)
  return isHead ? markup`<th scope="row"${name}>${cell}</th>` : markup`<td${name}>${cell}</td>`
}

function cellClass(column: Column | undefined): Markup | null {
  switch (column?.holds) {
    case 'number':
      return markup` class="num"`
    case 'text':
      return markup` class="text"`
    case 'name':
      return markup` class="name"`
    case 'word':
      return markup` class="nowrap"`
    case undefined:
      return null
  }
}
