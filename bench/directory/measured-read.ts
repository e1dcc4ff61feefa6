import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { epochMs, instantFromEpochMs } from '../../src/core/base/instant.ts'
import { collectLdap } from '../../src/sources/ldap/collect.ts'
import { AUDITOR, BASE_DN } from '../../test/servers/slapd-example.ts'

/** One read of a directory, with its evidence on disk. */
export interface MeasuredRead {
  readonly entries: number
  /** From the connection to the last byte of the last entry on disk. */
  readonly readMs: number
  /** With the count pass and the manifest. */
  readonly wholeMs: number
  readonly peakMb: number
}

/** Reads the whole directory into a folder that is removed again. Run it in a process of its own: a peak of memory never falls. */
export async function measuredRead(url: string, ca: string): Promise<MeasuredRead> {
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-bench-'))
  try {
    const source = { name: 'directory', config: { url, ca, base: BASE_DN, bind: { dn: AUDITOR.dn } }, password: AUDITOR.password }
    const start = Date.now()
    const manifest = await collectLdap(source, join(folder, 'evidence'), {
      toolVersion: 'bench',
      clock: () => instantFromEpochMs(Date.now()),
    })
    const wholeMs = Date.now() - start
    const unread = manifest.datasets.filter(({ state }) => state !== 'complete')
    if (unread.length > 0) throw new Error(`not read whole: ${unread.flatMap(({ dataset, reasons }) => [dataset, ...reasons]).join('; ')}`)
    const counting = manifest.datasets.find(({ dataset }) => dataset === 'counts')
    if (counting === undefined) throw new Error('nothing was counted')
    return {
      entries: manifest.datasets.reduce((sum, { dataset, records }) => (dataset === 'counts' ? sum : sum + records), 0),
      readMs: epochMs(counting.startedAt) - start,
      wholeMs,
      peakMb: process.resourceUsage().maxRSS / 1024,
    }
  } finally {
    await rm(folder, { recursive: true })
  }
}
