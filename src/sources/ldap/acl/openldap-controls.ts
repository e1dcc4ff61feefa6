import type { Who } from './access-directive.ts'
import type { ControlledGroup, ControlledGroups } from './controlled-group.ts'
import { type DecisionList, type Holder, type Question, decisionList } from './decision-list.ts'
import { DirectiveIndex } from './directive-index.ts'
import { type Target, parentOf } from './directive-target.ts'
import { type DatabaseRules, type OpenLdapRules, notUnderstood } from './openldap-rules.ts'
import type { GroupControl } from './state-controls.ts'
import { Ways, isNobody } from './ways.ts'

/**
 * Says for each group who may change it on OpenLDAP: write its members, directly or by becoming an owner who may; take its place;
 * write the rules themselves; or be the database's own administrator.
 */
export class OpenLdapControls {
  readonly #rules: OpenLdapRules
  readonly #names: ControlledGroups
  readonly #indexes = new Map<DatabaseRules, DirectiveIndex>()

  constructor(rules: OpenLdapRules, names: ControlledGroups) {
    this.#rules = rules
    this.#names = names
  }

  of(group: ControlledGroup): GroupControl {
    const database = this.#databaseOf(group.name)
    if (database === null) return { facts: [], unassessed: [`the rules of the database that holds \`${group.name}\` are not shown`] }
    const ways = new Ways(group, database.provenance)
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
      if (isAllowed && who !== 'everyone' && who.list !== null && who.list !== attribute)
        ways.add('add-members', [this.#ask(group, database, { name: group.name, attribute: who.list }, 'add')])
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
    const directives = this.#directivesOf(rules).about(target.name)
    const holderOf = (who: Who): Holder => this.#holderOf(who, group, target.name)
    const named = decisionList(directives, { target, privilege, as, holderOf })
    const anonymous = decisionList(directives, { target, privilege, as: 'anonymous', holderOf })
    const [first] = named.decisions
    // slapd takes no change from who is not bound, unless `olcAllows: update_anon` says otherwise, which is not read.
    if (!anonymous.decisions.some(({ isAllowed }) => isAllowed) || (first?.who === 'everyone' && first.isAllowed)) return named
    const says = anonymous.decisions.map((decision) => decision.says)
    return { decisions: named.decisions, unassessed: [...new Set([...named.unassessed, ...says])] }
  }

  #directivesOf(rules: DatabaseRules): DirectiveIndex {
    const known = this.#indexes.get(rules)
    if (known !== undefined) return known
    const { frontend } = this.#rules
    const index = new DirectiveIndex([...rules.directives, ...(frontend === null ? [HIDDEN_FRONTEND] : frontend.directives)])
    this.#indexes.set(rules, index)
    return index
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
        return who.name.endsWith(',cn=auth') ? 'unknown' : { key: `name ${who.name}`, names: [{ name: `dn:${who.name}` }], list: null }
      case 'group':
        return this.#groupHolder(who)
      case 'listed':
        if (group === null || group.name !== name) return 'unknown'
        return this.#listHolder(who.attribute, group)
    }
  }

  #listHolder(list: string, group: ControlledGroup): Holder {
    const key = `listed ${list} ${group.name}`
    if (MEMBER_LISTS.has(list)) return { key, names: [{ membersOf: `id:${group.id}` }], list }
    if (!READ_LISTS.has(list)) return 'unknown'
    // A group among the owners is not its members: slapd compares names.
    const names = (group.lists.get(list) ?? []).filter((name) => this.#names.named(name) === null)
    // Empty as it may be, somebody may put himself into it.
    return { key, names: names.map((name) => ({ name: `dn:${name}` as const })), list }
  }

  #groupHolder(who: Extract<Who, { kind: 'group' }>): Holder {
    const list = GROUP_LISTS[who.class]
    if (list !== who.attribute) return 'unknown'
    // slapd compares the class, too.
    if (this.#names.named(who.name)?.classes.has(who.class) === false) return null
    return { key: `group ${who.name} ${who.attribute}`, names: [{ membersOf: `dn:${who.name}` }], list: null }
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
