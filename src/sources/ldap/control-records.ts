import { normalisedDistinguishedName } from '../../core/base/distinguished-name.ts'
import type { ControlFact } from '../../core/model/access-control.ts'
import type { FragmentSink } from '../../core/model/fragment.ts'
import type { DatasetReader } from '../evidence/read-evidence.ts'
import { type DescriptorList, DescriptorLists } from './descriptor-lists.ts'
import { eachRecord, keyOrGap, noteProblems, placeOf, provenanceIn } from './each-record.ts'
import type { CountLines } from './proof-again.ts'
import { RecordText } from './record-text.ts'

/** What is said of the domain as a whole, until its SID is known. */
interface OfDomain {
  sid: string | null
  head: Omit<ControlFact, 'object'> | null
  holder: Omit<ControlFact, 'object'> | null
}

/**
 * Reads the descriptors of groups, of the domain's head and of AdminSDHolder, and hands over what they say, in stored order.
 *
 * A group without one, or with one that cannot be read, is a gap: who may change it is not known. So is a domain without its head.
 * Held are the distinct descriptors, and a few words for each group.
 */
export async function readControl(dataset: DatasetReader, sink: FragmentSink, counts: CountLines): Promise<void> {
  const base = normalisedDistinguishedName(dataset.unit)
  const lists = new DescriptorLists()
  // By list: facts that share one cross to another thread together, where it stays one.
  const ofGroups = new Map<DescriptorList, ControlFact[]>()
  const domain: OfDomain = { sid: null, head: null, holder: null }

  await eachRecord(dataset, counts, (record, problems, page) => {
    const text = new RecordText(record, problems)
    const key = keyOrGap(dataset, text, page)
    if (key === null) return
    const dn = normalisedDistinguishedName(record.dn)
    const isHead = dn === base && text.classes().has('domaindns')
    const isHolder = dn === `cn=adminsdholder,cn=system,${base}`
    const isGroup = text.classes().has('group')
    if (isHead) domain.sid = text.sids('objectsid')[0] ?? null
    const list = isHead || isHolder || isGroup ? shownList(dataset, text, lists, key.id) : null
    if (list !== null) {
      const fact = { source: dataset.source, trusteesOf: null, lists: [list.list], provenance: provenanceIn(dataset, page, key.id) }
      if (isHead) domain.head = fact
      else if (isHolder) domain.holder = fact
      else if (isGroup) {
        const facts = ofGroups.get(list) ?? []
        facts.push({ ...fact, object: { group: `id:${key.id}` } })
        ofGroups.set(list, facts)
      }
    }
    noteProblems(dataset, text, key.id, placeOf(page, record))
  })

  for (const facts of ofGroups.values())
    for (let start = 0; start < facts.length; start += FACTS_A_BATCH) sink.controls(facts.slice(start, start + FACTS_A_BATCH))
  sink.controls(domainFacts(domain))
  const unseen = [domain.head ?? 'the head of the domain', domain.holder ?? 'the container AdminSDHolder'].filter(
    (one) => typeof one === 'string',
  )
  for (const what of unseen) dataset.lower('partial', `${what} is not shown: who may change it is not known`, DOMAIN_CURE)
}

const DOMAIN_CURE = 'name the domain itself as `base`, and let the reader read its permissions'
const FACTS_A_BATCH = 1_000

function domainFacts({ sid, head, holder }: OfDomain): readonly ControlFact[] {
  if (sid === null) return []
  return [
    ...(head === null ? [] : [{ ...head, object: { domain: sid } }]),
    ...(holder === null ? [] : [{ ...holder, object: { protected: sid } }]),
  ]
}

/** What the record's descriptor says; null, with a gap, where none is shown or it cannot be read. */
function shownList(dataset: DatasetReader, text: RecordText, lists: DescriptorLists, record: string): DescriptorList | null {
  const { dn } = text.record
  const [bytes] = text.record.attributes.get('ntsecuritydescriptor')?.values ?? []
  if (bytes === undefined) {
    const reason = `${dn}: no descriptor is shown: who may change it is not known`
    dataset.gap({ code: 'dataset-incomplete', record, reason, cure: 'let the reader read its permissions' })
    return null
  }
  const list = lists.of(bytes)
  if (!list.ok) {
    text.problem(`who may change it is not known: ${list.error}`)
    return null
  }
  if (list.value.ignored > 0) text.problem(`${list.value.ignored} entries of its descriptor are of a kind that is not evaluated`)
  return list.value
}
