import { dirname, join } from 'node:path'
import type { ReportFile } from '../../report/report-file.ts'
import type { PublicationFiles } from './publication-files.ts'

/** Writes files of a report into a run's folder; they are made to last by the publication, all at once. */
export async function writeReportFiles(folder: string, reportFiles: Iterable<ReportFile>, files: PublicationFiles): Promise<void> {
  const made = new Set<string>()
  for (const { path, text } of reportFiles) {
    const target = join(folder, path)
    if (!made.has(dirname(target))) await files.makeFolder(dirname(target))
    made.add(dirname(target))
    const file = await files.create(target)
    try {
      await file.write(Buffer.from(text, 'utf8'))
    } finally {
      await file.close()
    }
  }
}
