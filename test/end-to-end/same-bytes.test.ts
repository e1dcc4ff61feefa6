import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Json, canonicalJson } from '../../src/core/base/canonical-json.ts'
import type { AuditResult } from '../../src/core/model/audit-result.ts'
import { sha256OfBytes } from '../../src/sources/evidence/sha256.ts'
import { afterFirstNight } from './exported-institution.ts'
import { branchOf, publishedIn, ran } from './published.ts'
import type { Institution } from './small-institution.ts'

const NORTHMOOR = join(import.meta.dirname, '../../fixtures/northmoor')
const NOW = '2026-11-14T01:40:00Z'

let institution: Institution
beforeAll(async () => {
  institution = await afterFirstNight()
})
afterAll(() => institution?.remove())

/** Northmoor's fourteenth night as the only one that a fresh installation sees; `nights` is where its evidence lies. */
async function northmoorAt(folder: string, evidence: string, args: readonly string[]): Promise<AuditResult> {
  const config = (await readFile(join(NORTHMOOR, 'gatehouse.yaml'), 'utf8'))
    .replaceAll('nights/14/', `${evidence}/`)
    .replace(/^policies: .*$/mu, `policies: ${join(NORTHMOOR, '../../policies')}`)
    .replaceAll('../../var/demo/', 'northmoor/')
  await writeFile(join(folder, 'northmoor.yaml'), config)
  const { stdout } = await ran(folder, ['evaluate', '--json', '--config', 'northmoor.yaml', '--now', NOW, ...args], 3)
  return JSON.parse(stdout) as AuditResult
}

describe('the same input gives the same bytes', () => {
  test('with 1, 2 and 4 workers', async () => {
    const texts: string[] = []
    for (const workers of ['1', '2', '4']) {
      const branch = await branchOf(institution)
      try {
        await northmoorAt(branch.folder, join(NORTHMOOR, 'nights/14'), ['--workers', workers])
        const reports = join(branch.folder, 'northmoor/reports')
        texts.push(await readFile(join(reports, 'latest/result.json'), 'utf8'))
      } finally {
        branch.remove()
      }
    }
    expect(texts[1]).toBe(texts[0])
    expect(texts[2]).toBe(texts[0])
    console.log(`result.json of Northmoor: ${texts[0]?.length} characters, the same with 1, 2 and 4 workers`)
  })

  test.each([1, 2, 3])('with shuffled datasets, pages and records (seed %i)', async (seed) => {
    const branch = await branchOf(institution)
    try {
      for (const name of ['plain', 'other']) await cp(join(NORTHMOOR, 'nights/14'), join(branch.folder, name), { recursive: true })
      await pagedEvidence(join(branch.folder, 'plain'), (items) => [...items])
      const changed = await pagedEvidence(join(branch.folder, 'other'), (items) => shuffled(items, seed))
      const plain = await northmoorAt(branch.folder, join(branch.folder, 'plain'), ['--workers', '2'])
      const other = await northmoorAt(branch.folder, join(branch.folder, 'other'), ['--workers', '4'])
      expect(other.run.evidence).not.toEqual(plain.run.evidence)
      expect(assessmentText(other)).toBe(assessmentText(plain))
      console.log(`seed ${seed}: ${changed} pages written in another order, the assessment is the same byte for byte`)
    } finally {
      branch.remove()
    }
  })
})

function assessmentText({ assessment }: AuditResult): string {
  return canonicalJson(JSON.parse(JSON.stringify(assessment)) as Json)
}

interface ManifestFile {
  path: string
  bytes: number
  sha256: string
}
interface ManifestText {
  datasets: { files: ManifestFile[]; pages: number }[]
}

/** Splits each LDIF file into three pages; the records of each, the pages and the datasets stand in the order that `arrange` gives. */
async function pagedEvidence(root: string, arrange: <Item>(items: readonly Item[]) => Item[]): Promise<number> {
  let changed = 0
  const folder = join(root, 'directory')
  const path = join(folder, 'manifest.json')
  const manifest = JSON.parse(await readFile(path, 'utf8')) as ManifestText
  for (const dataset of manifest.datasets) {
    const pages: ManifestFile[] = []
    for (const file of dataset.files) {
      const bytes = await readFile(join(folder, file.path))
      const isGzip = file.path.endsWith('.gz')
      const [head = '', ...records] = (isGzip ? gunzipSync(bytes) : bytes).toString('utf8').trimEnd().split('\n\n')
      // Each page ends as the file did: with what the server answered last.
      const closing = records.at(-1)?.startsWith('#') === true ? records.splice(-1) : []
      const third = Math.ceil(records.length / 3)
      for (const part of [0, 1, 2]) {
        const text = [head, ...arrange(records.slice(part * third, (part + 1) * third)), ...closing].join('\n\n')
        const written = isGzip ? gzipSync(`${text}\n`) : Buffer.from(`${text}\n`)
        const partPath = part === 0 ? file.path : file.path.replace(/\.ldif/u, `-${part}.ldif`)
        await writeFile(join(folder, partPath), written)
        pages.push({ path: partPath, bytes: written.length, sha256: sha256OfBytes(written) })
        changed += 1
      }
    }
    dataset.files = arrange(pages)
    dataset.pages = pages.length
  }
  manifest.datasets = arrange(manifest.datasets)
  await writeFile(path, JSON.stringify(manifest))
  return changed
}

function shuffled<Item>(items: readonly Item[], seed: number): Item[] {
  if (items.length < 2) return [...items]
  const [order] = fc.sample(fc.shuffledSubarray([...items], { minLength: items.length, maxLength: items.length }), { seed, numRuns: 1 })
  return order ?? [...items]
}

test('`collect` and `evaluate` say what the `audit` that collected the evidence said', async () => {
  const branch = await branchOf(institution)
  try {
    const audited = await publishedIn(branch.folder)
    const { stdout } = await ran(branch.folder, ['evaluate', '--now', audited.run.now, '--json'], 1)
    const replayed = JSON.parse(stdout) as AuditResult
    expect(assessmentText(replayed)).toBe(assessmentText(audited))
    expect(replayed.run).toEqual(audited.run)
    expect(replayed.publication).toBeNull()

    // In two steps: what is collected is evaluated, and published since it is newer.
    const collected = await ran(branch.folder, ['collect'], 0)
    expect(collected.stdout).toMatch(/^run \d{8}T\d{6}Z/u)
    await ran(branch.folder, ['evaluate'], 1)
    const evaluated = await publishedIn(branch.folder)
    expect(evaluated.run.now > audited.run.now).toBe(true)
    expect(evaluated.run.now).toBe(
      evaluated.run.evidence
        .map(({ endedAt }) => endedAt ?? '')
        .toSorted()
        .at(-1),
    )
    // And again: not newer, so that it is only printed.
    const again = await ran(branch.folder, ['evaluate', '--json'], 1)
    expect(again.stderr).toContain('printed only')
    expect(assessmentText(JSON.parse(again.stdout) as AuditResult)).toBe(assessmentText(evaluated))
  } finally {
    branch.remove()
  }
})
