import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Instant, instantFromEpochMs } from '../../core/base/instant.ts'
import { compareText, distinctTexts } from '../../core/base/order.ts'
import type { FileSystem } from '../evidence/file-system.ts'
import type { Manifest } from '../evidence/manifest.ts'
import { type DatasetOutcome, type DatasetWriter, openEvidence } from '../evidence/open-evidence.ts'
import { DATABASE_ATTRIBUTES, allAttributes, datasetAttributes, isBinaryAttribute } from './attributes.ts'
import { STATE_ATTRIBUTES } from './account-state.ts'
import { damageComment } from './damage-comment.ts'
import { ACL, CORE_DATASETS, type CoreDataset, LDAP_KIND } from './datasets.ts'
import { allowedNames, keptEntry } from './kept-entry.ts'
import { type ExportCompleteness, ExportWatch } from './ldif/export-completeness.ts'
import { ldifItems } from './ldif/ldif-reader.ts'
import type { LdifItem, LdifRecord } from './ldif/ldif-record.ts'
import { ldifComment, ldifRecordText } from './ldif/ldif-writer.ts'
import { isRangeAnswer } from './range-joins.ts'
import { isOutsideDomain } from './references.ts'
import { datasetOf, isControlled } from './record-dataset.ts'
import { visibleComment } from './visible-attributes.ts'

export interface ImportOptions {
  readonly toolVersion: string
  readonly clock: () => Instant
  /** The disk that the evidence stands on. */
  readonly files?: FileSystem
}

/**
 * Takes a directory's exports (`*.ldif` in `exports`) in as evidence in `folder`: the same allow-list and the same files as a live read.
 *
 * `users*.ldif`, `groups*.ldif` and `workloads*.ldif` hold one dataset each; a file of another name may hold all, told apart by class.
 * `acl*.ldif` holds what slapd says of its databases under cn=config. A file that does not prove itself whole makes its datasets partial. Rejects when an export cannot be read or the evidence not be written.
 */
export async function importLdif(
  source: { readonly name: string; readonly base: string | null; readonly attributes: readonly string[] },
  exports: string,
  folder: string,
  options: ImportOptions,
): Promise<Manifest> {
  const evidence = await openEvidence(folder, {
    source: { kind: LDAP_KIND, name: source.name },
    toolVersion: options.toolVersion,
    wanted: null,
    clock: options.clock,
    ...(options.files === undefined ? {} : { files: options.files }),
  })
  const files = await exportFiles(exports, source.base)
  for (const dataset of CORE_DATASETS) {
    const writer = evidence.dataset(source.base ?? 'export', dataset)
    const own = files.filter((file) => file.holds === null || file.holds === dataset)
    writer.finish(await importDataset(dataset, own, source.attributes, writer))
  }
  // Only who asks for descriptors gets them: an export without is no statement that nobody may change anything.
  const described = files.filter(({ hasDescriptors }) => hasDescriptors)
  if (described.length > 0) {
    const writer = evidence.dataset(source.base ?? 'export', 'control')
    writer.finish(await importDataset('control', described, source.attributes, writer))
  }
  const rules = files.filter(({ holds }) => holds === ACL)
  if (rules.length > 0) {
    const writer = evidence.dataset(source.base ?? 'export', ACL)
    writer.finish(await importDataset(ACL, rules, source.attributes, writer))
  }
  return evidence.close({ reader: 'export by hand' })
}

type Imported = CoreDataset | 'control' | typeof ACL

interface ExportFile {
  readonly name: string
  readonly path: string
  /** Null: whatever its records are. */
  readonly holds: CoreDataset | typeof ACL | null
  readonly writtenAt: Instant
  readonly completeness: ExportCompleteness
  readonly visible: readonly string[]
  readonly references: readonly string[]
  /** Does the file say that its search left nothing out? */
  readonly asksForAll: boolean
  readonly hasDescriptors: boolean
}

async function exportFiles(folder: string, base: string | null): Promise<readonly ExportFile[]> {
  const names = (await readdir(folder)).filter((name) => /\.ldif$/iu.test(name)).sort(compareText)
  const files: ExportFile[] = []
  for (const name of names) {
    const path = join(folder, name)
    const watch = new ExportWatch()
    const seen = new Set<string>()
    const references: string[] = []
    let asksForAll = false
    for await (const items of ldifItems(createReadStream(path)))
      for (const item of items) {
        watch.see(item)
        if (item.kind === 'record') for (const attribute of item.record.attributes.keys()) seen.add(attribute)
        if (item.kind === 'note' && item.name === 'ref') references.push(item.value)
        if (item.kind === 'comment' && /^filter: \(objectclass=\*\)$/iu.test(item.text)) asksForAll = true
        if (item.kind === 'comment' && /^refldaps?:/iu.test(item.text)) references.push(item.text.slice('ref'.length))
      }
    const { mtimeMs } = await stat(path)
    files.push({
      name,
      path,
      holds: ([...CORE_DATASETS, ACL] as const).find((dataset) => name.toLowerCase().startsWith(dataset)) ?? null,
      writtenAt: instantFromEpochMs(Math.floor(mtimeMs)),
      completeness: watch.judgement(),
      visible: STATE_ATTRIBUTES.filter((attribute) => seen.has(attribute)),
      references: references.filter((url) => base === null || !isOutsideDomain(url, base)),
      asksForAll,
      hasDescriptors: seen.has('ntsecuritydescriptor'),
    })
  }
  return files
}

interface ImportTally {
  records: number
  dropped: number
  redacted: number
}

async function importDataset(
  dataset: Imported,
  files: readonly ExportFile[],
  extra: readonly string[],
  writer: DatasetWriter,
): Promise<DatasetOutcome> {
  const cure = 'export it with the command in docs/sources/ldap.md'
  if (files.length === 0) return { state: 'failed', reasons: [`no \`${dataset}*.ldif\` and no other \`*.ldif\``], cure, records: 0 }
  const tally: ImportTally = { records: 0, dropped: 0, redacted: 0 }
  const allowed = allowedNames(importedAttributes(dataset, extra))
  for (const file of files) await writer.page(file.name, keptLdif(file, dataset, allowed, tally))
  const doubts = files.flatMap(({ name, completeness }) =>
    completeness.state === 'complete' ? [] : [{ reason: `${name}: ${completeness.reason}`, cure: completeness.cure }],
  )
  const references = files.flatMap(({ name, references: urls }) =>
    urls.map((url) => `${name}: continuation reference ${url}, which is not followed`),
  )
  // An export that asked for people alone proves nothing about groups: none of them is there, and none is missing from its search.
  const isNamed = files.some(({ holds, asksForAll }) => holds === dataset || asksForAll)
  const absent =
    tally.records === 0 && !isNamed
      ? [`no ${dataset} in ${files.map(({ name }) => name).join(', ')}, which may not have asked for them`]
      : []
  const reasons = distinctTexts([...doubts.map(({ reason }) => reason), ...references, ...absent])
  return {
    state: reasons.length === 0 ? 'complete' : 'partial',
    reasons,
    cure: doubts[0]?.cure ?? (reasons.length > 0 ? cure : null),
    ...tally,
    // The files say nothing about their time but when they were last written.
    asOf: files.map(({ writtenAt }) => writtenAt).reduce((first, next) => (next < first ? next : first)),
  }
}

function importedAttributes(dataset: Imported, extra: readonly string[]): readonly string[] {
  if (dataset === ACL) return DATABASE_ATTRIBUTES
  if (dataset === 'control') return datasetAttributes('active-directory', 'control', [])
  const lists = allAttributes(extra)
  return dataset === 'groups' ? lists.group : lists.account
}

async function* keptLdif(
  file: ExportFile,
  dataset: Imported,
  allowed: ReadonlySet<string>,
  tally: ImportTally,
): AsyncGenerator<Uint8Array> {
  const head = [`gatehouse: ${dataset}, taken in from ${file.name}`, ...(file.visible.length > 0 ? [visibleComment(file.visible)] : [])]
  yield Buffer.from(`version: 1\n${head.map(ldifComment).join('')}\n`, 'utf8')
  for await (const items of ldifItems(createReadStream(file.path))) {
    const text = items.map((item) => keptItem(item, file, dataset, allowed, tally)).join('')
    if (text !== '') yield Buffer.from(text, 'utf8')
  }
}

function keptItem(item: LdifItem, file: ExportFile, dataset: Imported, allowed: ReadonlySet<string>, tally: ImportTally): string {
  if (item.kind === 'malformed') return lost(`${file.name}:${item.problem.line}: ${item.problem.reason}`)
  if (item.kind !== 'record') return ''
  const { record, problems } = item
  const belongs = dataset === 'control' ? (isControlled(record) ? 'control' : null) : (file.holds ?? datasetOf(record))
  if (belongs === 'unknown') return lost(`${file.name}:${record.line}: ${record.dn}: no \`objectClass\`, which tells accounts from groups`)
  if (belongs !== dataset) return ''
  const damage = problems.map(({ line, reason }) =>
    ldifComment(damageComment({ kind: 'record', reason: `${file.name}:${line}: ${reason}` })),
  )
  return damage.join('') + keptRecord(record, allowed, file.writtenAt, tally)
}

function keptRecord(record: LdifRecord, allowed: ReadonlySet<string>, now: Instant, tally: ImportTally): string {
  const kept = keptEntry([...record.attributes.values()], allowed, now)
  tally.dropped += kept.dropped
  tally.redacted += kept.redacted
  if (!isRangeAnswer(record)) tally.records += 1
  return ldifRecordText(record.dn, kept.attributes, isBinaryAttribute)
}

function lost(reason: string): string {
  return `${ldifComment(damageComment({ kind: 'dataset', reason }))}\n`
}
