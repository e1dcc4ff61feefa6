import type { FragmentSink } from '../../core/model/fragment.ts'
import type { EvidencePage } from '../evidence/evidence-page.ts'
import type { FileSystem } from '../evidence/file-system.ts'
import type { Manifest } from '../evidence/manifest.ts'
import { type DatasetReader, readEvidence } from '../evidence/read-evidence.ts'
import type { ErrorRecord, ExportRecord } from './export-record.ts'
import { FILES_KIND, SHARES } from './files-source.ts'
import { addLocalPrincipals } from './local-principals.ts'
import { addNfsExports, addSambaShares } from './posix/posix-shares.ts'
import { posixNames } from './posix/posix-names.ts'
import { NO_PROOF, type ServerExport, readExport } from './read-export.ts'
import { ServerFacts } from './server-facts.ts'
import { type At, addWindowsShares } from './share-facts.ts'

/**
 * Reads the evidence of file servers into `sink`, a server at a time; last come its coverage and its gaps.
 *
 * What the exporter could not read, or wrote in a way that is not understood, is a gap on the share that it is about, or on the whole
 * export. Resolves to the manifest and its hash, or nulls where the evidence has none. O(records); holds those of one server.
 */
export async function readFiles(
  folder: string,
  source: { readonly name: string; readonly directory: string | null },
  sink: FragmentSink,
  files?: FileSystem,
): Promise<{ readonly manifest: Manifest | null; readonly manifestSha256: string | null }> {
  const evidence = await readEvidence(folder, {
    source: source.name,
    kind: FILES_KIND,
    expected: [{ unit: null, dataset: SHARES }],
    ...(files === undefined ? {} : { files }),
  })
  for (const dataset of evidence.datasets)
    if (dataset.dataset === SHARES) for (const page of dataset.pages) await readPage(page, dataset, source.directory, sink)
  const { coverage, gaps } = await evidence.finish()
  sink.coverage(coverage)
  sink.gaps(gaps)
  return { manifest: evidence.manifest, manifestSha256: evidence.manifestSha256 }
}

async function readPage(page: EvidencePage, dataset: DatasetReader, directory: string | null, sink: FragmentSink): Promise<void> {
  const found = await readExport(page.bytes())
  // What the manifest says was proven at the time is proven again from the evidence itself.
  const alreadySaid = dataset.stated.reasons.some((reason) => reason.startsWith(NO_PROOF))
  for (const doubt of found.doubts) if (!(alreadySaid && doubt.startsWith(NO_PROOF))) dataset.lower('partial', doubt)
  if (found.records.length !== dataset.stated.records)
    dataset.lower('partial', `total-mismatch: the manifest says ${dataset.stated.records} records, and ${found.records.length} were read`)
  const { header } = found
  if (header === null) return dataset.lower('failed', 'the first line is no header that this version reads')

  const facts = new ServerFacts(header, { source: dataset.source, directory, dataset: dataset.dataset, file: page.path })
  addServer(facts, found)
  sink.accounts(facts.accounts)
  sink.groups(facts.groups)
  sink.memberships(facts.memberships)
  sink.resources([...facts.resources.values()])
  sink.controls(facts.controls)
  sink.grants(facts.grants)
  for (const gap of facts.gaps) dataset.gap(gap)
}

function addServer(facts: ServerFacts, { records }: ServerExport): void {
  const accounts = of(records, 'account')
  const groups = of(records, 'group')
  const shares = of(records, 'share')
  const folders = of(records, 'folder')
  const names = posixNames(facts.names, accounts, groups)
  addLocalPrincipals(facts, { accounts, groups }, names)
  if (facts.header.system === 'windows') addWindowsShares(facts, shares, folders)
  else {
    addSambaShares(facts, shares, folders, names)
    const lines = of(records, 'export').map(({ line, text }) => ({ line, text }))
    addNfsExports(facts, lines, folders, names)
  }
  for (const error of of(records, 'error')) addError(facts, error)
  for (const { reason, share, path, line } of of(records, 'unreadable'))
    facts.gap(touchedBy(facts, share, path), reason, line, 'export it again with the script of this version')
}

function addError(facts: ServerFacts, { about, share, path, sid, reason, line }: At<ErrorRecord>): void {
  const cure = 'give the exporter the rights that docs/sources/files.md lists'
  const where = path === undefined || path === null || path === '' ? '' : ` \`${path}\``
  const said = `${about}${where} was not read: ${reason}`
  if (about === 'group' && sid !== undefined && sid !== null) return facts.gap([facts.names.nativeId(sid)], said, line, cure)
  return facts.gap(touchedBy(facts, share, path), said, line, cure)
}

/** The resources that a record without facts is about; null where that cannot be told, and then it may be about any. */
function touchedBy(facts: ServerFacts, share: string | null | undefined, path: string | null | undefined): readonly string[] | null {
  if (share !== undefined && share !== null) {
    const native = facts.names.share(share)
    facts.resource(native, `\\\\${facts.header.server}\\${share}`)
    const place = facts.names.share(share, path ?? '')
    const between = [...facts.resources.keys()].filter((other) => other.startsWith(`${native}\\`) && isWithin(place, other, '\\'))
    return [native, ...between]
  }
  if (path === undefined || path === null) return null
  // A folder above a root hides the root; one below it a part of what the root holds.
  const roots = facts.roots.filter((root) => isWithin(path, root.path, '/') || isWithin(root.path, path, '/'))
  return roots.length === 0 ? null : roots.map(({ native }) => native)
}

function isWithin(place: string, outer: string, separator: string): boolean {
  return place === outer || outer === separator || place.startsWith(`${outer}${separator}`)
}

function of<Kind extends ExportRecord['record']>(
  records: ServerExport['records'],
  kind: Kind,
): readonly At<Extract<ExportRecord, { readonly record: Kind }>>[] {
  return records.flatMap(({ line, record }) =>
    record.record === kind ? [{ ...(record as Extract<ExportRecord, { readonly record: Kind }>), line }] : [],
  )
}
