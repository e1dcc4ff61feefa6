import { isUtf8 } from 'node:buffer'
import { byteLines } from '../evidence/byte-lines.ts'
import { type ExportHeader, type ExportRecord, type ExportTrailer, exportRecord, headerRecord, trailerRecord } from './export-record.ts'

/** One line of an export, understood; `unreadable` records stand for those that were not. */
export type ExportLine =
  | { readonly kind: 'header'; readonly header: ExportHeader }
  | { readonly kind: 'trailer'; readonly trailer: ExportTrailer }
  | { readonly kind: 'record'; readonly record: ExportRecord }
  | { readonly kind: 'empty' }

/** What one export says, with the number of the line at which each record stands. */
export interface ServerExport {
  /** Null where the first line is none that this version reads. */
  readonly header: ExportHeader | null
  readonly records: readonly { readonly line: number; readonly record: ExportRecord }[]
  readonly trailer: ExportTrailer | null
  /** Why the export cannot be called complete; empty if its trailer proves that it is. */
  readonly doubts: readonly string[]
}

/** How the reason begins that no trailer speaks against. */
export const NO_PROOF = 'no proof of completeness'

/** Reads one export from end to end and holds its records; O(lines). Nothing in it makes it reject. */
export async function readExport(content: AsyncIterable<Uint8Array>): Promise<ServerExport> {
  const records: { line: number; record: ExportRecord }[] = []
  const doubts: string[] = []
  let header: ExportHeader | null = null
  let trailer: ExportTrailer | null = null
  let line = 0
  for await (const bytes of byteLines(content)) {
    line++
    const read = exportLine(bytes, line)
    if (read.kind === 'empty') continue
    if (trailer !== null) doubts.push(`line ${line} stands behind the trailer`)
    if (read.kind === 'record') records.push({ line, record: read.record })
    else if (read.kind === 'trailer') trailer = read.trailer
    else if (header === null && line === 1) header = read.header
    else doubts.push(`line ${line} is a second header: each server has a file of its own`)
  }
  if (header === null) doubts.push('the first line is no header that this version reads')
  else if (header.files === 'not-looked-at') doubts.push('files that have rights of their own were not looked for')
  if (trailer === null) doubts.push(`${NO_PROOF}: the export ends without its trailer`)
  else {
    if (!trailer.complete) doubts.push('the export says that it is not complete')
    if (trailer.records !== records.length)
      doubts.push(`total-mismatch: the trailer says ${trailer.records} records, and ${records.length} were read`)
  }
  return { header, records, trailer, doubts }
}

/** One line of an export. What is not understood becomes an `unreadable` record, with the share or path that it is about, if that can be read. */
export function exportLine(bytes: Uint8Array, number: number): ExportLine {
  if (!isUtf8(bytes)) return unreadable('the line is not UTF-8', null)
  const text = new TextDecoder().decode(bytes).trim()
  if (text === '') return { kind: 'empty' }
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return unreadable('the line is not JSON', null)
  }
  if (number === 1) {
    const header = headerRecord.safeParse(json)
    return header.success ? { kind: 'header', header: header.data } : unreadable(said(header.error), null)
  }
  const kind = typeof json === 'object' && json !== null && 'record' in json ? json.record : null
  if (kind === 'header') {
    const header = headerRecord.safeParse(json)
    if (header.success) return { kind: 'header', header: header.data }
  }
  if (kind === 'trailer') {
    const trailer = trailerRecord.safeParse(json)
    return trailer.success ? { kind: 'trailer', trailer: trailer.data } : unreadable(said(trailer.error), null)
  }
  const record = exportRecord.safeParse(json)
  return record.success ? { kind: 'record', record: record.data } : unreadable(said(record.error), json)
}

function unreadable(reason: string, json: unknown): ExportLine {
  const share = textAt(json, 'share') ?? (textAt(json, 'record') === 'share' ? textAt(json, 'name') : null)
  return { kind: 'record', record: { record: 'unreadable', reason, share, path: textAt(json, 'path') } }
}

function textAt(json: unknown, key: string): string | null {
  if (typeof json !== 'object' || json === null || !(key in json)) return null
  const value: unknown = Reflect.get(json, key)
  return typeof value === 'string' && value.length <= 4_096 ? value : null
}

function said({ issues }: { readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[] }): string {
  const [first] = issues
  if (first === undefined) return 'the record is not understood'
  return `${first.path.length > 0 ? `\`${first.path.map(String).join('.')}\`: ` : ''}${first.message.replace(/^\w/u, (letter) => letter.toLowerCase())}`
}
