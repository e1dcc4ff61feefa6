import type { DatasetReader } from '../evidence/read-evidence.ts'
import { allAttributes } from './attributes.ts'
import { eachRecord, keyOrGap, noteProblems, noteSetAside, placeOf, provenanceIn } from './each-record.ts'
import type { FactBatches } from './fact-batches.ts'
import { type SeenGroups, noteUnseenGroups } from './group-records.ts'
import { MissingAttributes } from './missing-attributes.ts'
import { accountFact } from './read-account.ts'
import { RecordText } from './record-text.ts'
import { askedAttributes, visibleAttributes } from './visible-attributes.ts'

/** Reads accounts with the memberships that their own records state, once the groups of their base were read. */
export async function readAccounts(
  dataset: DatasetReader,
  batches: FactBatches,
  seen: SeenGroups,
  kept: ReadonlySet<string> | null,
): Promise<void> {
  const missing = new MissingAttributes()
  const visible = new Set<string>()
  let asked = ASKED_OF_EXPORTS
  await eachRecord(
    dataset,
    seen.counts,
    (record, problems, page) => {
      const text = new RecordText(record, problems)
      const key = keyOrGap(dataset, text, page)
      if (key === null) return
      const { fact, memberships } = accountFact(text, key, provenanceIn(dataset, page, key.id), {
        asOf: dataset.stated.asOf,
        visible,
        isWorkload: dataset.dataset === 'workloads',
        kept,
        groupsWithNumber: (gid) => seen.byNumber.get(gid) ?? [],
      })
      batches.account(fact)
      seen.controlled?.account(fact.names)
      seen.dynamic.account(text, asked, fact.account.provenance)
      batches.memberships(memberships)
      missing.see(text, key.id)
      noteUnseenGroups(dataset, key.id, seen.memberOf.claims(text, seen.base))
      noteProblems(dataset, text, key.id, placeOf(page, record))
      noteSetAside(dataset, text, key.id, placeOf(page, record))
    },
    (comment) => {
      visibleAttributes(comment).forEach((name) => visible.add(name))
      asked = askedAttributes(comment) ?? asked
    },
  )
  for (const gap of missing.gaps()) dataset.gap(gap)
}

/** What a file by hand holds all of is not known; of these attributes an export is asked for by our page. */
const ASKED_OF_EXPORTS: ReadonlySet<string> = new Set(allAttributes([]).account.map((name) => name.toLowerCase()))
