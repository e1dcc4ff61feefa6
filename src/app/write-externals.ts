import { type Result, failed, succeeded } from '../core/base/result.ts'
import type { ExternalsRegister } from '../core/model/externals.ts'
import { externalsCsv } from '../report/externals/externals-csv.ts'
import { externalsJson } from '../report/externals/externals-json.ts'
import { externalsPages } from '../report/externals/externals-pages.ts'
import type { LongReportFile, ReportFile } from '../report/report-file.ts'
import { type Problem, problem } from './problem.ts'
import { isDiskError, saysOf } from './publication/disk-error.ts'
import { diskPublicationFiles } from './publication/publication-files.ts'
import { writeReportFiles } from './publication/write-files.ts'
import { sha256Base64 } from './system.ts'

/** Writes the register as JSON, CSV and pages below `folder`, readable by their owner only, since they name people. */
export async function writeExternals(folder: string, register: ExternalsRegister): Promise<Result<null, Problem>> {
  try {
    await writeReportFiles(folder, filesOf(register), diskPublicationFiles)
    return succeeded(null)
  } catch (cause) {
    if (!isDiskError(cause)) throw cause
    const help = 'name a folder that is new, or that this account may write to'
    return failed(problem(78, `the list cannot be written to \`${folder}\`: ${saysOf(cause)}`, help))
  }
}

function* filesOf(register: ExternalsRegister): Generator<ReportFile | LongReportFile, void> {
  yield { path: 'externals.json', pieces: externalsJson(register) }
  yield* externalsCsv(register)
  yield* externalsPages(register, { sha256Base64 })
}
