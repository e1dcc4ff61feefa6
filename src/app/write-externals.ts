import { dirname, join } from 'node:path'
import { type Result, failed, succeeded } from '../core/base/result.ts'
import type { ExternalsRegister } from '../core/model/externals.ts'
import { externalsCsv } from '../report/externals/externals-csv.ts'
import { externalsJson } from '../report/externals/externals-json.ts'
import { externalsPages } from '../report/externals/externals-pages.ts'
import { type Problem, problem } from './problem.ts'
import { isDiskError, saysOf } from './publication/disk-error.ts'
import { type PublicationFiles, diskPublicationFiles } from './publication/publication-files.ts'
import { sha256Base64 } from './system.ts'

/** Writes the register as JSON, CSV and pages below `folder`, readable by their owner only, since they name people. */
export async function writeExternals(folder: string, register: ExternalsRegister): Promise<Result<null, Problem>> {
  try {
    await writeInPieces(join(folder, 'externals.json'), externalsJson(register), diskPublicationFiles)
    for (const { path, lines } of externalsCsv(register)) await writeInPieces(join(folder, path), lines, diskPublicationFiles)
    for (const { path, text } of externalsPages(register, { sha256Base64 }))
      await writeInPieces(join(folder, path), [text], diskPublicationFiles)
    return succeeded(null)
  } catch (cause) {
    if (!isDiskError(cause)) throw cause
    const help = 'name a folder that is new, or that this account may write to'
    return failed(problem(78, `the list cannot be written to \`${folder}\`: ${saysOf(cause)}`, help))
  }
}

const PIECE = 1 << 20

async function writeInPieces(path: string, lines: Iterable<string>, files: PublicationFiles): Promise<void> {
  await files.makeFolder(dirname(path))
  const file = await files.create(path)
  try {
    for (const piece of pieces(lines)) await file.write(Buffer.from(piece, 'utf8'))
  } finally {
    await file.close()
  }
}

/** The same text in pieces of about a megabyte: a write a line would take minutes. */
export function* pieces(lines: Iterable<string>): Generator<string, void> {
  let piece = ''
  for (const line of lines) {
    piece += line
    if (piece.length < PIECE) continue
    yield piece
    piece = ''
  }
  if (piece !== '') yield piece
}
