import { createHash } from 'node:crypto'
import type { RegisterName } from '../../core/model/register.ts'
import { readChunks } from '../evidence/evidence-bytes.ts'
import type { FileSystem } from '../evidence/file-system.ts'
import { csvRecords } from '../evidence/csv-records.ts'
import { type TableSurvey, isRefusedStatus } from './survey-table.ts'
import { type TableHeader, fittingCells } from './table-header.ts'

/** The file is not the one that was looked at before: an export that is written over while it is read. */
export class ChangedWhileRead extends Error {
  override readonly name = 'ChangedWhileRead'
}

/**
 * The table as it may be kept: byte for byte, unless it has cells that may not; then rewritten without them, each row on the line on
 * which it stood.
 *
 * Throws `ChangedWhileRead` at the end if the file is not the one that `survey` saw.
 */
export async function* tableCopy(files: FileSystem, path: string, register: RegisterName, survey: TableSurvey): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256')
  async function* watched(): AsyncGenerator<Uint8Array> {
    for await (const chunk of readChunks(files, path)) {
      hash.update(chunk)
      yield chunk
    }
  }
  yield* survey.isRewritten ? rewritten(watched(), register, survey.header) : watched()
  if (hash.digest('hex') !== survey.sha256) throw new ChangedWhileRead('the file changed while it was read')
}

async function* rewritten(content: AsyncIterable<Uint8Array>, register: RegisterName, header: TableHeader): AsyncGenerator<Uint8Array> {
  const unread = new Set(header.unread)
  const status = header.positions.get('status')
  let line = 1
  for await (const batch of csvRecords(content)) {
    let text = ''
    for (const record of batch) {
      const { cells } = fittingCells(record, header)
      if (cells === null) continue
      const isRefused = isRefusedStatus(cells, header, register)
      const kept = cells.flatMap((cell, position) => (unread.has(position) ? [] : [isRefused && position === status ? '' : cell]))
      const written = `${kept.map(quoted).join(',')}\n`
      text += '\n'.repeat(record.line - line) + written
      line = record.line + written.split('\n').length - 1
    }
    if (text !== '') yield Buffer.from(text, 'utf8')
  }
}

function quoted(cell: string): string {
  return /[",\r\n]/u.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}
