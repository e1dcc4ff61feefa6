import type { LdifItem } from './ldif-record.ts'

/** Does an LDIF file prove that it is whole? `cure` says what would make it so. */
export type ExportCompleteness =
  | { readonly state: 'complete' }
  | { readonly state: 'partial'; readonly reason: string; readonly cure: string }

const SEARCH_CURE = 'export again with the command in docs/sources/ldap.md, whose paging ends with an empty cookie'

/**
 * Watches the items of one file and judges, at its end, whether it is whole (`ldapsearch -LLL` prints no result code: cut by a limit,
 * its output looks whole).
 *
 * Proofs, the strongest first: a result code other than 0 or a last paging cookie that is not empty say no; an empty last cookie
 * says yes; so does result 0 with a `numEntries` that equals the records; nothing of all that is no proof.
 */
export class ExportWatch {
  #records = 0
  #entries: number | null = null
  #result: { readonly code: number; readonly text: string } | null = null
  #cookie: string | null = null

  see(item: LdifItem): void {
    if (item.kind === 'record') this.#records += 1
    else if (item.kind === 'comment') this.#line(item.text)
    else if (item.kind === 'note') this.#line(`${item.name}: ${item.value}`)
  }

  judgement(): ExportCompleteness {
    if (this.#result !== null && this.#result.code !== 0)
      return { state: 'partial', reason: `the search ended with result ${this.#result.text}`, cure: limitCure(this.#result.code) }
    if (this.#cookie !== null && this.#cookie !== '')
      return { state: 'partial', reason: 'the export ends before the last page', cure: SEARCH_CURE }
    if (this.#entries !== null && this.#entries !== this.#records)
      return { state: 'partial', reason: `the search says ${this.#entries} entries, the file holds ${this.#records}`, cure: SEARCH_CURE }
    if (this.#cookie === '' || (this.#result !== null && this.#entries !== null)) return { state: 'complete' }
    return { state: 'partial', reason: 'no proof of completeness', cure: SEARCH_CURE }
  }

  #line(text: string): void {
    const said = /^(result|pagedresults|numEntries): *(.*)$/iu.exec(text)
    if (said === null) return
    const value = said[2] ?? ''
    switch ((said[1] ?? '').toLowerCase()) {
      case 'result':
        this.#sawResult(value)
        break
      case 'pagedresults':
        this.#cookie = /cookie=(.*)$/u.exec(value)?.[1]?.trim() ?? this.#cookie
        break
      default:
        // Each page of a paged search prints the number of its own entries.
        if (/^\d+$/u.test(value)) this.#entries = (this.#entries ?? 0) + Number(value)
    }
  }

  // The first failure stays: a file may hold several searches, and none of them is whole because a later one was.
  #sawResult(value: string): void {
    const code = /^(\d+)\b/u.exec(value)?.[1]
    if (this.#result === null || this.#result.code === 0) this.#result = { code: code === undefined ? -1 : Number(code), text: value }
  }
}

function limitCure(code: number): string {
  if (code === 3) return 'raise the time limit of the reader on the server'
  if (code === 4) return 'raise the size limit of the reader on the server (OpenLDAP: `olcLimits … size.prtotal=unlimited`)'
  if (code === 11) return 'raise the administrative limit of the reader on the server'
  return SEARCH_CURE
}
