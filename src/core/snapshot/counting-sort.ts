/**
 * The positions 0 … n-1 of several columns of one length, sorted by the columns in turn; stable.
 *
 * `columns` names the most significant first; each value is below its column's `bound`. O(columns × n + sum of the bounds): a
 * counting sort from the least significant column up, so that ten million rows need no comparison.
 */
export function orderByColumns(columns: readonly SortColumn[], n: number): Uint32Array {
  let order = new Uint32Array(n)
  for (let i = 0; i < n; i++) order[i] = i
  let spare: Uint32Array<ArrayBuffer> = new Uint32Array(n)
  for (const column of columns.toReversed()) {
    if (column.bound <= 1) continue
    distribute(column, order, spare)
    ;[order, spare] = [spare, order]
  }
  return order
}

export interface SortColumn {
  readonly values: Uint32Array
  readonly bound: number
}

/** Start of each value's run when rows are grouped by `values`: `offsets[v]` … `offsets[v + 1]`. */
export function runOffsets(values: Uint32Array, bound: number): Uint32Array {
  const offsets = new Uint32Array(bound + 1)
  for (let i = 0; i < values.length; i++) offsets[values[i]! + 1]!++
  for (let v = 0; v < bound; v++) offsets[v + 1]! += offsets[v]!
  return offsets
}

function distribute({ values, bound }: SortColumn, from: Uint32Array, to: Uint32Array): void {
  const next = runOffsets(values, bound)
  for (let i = 0; i < from.length; i++) {
    const row = from[i]!
    to[next[values[row]!]!++] = row
  }
}
