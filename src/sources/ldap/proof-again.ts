import type { DatasetReader } from '../evidence/read-evidence.ts'
import { ExportWatch } from './ldif/export-completeness.ts'
import { readLdif } from './ldif/ldif-reader.ts'
import type { LdifItem } from './ldif/ldif-record.ts'
import { TOKENS_FILE } from './token-sample.ts'

/** What the count pass saw of each dataset when it was collected, by dataset. */
export type CountLines = ReadonlyMap<string, { readonly read: number; readonly counted: number; readonly changedSince: number }>

/** The lines of the `counts` dataset; empty where there is none, as after an export by hand. */
export async function countLines(counts: DatasetReader | null): Promise<CountLines> {
  const lines = new Map<string, { read: number; counted: number; changedSince: number }>()
  for (const page of counts?.pages.filter(({ path }) => !path.includes(TOKENS_FILE)) ?? [])
    await readLdif(page.bytes(), (item) => {
      if (item.kind !== 'comment') return
      const said = /^(\w+): (\d+) read, (\d+) counted$/u.exec(item.text)
      if (said !== null) lines.set(said[1] ?? '', { read: Number(said[2]), counted: Number(said[3]), changedSince: 0 })
      const later = /^(\w+): (\d+) changed since$/u.exec(item.text)
      const known = lines.get(later?.[1] ?? '')
      if (known !== undefined) known.changedSince = Number(later?.[2])
    })
  return lines
}

/**
 * Proves again from the evidence itself that a dataset is whole, so that a manifest made to fit is found out: the entries against the
 * server's total and the count pass, and of a file that we wrote, that it ends as we end one.
 */
export class ProofAgain {
  readonly #dataset: DatasetReader
  readonly #counts: CountLines
  #file: { readonly path: string; readonly watch: ExportWatch; isOurs: boolean } | null = null

  constructor(dataset: DatasetReader, counts: CountLines) {
    this.#dataset = dataset
    this.#counts = counts
  }

  see(path: string, item: LdifItem): void {
    if (this.#file?.path !== path) {
      this.#endFile()
      this.#file = { path, watch: new ExportWatch(), isOurs: false }
    }
    // One that was taken in says so behind the name; it was judged as it came in, and its ending was not kept.
    if (item.kind === 'comment' && item.text === `gatehouse: ${this.#dataset.dataset}`) this.#file.isOurs = true
    this.#file.watch.see(item)
  }

  /** Call once, behind the last file. */
  end(entries: number): void {
    this.#endFile()
    const { records, total, state } = this.#dataset.stated
    if (entries < records) this.#lower(`total-mismatch: the manifest says ${records} entries, and ${entries} were read`)
    if (state !== 'complete') return
    const line = this.#counts.get(this.#dataset.dataset)
    if (line !== undefined && line.read !== entries)
      this.#lower(`total-mismatch: ${line.read} entries were read from the server, and the evidence holds ${entries}`)
    if (total === null || total === entries) return
    // What came while it was read explains a difference, as it did when it was collected.
    const isExplained = line?.read === entries && line.counted === total && total > entries && line.changedSince >= total - entries
    if (!isExplained) this.#lower(`total-mismatch: the server counts ${total} entries, and the evidence holds ${entries}`)
  }

  #endFile(): void {
    const file = this.#file
    this.#file = null
    if (file === null || !file.isOurs || this.#dataset.stated.state !== 'complete') return
    const judgement = file.watch.judgement()
    if (judgement.state === 'partial') this.#lower(`\`${file.path}\` is cut: ${judgement.reason}`)
  }

  #lower(reason: string): void {
    this.#dataset.lower('partial', reason, 'restore the evidence, or read the directory again')
  }
}
