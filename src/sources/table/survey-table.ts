import { createHash } from 'node:crypto'
import { isUtf8 } from 'node:buffer'
import { basename } from 'node:path'
import { type Result, failed, succeeded } from '../../core/base/result.ts'
import type { RegisterName } from '../../core/model/register.ts'
import { byteLines } from '../evidence/byte-lines.ts'
import { readChunks } from '../evidence/evidence-bytes.ts'
import { type FileSystem, isAbsence } from '../evidence/file-system.ts'
import { csvRecords } from '../evidence/csv-records.ts'
import { type TableHeader, fittingCells, tableHeader } from './table-header.ts'

/** What a first look at a table finds, before any of it is kept. */
export interface TableSurvey {
  readonly header: TableHeader
  /** Of the file's bytes: a copy must have been made of the same. */
  readonly sha256: string
  /** Rows in the file, bad ones counted too. */
  readonly rows: number
  /** Does the table hold cells that may not be kept? */
  readonly isRewritten: boolean
  /** Rows that are lost if it is, since which of their cells may be kept cannot be told. */
  readonly unkeepable: readonly string[]
  /** Cells of `x_` columns. */
  readonly dropped: number
  /** Cells whose word may not be kept. */
  readonly redacted: number
}

export interface SurveyFailure {
  readonly reason: string
  readonly cure: string
}

/** Reads the table at `path` once, from end to end; holds one record at a time. */
export async function surveyTable(files: FileSystem, path: string, register: RegisterName): Promise<Result<TableSurvey, SurveyFailure>> {
  try {
    return await survey(files, path, register)
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause)) throw cause
    const reason = isAbsence(cause) ? 'there is no such file' : cause.message
    return failed({
      reason: `\`${basename(path)}\` cannot be read: ${reason}`,
      cure: `let the export write \`${path}\`, where this account can read it`,
    })
  }
}

async function survey(files: FileSystem, path: string, register: RegisterName): Promise<Result<TableSurvey, SurveyFailure>> {
  const name = basename(path)
  const hash = createHash('sha256')
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let bytes = 0
  async function* watched(): AsyncGenerator<Uint8Array> {
    for await (const chunk of readChunks(files, path)) {
      bytes += chunk.length
      hash.update(chunk)
      decoder.decode(chunk, { stream: true })
      yield chunk
    }
    decoder.decode()
  }

  let header: TableHeader | null = null
  let [rows, dropped, redacted] = [0, 0, 0]
  const unkeepable: string[] = []
  try {
    for await (const batch of csvRecords(watched())) {
      let records = batch
      if (header === null) {
        const checked = tableHeader(batch[0] ?? null, register)
        if (!checked.ok) return failed({ reason: `${name}:${checked.error.line}: ${checked.error.reason}`, cure: checked.error.cure })
        header = checked.value
        records = batch.slice(1)
      }
      rows += records.length
      for (const record of records) {
        const { cells, reason } = fittingCells(record, header)
        if (cells === null) {
          unkeepable.push(`${name}:${record.line}: ${reason}`)
          continue
        }
        dropped += header.unread.length
        if (isRefusedStatus(cells, header, register)) redacted++
      }
    }
  } catch (cause) {
    if (!(cause instanceof TypeError && 'code' in cause && cause.code === 'ERR_ENCODING_INVALID_ENCODED_DATA')) throw cause
    const reason = `${name}:${await firstLineNotUtf8(files, path)}: the file is not UTF-8`
    return failed({ reason, cure: 'export it as UTF-8' })
  }
  if (bytes === 0) return failed({ reason: `${name}:1: the file is empty`, cure: 'an export without rows still has its header' })
  if (header === null) return failed({ reason: `${name}:1: the file has no header`, cure: 'export the table with its header' })
  const isRewritten = header.unread.length > 0 || redacted > 0
  return succeeded({ header, sha256: hash.digest('hex'), rows, isRewritten, unkeepable, dropped, redacted })
}

/** A clearance that is not required arrives as `ok`: the word `exempt` would disclose a nationality, and is not kept. */
export function isRefusedStatus(cells: readonly string[], header: TableHeader, register: RegisterName): boolean {
  const position = header.positions.get('status')
  return register === 'clearances' && position !== undefined && /^\s*exempt/iu.test(cells[position] ?? '')
}

async function firstLineNotUtf8(files: FileSystem, path: string): Promise<number> {
  let line = 0
  for await (const bytes of byteLines(readChunks(files, path))) {
    line++
    if (!isUtf8(bytes)) break
  }
  return line
}
