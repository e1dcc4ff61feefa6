import { normalisedDistinguishedName } from '../../core/base/distinguished-name.ts'
import type { Name } from '../../core/model/fragment.ts'
import type { DatasetReader } from '../evidence/read-evidence.ts'
import { eachRecord, keyOrGap, noteProblems, placeOf } from './each-record.ts'
import { readLdif } from './ldif/ldif-reader.ts'
import { OUTSIDE_FILE, OUTSIDE_MEMBER, nameIn } from './outside-members.ts'
import type { CountLines } from './proof-again.ts'
import { RecordText } from './record-text.ts'

/** Who the members are that stand in another domain: their SID by normalised name. The source that reads their domain knows them by it. */
export async function readForeign(dataset: DatasetReader, counts: CountLines): Promise<ReadonlyMap<string, Name>> {
  const sids = new Map<string, Name>()
  const [outside, own] = [true, false].map((wanted) => dataset.pages.filter(({ path }) => isOutsideFile(path) === wanted))
  await eachRecord({ ...dataset, pages: own ?? [] }, counts, (record, problems, page) => {
    const text = new RecordText(record, problems)
    const key = keyOrGap(dataset, text, page)
    if (key === null) return
    const sid = text.sids('objectsid')[0]
    const dn = normalisedDistinguishedName(record.dn)
    if (sid === undefined) text.problem('no `objectSid`: whom it stands for is not known')
    else if (dn !== null) sids.set(dn, `sid:${sid}`)
    noteProblems(dataset, text, key.id, placeOf(page, record))
  })
  for (const page of outside ?? [])
    await readLdif(page.bytes(), (item) => {
      if (item.kind === 'malformed')
        dataset.gap({ code: 'record-malformed', record: null, reason: item.problem.reason, at: `${page.path}:${item.problem.line}` })
      if (item.kind !== 'record') return
      for (const value of item.record.attributes.get(OUTSIDE_MEMBER.toLowerCase())?.values ?? []) noteOutside(value, sids)
    })
  return sids
}

function isOutsideFile(path: string): boolean {
  return path.includes(OUTSIDE_FILE)
}

/** A member without a SID, such as a contact, stays under its name: no source can know it by anything else. */
function noteOutside(value: Uint8Array, sids: Map<string, Name>): void {
  const dn = normalisedDistinguishedName(nameIn(value))
  const sid = /^(?:<[^>]*>;)*<SID=(S-1-[\d-]+)>;/iu.exec(Buffer.from(value).toString('utf8'))?.[1]
  if (dn !== null && sid !== undefined) sids.set(dn, `sid:${sid.toUpperCase()}`)
}
