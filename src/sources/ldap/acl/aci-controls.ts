import { normalisedDistinguishedName } from '../../../core/base/distinguished-name.ts'
import type { StatedEntry } from '../../../core/model/access-control.ts'
import type { Provenance } from '../../../core/model/provenance.ts'
import type { DatasetReader } from '../../evidence/read-evidence.ts'
import { eachRecord, noteProblems, placeOf, provenanceIn } from '../each-record.ts'
import type { CountLines } from '../proof-again.ts'
import { RecordText } from '../record-text.ts'
import { type Aci, type AciSubject, aci } from './aci.ts'
import { type AciQuestion, aciDecisions } from './aci-decisions.ts'
import type { ControlledGroup, ControlledGroups } from './controlled-group.ts'
import { parentOf } from './directive-target.ts'
import type { GroupControl } from './state-controls.ts'
import { Ways, isNobody } from './ways.ts'

/** The `aci` of 389 Directory Server, by the entry at which they stand. */
export interface AciRules {
  readonly at: ReadonlyMap<string, readonly Aci[]>
  /** Values that have no form of a rule, by the entry at which they stand. */
  readonly unread: ReadonlyMap<string, readonly string[]>
  readonly provenance: ReadonlyMap<string, Provenance>
}

/** What the `acl` dataset of 389 and FreeIPA says. */
export async function aciRules(dataset: DatasetReader, counts: CountLines): Promise<AciRules> {
  const at = new Map<string, readonly Aci[]>()
  const unread = new Map<string, readonly string[]>()
  const provenance = new Map<string, Provenance>()
  await eachRecord(dataset, counts, (record, problems, page) => {
    const text = new RecordText(record, problems)
    const name = normalisedDistinguishedName(record.dn)
    if (name === null) {
      dataset.gap({ code: 'record-malformed', record: null, reason: `the name \`${record.dn}\` does not parse`, at: placeOf(page, record) })
      return
    }
    const written = text.texts('aci')
    const read = written.map((value) => aci(value, name))
    at.set(
      name,
      read.filter((rule) => rule !== null),
    )
    unread.set(
      name,
      written.filter((_, index) => read[index] === null),
    )
    provenance.set(name, provenanceIn(dataset, page, record.dn))
    noteProblems(dataset, text, name, placeOf(page, record))
  })
  // Without any rule nobody but the Directory Manager reads anything; the reader does.
  if (at.size === 0 && dataset.stated.state === 'complete')
    dataset.lower('denied', 'control not assessed: `aci` is shown on no entry', 'let the reader read `aci`')
  return { at, unread, provenance }
}

/** Says for each group who may change it on 389 or FreeIPA: write its members, take its place, or write the rules above it. */
export class AciControls {
  readonly #rules: AciRules
  readonly #names: ControlledGroups
  readonly #none: Provenance

  /** `none`: the record of a group above which no rule stands. */
  constructor(rules: AciRules, names: ControlledGroups, none: Provenance) {
    this.#rules = rules
    this.#names = names
    this.#none = none
  }

  of(group: ControlledGroup): GroupControl {
    const above = levelsOf(group.name)
    const managers = group.lists.get('membermanager') ?? []
    if (this.#rules.at.size === 0) {
      // No rule was read; FreeIPA's own rules let the managers in that a group names.
      const ways = new Ways(group, this.#none)
      for (const name of managers) ways.addName('add-members', name, `memberManager: ${name}`)
      return { facts: managers.length === 0 ? [] : ways.done().facts, unassessed: [] }
    }
    const rules = above.flatMap((name) => this.#rules.at.get(name) ?? [])
    const provenance = above.flatMap((name) => this.#rules.provenance.get(name) ?? [])[0] ?? this.#none
    const ways = new Ways(group, provenance)
    for (const name of managers) ways.addName('add-members', name, `memberManager: ${name}`)
    for (const text of above.flatMap((name) => this.#rules.unread.get(name) ?? [])) ways.unassessed.add(text)
    const ask = (question: Pick<AciQuestion, 'name' | 'attribute' | 'rights'>) =>
      aciDecisions(rules, { ...this.#knowing(group, question.name), ...question })

    for (const attribute of memberAttributes(group)) {
      ways.add('add-members', [ask({ name: group.name, attribute, rights: ['write'] })])
      ways.add('join', [ask({ name: group.name, attribute, rights: ['write', 'selfwrite'] })])
    }
    // Who may become an owner may what owners may.
    for (const list of listsIn(rules)) ways.add('add-members', [ask({ name: group.name, attribute: list, rights: ['write'] })])
    // An entry that is deleted may come back with other members under the same name.
    const needed = ['delete', 'add'].map((right) => ask({ name: group.name, attribute: null, rights: [right] }))
    if (!needed.some(isNobody)) ways.add('add-members', needed)
    for (const name of above) ways.add('control', [ask({ name, attribute: 'aci', rights: ['write'] })])
    return ways.done()
  }

  #knowing(group: ControlledGroup, name: string): Pick<AciQuestion, 'valuesOf' | 'namesOf'> {
    const isOwn = name === group.name
    return {
      valuesOf: (attribute) =>
        isOwn && attribute === 'objectclass' ? [...group.classes] : isOwn && attribute === 'cn' ? group.called : null,
      namesOf: (subject) => this.#namesOf(subject, isOwn ? group : null),
    }
  }

  #namesOf(subject: AciSubject, group: ControlledGroup | null): readonly StatedEntry['who'][] | 'everyone' | null {
    switch (subject.kind) {
      case 'everyone':
        return 'everyone'
      case 'self':
        return []
      case 'unknown':
        return null
      case 'user':
        return this.#names.named(subject.name) === null ? [{ name: `dn:${subject.name}` }] : []
      case 'group':
        return [{ name: `dn:${subject.name}` }]
      case 'listed':
        if (group === null) return null
        if (MEMBER_LISTS.has(subject.attribute)) return subject.as === 'user' ? [{ membersOf: `id:${group.id}` }] : null
        if (!READ_LISTS.has(subject.attribute)) return null
        return (group.lists.get(subject.attribute) ?? [])
          .filter((name) => (this.#names.named(name) === null) === (subject.as === 'user'))
          .map((name) => ({ name: `dn:${name}` }))
    }
  }
}

const MEMBER_LISTS = new Set(['member', 'uniquemember'])
const READ_LISTS = new Set(['owner', 'membermanager'])

function memberAttributes({ classes }: ControlledGroup): readonly string[] {
  const attributes = [
    ...(classes.has('groupofnames') ? ['member'] : []),
    ...(classes.has('groupofuniquenames') ? ['uniquemember'] : []),
    ...(classes.has('groupofurls') ? ['memberurl'] : []),
    ...(classes.has('posixgroup') ? ['memberuid', 'gidnumber'] : []),
    ...(classes.has('ipaexternalgroup') ? ['ipaexternalmember'] : []),
  ]
  return attributes.length === 0 ? ['member'] : attributes
}

/** Lists of a group by which some rule lets somebody write. */
function listsIn(rules: readonly Aci[]): readonly string[] {
  const writing = rules.flatMap(({ permissions }) =>
    permissions.filter(({ effect, rights }) => effect === 'allow' && (rights.includes('write') || rights.includes('all'))),
  )
  const lists = writing.flatMap(({ who }) => (who ?? []).flatMap((one) => (one.kind === 'listed' ? [one.attribute] : [])))
  return [...new Set(lists)].filter((list) => READ_LISTS.has(list))
}

/** The name itself and those above it. */
function levelsOf(name: string): readonly string[] {
  const levels: string[] = []
  for (let one = name; one !== ''; one = parentOf(one)) levels.push(one)
  return levels
}
