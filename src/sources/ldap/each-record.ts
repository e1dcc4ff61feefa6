import type { Provenance } from '../../core/model/provenance.ts'
import type { EvidencePage } from '../evidence/evidence-page.ts'
import type { DatasetReader } from '../evidence/read-evidence.ts'
import { damageIn } from './damage-comment.ts'
import { readLdif } from './ldif/ldif-reader.ts'
import type { LdifRecord } from './ldif/ldif-record.ts'
import { type CountLines, ProofAgain } from './proof-again.ts'
import { isRangeAnswer } from './range-joins.ts'
import { type RecordKey, type RecordText, isSetAside, recordKey } from './record-text.ts'

/**
 * Visits every record of a dataset with the problems that its lines have, and every comment that is not about damage. What names no
 * record is a gap of the dataset; what speaks against its being whole makes it partial.
 */
export async function eachRecord(
  dataset: DatasetReader,
  counts: CountLines,
  visit: (record: LdifRecord, problems: readonly string[], page: EvidencePage) => void,
  comment: (text: string) => void = () => undefined,
): Promise<void> {
  const proof = new ProofAgain(dataset, counts)
  let entries = 0
  let damage: string[] = []
  for (const page of dataset.pages)
    await readLdif(page.bytes(), (item) => {
      proof.see(page.path, item)
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
    })
  proof.end(entries)
}

/** The key of a record, or null and a gap of the dataset. */
export function keyOrGap(dataset: DatasetReader, text: RecordText, page: EvidencePage): RecordKey | null {
  const key = recordKey(text)
  // A damaged record without a key of its own may have lost just that: its name is no substitute.
  const lost = key === null || (key.weak && text.problems.length > 0)
  if (!lost) return key
  const why = text.problems.length > 0 ? text.problems.join('; ') : 'neither an identifier nor a name that parses'
  dataset.gap({ code: 'record-malformed', record: null, reason: `${text.record.dn}: ${why}`, at: placeOf(page, text.record) })
  return null
}

/** A gap on the record for each problem that it has. */
export function noteProblems(dataset: DatasetReader, text: RecordText, id: string, at: string): void {
  for (const problem of new Set(text.problems))
    dataset.gap({ code: 'record-malformed', record: id, reason: `${text.record.dn}: ${problem}`, at })
}

/** A gap on a record that replication set aside: it is what it is, and its names say nothing (T19). */
export function noteSetAside(dataset: DatasetReader, text: RecordText, id: string, at: string): void {
  if (!isSetAside(text.record)) return
  const reason = `${text.record.dn}: set aside by replication, a conflict or deleted: found by its identifiers alone, never by a name`
  dataset.gap({ code: 'identity-ambiguous', record: id, reason, cure: 'see which of the two is right, and remove the other', at })
}

export function provenanceIn({ source, dataset }: DatasetReader, page: EvidencePage, record: string): Provenance {
  return { source, dataset, file: page.path, record }
}

export function placeOf(page: EvidencePage, { line }: LdifRecord): string {
  return `${page.path}:${line}`
}
