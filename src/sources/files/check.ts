import { join } from 'node:path'
import type { Instant } from '../../core/base/instant.ts'
import type { SourceCheck } from '../../core/model/source-check.ts'
import { readChunks } from '../evidence/evidence-bytes.ts'
import { ageCheck } from '../evidence/export-age.ts'
import { type FileSystem, diskFileSystem } from '../evidence/file-system.ts'
import { exportsIn } from './collect.ts'
import type { FilesSource } from './files-source.ts'
import { type ServerExport, readExport } from './read-export.ts'

/**
 * What `gatehouse doctor` says about the exports of file servers: are there any, does each prove itself whole, what could its exporter
 * not read, how old is it. Reads them all and keeps nothing.
 */
export async function checkFiles(
  source: FilesSource,
  options: { readonly now: Instant; readonly maxAgeMs: number; readonly files?: FileSystem },
): Promise<readonly SourceCheck[]> {
  const files = options.files ?? diskFileSystem
  const cure = 'run the script of docs/sources/files.md on the server, and put what it writes there'
  try {
    const names = await exportsIn(source.folder, files)
    if (names.length === 0) return [{ what: 'exports', verdict: 'bad', said: `no export (*.ndjson) lies in ${source.folder}`, cure }]
    const checks: SourceCheck[] = []
    for (const name of names) {
      const read = await readExport(readChunks(files, join(source.folder, name)))
      checks.push(...checksOf(name, read, options))
    }
    return checks
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause)) throw cause
    return [{ what: 'exports', verdict: 'bad', said: cause.message, cure: 'see that it is there, and that this account may read it' }]
  }
}

function checksOf(
  what: string,
  { header, records, doubts }: ServerExport,
  options: { readonly now: Instant; readonly maxAgeMs: number },
): readonly SourceCheck[] {
  const cure = 'export it again with the script of this version'
  const found = doubts.map((said) => ({ what, verdict: 'doubtful' as const, said, cure }))
  if (header === null) return [{ what, verdict: 'bad', said: doubts.join('; '), cure }]
  const count = (kind: string): number => records.filter(({ record }) => record.record === kind).length
  const said = `${header.server}, read by ${header.reader}: ${count('share')} shares, ${count('folder')} folders, ${count('group')} groups`
  const unread = count('error') + count('unreadable')
  return [
    { what, verdict: 'good', said, cure: null },
    ...found,
    ...(unread === 0
      ? []
      : [
          {
            what,
            verdict: 'doubtful' as const,
            said: `${unread} things could not be read`,
            cure: 'give the exporter the rights that docs/sources/files.md lists',
          },
        ]),
    { ...ageCheck(header.exported_at, options), what: `${what}: age` },
  ]
}
