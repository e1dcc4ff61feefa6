import { mkdir, open, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { AuditResult } from '../core/model/audit-result.ts'
import { prometheusText } from '../report/prometheus/prometheus-text.ts'

const FILE = 'gatehouse.prom'

/**
 * Keeps `gatehouse.prom` in `folder`: written aside and renamed, so that a collector reads a whole file or the one before. What a kill
 * left half written is written over. Readable by everybody, since it names nobody and the collector is somebody else. May reject.
 */
export async function writeMetrics(folder: string, result: AuditResult, durationSeconds: number): Promise<void> {
  const path = join(folder, FILE)
  // The collector reads `*.prom` only.
  const aside = `${path}.partial`
  await mkdir(folder, { recursive: true })
  const file = await open(aside, 'w', 0o644)
  try {
    await file.chmod(0o644)
    await file.writeFile(prometheusText(result, durationSeconds), 'utf8')
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(aside, path)
}
