import { byPlace } from '../base/diagnostic.ts'
import { sortedBy } from '../base/order.ts'
import { parsePersonReference } from '../model/person-reference.ts'
import type { BrokenEntry, KnownOfProject } from '../model/policy-load.ts'
import { parseResourceAddress } from '../model/resource-address.ts'
import { isResourceKind } from '../model/resource-kind.ts'
import { SENSITIVITIES } from '../model/sensitivity.ts'
import type { PolicyEntry } from './collect-entries.ts'
import { type Cursor, items, member, members, textAt, textsAt } from './cursor.ts'
import type { Ledger } from './ledger.ts'

/** Every entry that an error took out, by section and key; a project also if it names a partner that is out. */
export function brokenEntries(entries: readonly PolicyEntry[], ledger: Ledger): readonly BrokenEntry[] {
  const partners = entries.filter(({ section, key }) => section === 'partners' && ledger.breaks('partners', key))
  const brokenPartners = new Set(partners.map(({ key }) => key))
  const theirAgreements = new Map(
    partners.flatMap(({ key, at }) => items(member(at, 'agreements')).flatMap((each) => pairOf(textAt(member(each, 'id')), key))),
  )
  const broken = new Map<string, BrokenEntry>()
  for (const { section, key, at, place } of entries) {
    const id = `${section}/${key}`
    if (broken.has(id)) continue
    if (section === 'partners' || section === 'exceptions') {
      if (ledger.breaks(section, key)) broken.set(id, { section, key, place, because: ledger.errorsOf(section, key) })
    } else if (section === 'projects') {
      const named = partnersNamed(at, theirAgreements).filter((partner) => brokenPartners.has(partner))
      if (!ledger.breaks(section, key) && named.length === 0) continue
      const theirs = named.flatMap((partner) => ledger.errorsOf('partners', partner))
      const because = [...ledger.errorsOf(section, key), ...theirs].sort(byPlace)
      broken.set(id, { section, key, place, because, brokenPartners: named, known: knownOf(at) })
    }
  }
  return sortedBy(broken.values(), ({ section, key }) => [section, key])
}

function pairOf(id: string | null, partner: string): [string, string][] {
  return id === null ? [] : [[id, partner]]
}

// A project names a partner in a `who`, or by an agreement of the partner's in a condition.
function partnersNamed(project: Cursor, agreements: ReadonlyMap<string, string>): readonly string[] {
  const lines = items(member(project, 'entitled'))
  const direct = lines.flatMap((line) => textAt(member(member(line, 'who'), 'partner')) ?? [])
  const conditions = [member(project, 'requires'), ...lines.map((line) => member(line, 'when'))]
  const through = conditions.flatMap((each) => textsAt(member(each, 'agreement')).flatMap(({ text }) => agreements.get(text) ?? []))
  return [...new Set([...direct, ...through])].sort()
}

function knownOf(project: Cursor): KnownOfProject {
  const lead = textAt(member(project, 'lead'))
  const sensitivity = textAt(member(project, 'sensitivity'))
  const jewel = member(project, 'crown_jewel').node
  const resources = members(member(project, 'resources')).flatMap(({ key: slug, at }) => {
    const kind = textAt(member(at, 'kind'))
    const address = parseResourceAddress(textAt(member(at, 'at')) ?? '')
    return kind !== null && isResourceKind(kind) && address !== null ? [{ slug, kind, at: address }] : []
  })
  return {
    title: textAt(member(project, 'title')),
    lead: lead === null ? null : parsePersonReference(lead),
    sensitivity: SENSITIVITIES.find((each) => each === sensitivity) ?? null,
    crownJewel: jewel?.kind === 'scalar' && typeof jewel.value === 'boolean' ? jewel.value : null,
    resources: sortedBy(resources, ({ slug }) => slug),
  }
}
