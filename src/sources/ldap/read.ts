import { normalisedDistinguishedName } from '../../core/base/distinguished-name.ts'
import type { FragmentSink, Name } from '../../core/model/fragment.ts'
import type { Provenance } from '../../core/model/provenance.ts'
import type { EvidencePage } from '../evidence/evidence-page.ts'
import type { FileSystem } from '../evidence/file-system.ts'
import type { Manifest } from '../evidence/manifest.ts'
import { type DatasetReader, readEvidence } from '../evidence/read-evidence.ts'
import { damageIn } from './damage-comment.ts'
import { FactBatches } from './fact-batches.ts'
import { ldifItems } from './ldif/ldif-reader.ts'
import type { LdifRecord } from './ldif/ldif-record.ts'
import { MissingAttributes } from './missing-attributes.ts'
import { CORE_DATASETS, LDAP_KIND } from './datasets.ts'
import { RangeJoins, isRangeAnswer } from './range-joins.ts'
import { accountFact } from './read-account.ts'
import { groupFact, listedMembers } from './read-group.ts'
import { RecordText, recordKey } from './record-text.ts'
import { visibleAttributes } from './visible-attributes.ts'

/**
 * Reads the evidence of a directory in `folder` into `sink`, a batch at a time; last come its coverage and its gaps.
 *
 * A record that cannot be read whole is a gap on it, and what could be read of it still counts. One whose key cannot be read gives no
 * facts, and its dataset is partial. Resolves to the manifest and its hash, or nulls where the evidence has none. O(records); held are the numbers of POSIX groups and the lists that came in ranges.
 */
export async function readLdap(
  folder: string,
  source: { readonly name: string },
  sink: FragmentSink,
  files?: FileSystem,
): Promise<{ readonly manifest: Manifest | null; readonly manifestSha256: string | null }> {
  const evidence = await readEvidence(folder, {
    source: source.name,
    kind: LDAP_KIND,
    expected: CORE_DATASETS.map((dataset) => ({ unit: null, dataset })),
    ...(files === undefined ? {} : { files }),
  })
  const batches = new FactBatches(sink)
  const groupsByNumber = new Map<string, string[]>()
  // Groups first: an account names its POSIX group by number.
  for (const dataset of evidence.datasets.filter(({ dataset }) => dataset === 'groups')) await readGroups(dataset, batches, groupsByNumber)
  for (const dataset of evidence.datasets.filter(({ dataset }) => dataset === 'users' || dataset === 'workloads'))
    await readAccounts(dataset, batches, groupsByNumber)
  batches.flush()
  const { coverage, gaps } = await evidence.finish()
  sink.coverage(coverage)
  sink.gaps(gaps)
  return { manifest: evidence.manifest, manifestSha256: evidence.manifestSha256 }
}

async function readGroups(dataset: DatasetReader, batches: FactBatches, groupsByNumber: Map<string, string[]>): Promise<void> {
  const ranges = new RangeJoins()
  await eachRecord(dataset, (record, problems, page) => {
    const text = new RecordText(record, problems)
    const dn = normalisedDistinguishedName(record.dn)
    if (isRangeAnswer(record) && dn !== null) {
      ranges.answer(dn, record)
      const group: Name = `dn:${dn}`
      batches.memberships(listedMembers(text, group, provenanceIn(dataset, page, dn)))
      for (const problem of text.problems)
        dataset.gap({ code: 'record-malformed', record: null, reason: `${record.dn}: ${problem}`, at: placeOf(page, record) })
      return
    }
    const key = keyOrGap(dataset, text, page)
    if (key === null) return
    const provenance = provenanceIn(dataset, page, key.id)
    batches.group(groupFact(text, key, provenance))
    batches.memberships(listedMembers(text, `id:${key.id}`, provenance))
    if (dn !== null) ranges.entry(dn, key.id, record)
    for (const number of text.texts('gidnumber')) groupsByNumber.set(number, [...(groupsByNumber.get(number) ?? []), key.id])
    noteRule(dataset, text, key.id, placeOf(page, record))
    noteProblems(dataset, text, key.id, placeOf(page, record))
  })
  for (const { id, dn, reason } of ranges.holes())
    dataset.gap({
      code: 'record-malformed',
      record: id,
      reason: `${dn}: ${reason}`,
      cure: 'read the group again, or export it with its ranges',
    })
}

async function readAccounts(
  dataset: DatasetReader,
  batches: FactBatches,
  groupsByNumber: ReadonlyMap<string, readonly string[]>,
): Promise<void> {
  const missing = new MissingAttributes()
  const visible = new Set<string>()
  await eachRecord(
    dataset,
    (record, problems, page) => {
      const text = new RecordText(record, problems)
      const key = keyOrGap(dataset, text, page)
      if (key === null) return
      const { fact, memberships } = accountFact(text, key, provenanceIn(dataset, page, key.id), {
        asOf: dataset.stated.asOf,
        visible,
        isWorkload: dataset.dataset === 'workloads',
        groupsWithNumber: (gid) => groupsByNumber.get(gid) ?? [],
      })
      batches.account(fact)
      batches.memberships(memberships)
      missing.see(text, key.id)
      noteProblems(dataset, text, key.id, placeOf(page, record))
    },
    (comment) => visibleAttributes(comment).forEach((name) => visible.add(name)),
  )
  for (const gap of missing.gaps()) dataset.gap(gap)
}

async function eachRecord(
  dataset: DatasetReader,
  visit: (record: LdifRecord, problems: readonly string[], page: EvidencePage) => void,
  comment: (text: string) => void = () => undefined,
): Promise<void> {
  let entries = 0
  let damage: string[] = []
  for (const page of dataset.pages)
    for await (const items of ldifItems(page.bytes()))
      for (const item of items) {
        if (item.kind === 'malformed' || (item.kind === 'record' && !isRangeAnswer(item.record))) entries += 1
        if (item.kind === 'record') {
          visit(item.record, [...damage, ...item.problems.map(({ line, reason }) => `line ${line}: ${reason}`)], page)
          damage = []
        } else if (item.kind === 'comment') {
          const noted = damageIn(item.text)
          if (noted?.kind === 'record') damage.push(noted.reason)
          else if (noted !== null)
            dataset.gap({ code: 'record-malformed', record: null, reason: noted.reason, at: `${page.path}:${item.line}` })
          else comment(item.text)
        } else if (item.kind === 'malformed')
          dataset.gap({ code: 'record-malformed', record: null, reason: item.problem.reason, at: `${page.path}:${item.problem.line}` })
      }
  if (entries < dataset.stated.records)
    dataset.lower('partial', `total-mismatch: the manifest says ${dataset.stated.records} entries, and ${entries} were read`)
}

function keyOrGap(dataset: DatasetReader, text: RecordText, page: EvidencePage): ReturnType<typeof recordKey> {
  const key = recordKey(text)
  // A damaged record without a key of its own may have lost just that: its name is no substitute.
  const lost = key === null || (key.weak && text.problems.length > 0)
  if (!lost) return key
  const why = text.problems.length > 0 ? text.problems.join('; ') : 'neither an identifier nor a name that parses'
  dataset.gap({ code: 'record-malformed', record: null, reason: `${text.record.dn}: ${why}`, at: placeOf(page, text.record) })
  return null
}

function noteRule(dataset: DatasetReader, text: RecordText, id: string, at: string): void {
  const [rule] = text.texts('memberurl')
  if (rule === undefined) return
  dataset.gap({
    code: 'dataset-incomplete',
    record: id,
    reason: `${text.record.dn}: not expanded: the rule \`${rule}\` says who belongs to this group`,
    cure: 'list the members, or wait for a version that expands rules',
    at,
  })
}

function noteProblems(dataset: DatasetReader, text: RecordText, id: string, at: string): void {
  for (const problem of new Set(text.problems))
    dataset.gap({ code: 'record-malformed', record: id, reason: `${text.record.dn}: ${problem}`, at })
}

function provenanceIn({ source, dataset }: DatasetReader, page: EvidencePage, record: string): Provenance {
  return { source, dataset, file: page.path, record }
}

function placeOf(page: EvidencePage, { line }: LdifRecord): string {
  return `${page.path}:${line}`
}
