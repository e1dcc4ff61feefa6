import { dirname, join } from 'node:path'
import { type LongReportFile, type ReportFile, piecesOf } from '../../report/report-file.ts'
import type { PublicationFiles } from './publication-files.ts'

/** Writes files of a report into a run's folder; they are made to last by the publication, all at once. */
export async function writeReportFiles(
  folder: string,
  reportFiles: Iterable<ReportFile | LongReportFile>,
  files: PublicationFiles,
): Promise<void> {
  const made = new Set<string>()
  for (const reportFile of reportFiles) {
    const target = join(folder, reportFile.path)
    if (!made.has(dirname(target))) await files.makeFolder(dirname(target))
    made.add(dirname(target))
    await writeInPieces(target, piecesOf(reportFile), files)
  }
}

/** Writes one text that may be too long for memory, some megabytes at a time: a write a piece would take minutes. */
async function writeInPieces(path: string, pieces: Iterable<string>, files: PublicationFiles): Promise<void> {
  const file = await files.create(path)
  try {
    for (const part of gathered(pieces)) await file.write(Buffer.from(part, 'utf8'))
  } finally {
    await file.close()
  }
}

const PART_LENGTH = 1 << 20

/** The same text in parts of about a megabyte. */
export function* gathered(pieces: Iterable<string>): Generator<string, void> {
  let part: string[] = []
  let length = 0
  for (const piece of pieces) {
    part.push(piece)
    length += piece.length
    if (length < PART_LENGTH) continue
    yield part.join('')
    part = []
    length = 0
  }
  if (part.length > 0) yield part.join('')
}
