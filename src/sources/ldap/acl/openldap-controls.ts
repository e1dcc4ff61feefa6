import type { ControlFact, StatedEntry } from '../../../core/model/access-control.ts'
import type { AccessDirective, Who } from './access-directive.ts'
import type { ControlledGroup, ControlledGroups } from './controlled-group.ts'
import { type Decision, type DecisionList, type Holder, type Question, decisionList } from './decision-list.ts'
import { type Target, parentOf } from './directive-target.ts'
import { type DatabaseRules, type OpenLdapRules, notUnderstood } from './openldap-rules.ts'
import type { GroupControl } from './state-controls.ts'

/**
 * Says for each group who may change it on OpenLDAP: write its members, directly or by becoming an owner who may; take its place;
 * write the rules themselves; or be the database's own administrator.
 */
export class OpenLdapControls {
  readonly #rules: OpenLdapRules
  readonly #names: ControlledGroups

  constructor(rules: OpenLdapRules, names: ControlledGroups) {
    this.#rules = rules
    this.#names = names
  }

  of(group: ControlledGroup): GroupControl {
    const database = this.#databaseOf(group.name)
    if (database === null) return { facts: [], unassessed: [`the rules of the database that holds \`${group.name}\` are not shown`] }
    const ways = new Ways(group, database, this.#names)
    for (const attribute of memberAttributes(group)) this.#addWriters(ways, group, database, attribute)
    this.#addReplacers(ways, group, database)
    this.#addAdministrators(ways, database)
    if (database.isReplica) ways.unassessed.add('the server is a replica (`olcUpdateRef`), and the rules of its provider decide')
    return ways.done()
  }

  #databaseOf(name: string): DatabaseRules | null {
    const holding = this.#rules.databases.flatMap((database) =>
      database.suffixes
        .filter((suffix) => suffix === '' || name === suffix || name.endsWith(`,${suffix}`))
        .map((suffix) => ({ database, suffix })),
    )
    return holding.sort((one, other) => other.suffix.length - one.suffix.length)[0]?.database ?? null
  }

  #addWriters(ways: Ways, group: ControlledGroup, database: DatabaseRules, attribute: string): void {
    const writers = this.#ask(group, database, { name: group.name, attribute }, 'add')
    ways.add('add-members', [writers])
    if (OWN_NAMES.has(attribute)) ways.add('join', [this.#ask(group, database, { name: group.name, attribute }, 'add', 'own name')])
    // Who may become an owner may what owners may.
    for (const { isAllowed, who } of writers.decisions)
      if (isAllowed && who !== 'everyone' && who.who.kind === 'listed' && who.who.attribute !== attribute)
        ways.add('add-members', [this.#ask(group, database, { name: group.name, attribute: who.who.attribute }, 'add')])
  }

  // slapd asks who adds an entry for no right on its values, unless it is told to: an entry that is deleted may come back with other
  // members under the same name (slapd.access(5), operation requirements).
  #addReplacers(ways: Ways, group: ControlledGroup, database: DatabaseRules): void {
    if (database.checksAddedContent) return
    const above = parentOf(group.name)
    const needed = (['delete', 'add'] as const).flatMap((privilege) => [
      this.#ask(group, database, { name: group.name, attribute: 'entry' }, privilege),
      this.#ask(group, database, { name: above, attribute: 'children' }, privilege),
    ])
    if (!needed.some(isNobody)) ways.add('add-members', needed)
  }

  #addAdministrators(ways: Ways, database: DatabaseRules): void {
    const { config } = this.#rules
    const { rootName } = database
    if (rootName !== null && this.#names.isAccount(rootName)) ways.addName('add-members', rootName, `olcRootDN: ${rootName}`)
    if (config === null) {
      ways.unassessed.add('who may write `olcAccess` is not shown: the entry of cn=config is hidden')
      return
    }
    if (config.rootName !== null && this.#names.isAccount(config.rootName))
      ways.addName('control', config.rootName, `olcRootDN: ${config.rootName}`)
    ways.add('control', [this.#ask(null, config, { name: database.name, attribute: 'olcaccess' }, 'add')])
  }

  #ask(
    group: ControlledGroup | null,
    rules: DatabaseRules,
    target: Target,
    privilege: Question['privilege'],
    as: 'any value' | 'own name' = 'any value',
  ): DecisionList {
    const directives = this.#directives(rules)
    const holderOf = (who: Who): Holder => this.#holderOf(who, group, target.name)
    const named = decisionList(directives, { target, privilege, as, holderOf })
    const anonymous = decisionList(directives, { target, privilege, as: 'anonymous', holderOf })
    const [first] = named.decisions
    // slapd takes no change from who is not bound, unless `olcAllows: update_anon` says otherwise, which is not read.
    if (!anonymous.decisions.some(({ isAllowed }) => isAllowed) || (first?.who === 'everyone' && first.isAllowed)) return named
    const says = anonymous.decisions.map((decision) => decision.says)
    return { decisions: named.decisions, unassessed: [...new Set([...named.unassessed, ...says])] }
  }

  #directives({ directives }: DatabaseRules): readonly AccessDirective[] {
    const { frontend } = this.#rules
    return frontend === null ? [...directives, HIDDEN_FRONTEND] : [...directives, ...frontend.directives]
  }

  #holderOf(who: Who, group: ControlledGroup | null, name: string): Holder {
    switch (who.kind) {
      case 'everyone':
      case 'users':
        return 'everyone'
      case 'anonymous':
      // An entry that is a group or a place logs in as nobody.
      case 'self':
        return null
      case 'unknown':
        return 'unknown'
      case 'name':
        if (isMachine(who.name) || this.#names.named(who.name) !== null) return null
        // An identity of SASL is an account under another name.
        return who.name.endsWith(',cn=auth') ? 'unknown' : { key: `name ${who.name}`, who }
      case 'group':
        return this.#groupHolder(who)
      case 'listed':
        if (group === null || group.name !== name) return 'unknown'
        if (MEMBER_LISTS.has(who.attribute) || group.lists.has(who.attribute)) return { key: `listed ${who.attribute} ${name}`, who }
        return READ_LISTS.has(who.attribute) ? null : 'unknown'
    }
  }

  #groupHolder(who: Extract<Who, { kind: 'group' }>): Holder {
    const list = GROUP_LISTS[who.class]
    if (list !== who.attribute) return 'unknown'
    // slapd compares the class, too.
    if (this.#names.named(who.name)?.classes.has(who.class) === false) return null
    return { key: `group ${who.name} ${who.attribute}`, who }
  }
}

/** Stands for rules that are not shown: where the walk comes to them, nothing is known. */
const HIDDEN_FRONTEND = notUnderstood('the rules of the frontend database are not shown')

const GROUP_LISTS: Readonly<Record<string, string>> = {
  groupofnames: 'member',
  groupofuniquenames: 'uniquemember',
  groupofurls: 'memberurl',
}

const MEMBER_LISTS = new Set(['member', 'uniquemember'])
const READ_LISTS = new Set(['owner'])
const OWN_NAMES = new Set(['member', 'uniquemember'])

function memberAttributes({ classes }: ControlledGroup): readonly string[] {
  const attributes = [
    ...Object.entries(GROUP_LISTS).flatMap(([name, attribute]) => (classes.has(name) ? [attribute] : [])),
    ...(classes.has('posixgroup') ? ['memberuid', 'gidnumber'] : []),
  ]
  return attributes.length === 0 ? ['member'] : attributes
}

/** Root on the machine itself, through the local socket: whoever runs the server. */
function isMachine(name: string): boolean {
  return name.endsWith('cn=peercred,cn=external,cn=auth')
}

function isNobody({ decisions, unassessed }: DecisionList): boolean {
  return decisions.length === 0 && unassessed.length === 0
}

/** Gathers the ways to change one group, each outcome once. */
class Ways {
  readonly unassessed = new Set<string>()
  readonly #group: ControlledGroup
  readonly #database: DatabaseRules
  readonly #names: ControlledGroups
  readonly #facts = new Map<string, ControlFact>()

  constructor(group: ControlledGroup, database: DatabaseRules, names: ControlledGroups) {
    this.#group = group
    this.#database = database
    this.#names = names
  }

  /** Who is let through by every one of the lists has `right`. */
  add(right: StatedEntry['right'], lists: readonly DecisionList[]): void {
    for (const { unassessed } of lists) for (const text of unassessed) this.unassessed.add(text)
    if (lists.some(({ decisions }) => decisions.length === 0)) return
    this.#addFact(lists.map(({ decisions }) => decisions.flatMap((decision) => this.#entries(decision, right))))
  }

  addName(right: StatedEntry['right'], name: string, says: string): void {
    this.#addFact([[{ effect: 'allow', who: { name: `dn:${name}` }, right, says }]])
  }

  done(): GroupControl {
    if (this.#facts.size === 0) this.#addFact([[]])
    return { facts: [...this.#facts.values()], unassessed: [...this.unassessed] }
  }

  #addFact(lists: readonly (readonly StatedEntry[])[]): void {
    const distinct = [...new Map(lists.map((entries) => [outcome(entries), entries])).values()]
    const key = distinct.map(outcome).join('\n')
    // What everybody in one list may do at all, a list for the own name alone says again.
    const fuller = key.replaceAll('"join"', '"add-members"')
    if (this.#facts.has(key) || this.#facts.has(fuller)) return
    const { source } = this.#database.provenance
    this.#facts.set(key, {
      source,
      object: { group: `id:${this.#group.id}` },
      trusteesOf: null,
      lists: distinct.map((entries) => ({ form: 'stated', entries })),
      provenance: this.#database.provenance,
    })
  }

  #entries({ who, isAllowed, says }: Decision, right: StatedEntry['right']): readonly StatedEntry[] {
    const about = { effect: isAllowed ? ('allow' as const) : ('deny' as const), right: isAllowed ? right : ('none' as const), says }
    if (who === 'everyone') return [{ ...about, who: { special: 'everyone' } }]
    return namesOf(who.who, this.#group, this.#names).map((holder) => ({ ...about, who: holder }))
  }
}

function outcome(entries: readonly StatedEntry[]): string {
  return JSON.stringify(entries.map(({ effect, who, right }) => [effect, who, right]))
}

function namesOf(who: Who, group: ControlledGroup, names: ControlledGroups): readonly StatedEntry['who'][] {
  switch (who.kind) {
    case 'name':
      return [{ name: `dn:${who.name}` }]
    case 'group':
      return [{ membersOf: `dn:${who.name}` }]
    case 'listed':
      if (MEMBER_LISTS.has(who.attribute)) return [{ membersOf: `id:${group.id}` }]
      // A group among the owners is not its members: slapd compares names.
      return (group.lists.get(who.attribute) ?? [])
        .filter((name) => names.named(name) === null)
        .map((name) => ({ name: `dn:${name}` as const }))
    case 'everyone':
    case 'users':
    case 'anonymous':
    case 'self':
    case 'unknown':
      return []
  }
}
