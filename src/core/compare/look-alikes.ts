import { sortedBy } from '../base/order.ts'
import type { RegisterName } from '../model/register.ts'
import type { DeclaredPolicy } from '../model/declared-policy.ts'
import type { Project } from '../model/declared-project.ts'
import { parsePersonReference, personReferenceKey } from '../model/person-reference.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { parseResourceAddress } from '../model/resource-address.ts'
import { containingAddresses } from '../policy/containing-addresses.ts'
import type { Reach } from '../reach/answer.ts'
import type { Comparison } from './comparison.ts'
import { type ExistingThing, addressOfGroup, existingThings, oneAddress } from './existing-things.ts'
import { hiddenNames } from './hidden-names.ts'

/** Something that is in no policy and looks as if it were a project's. */
export interface LookAlike {
  readonly project: Project
  readonly thing: ExistingThing
  /** What makes it look so, the surest sign first: the end of a sentence. */
  readonly says: string
}

/**
 * Every look-alike of every project, by project, then address. What lies inside a declared resource, or inside another look-alike of the
 * project, is told with that; and of a group through which somebody reaches something declared, whoever is in it is compared already.
 * O(resources + groups + projects × those that share a word with its name).
 */
export function lookAlikes(reach: Reach, { snapshot, policy }: Comparison): readonly LookAlike[] {
  const declared = declaredAddresses(policy, reach, snapshot)
  const undeclared = existingThings(snapshot).filter(
    ({ address, kind }) => !declared.has(address) && !containingAddresses(address, kind).some((outer) => declared.has(outer)),
  )
  const maybeOf = whatMayBe(undeclared.map((thing) => ({ thing, names: thing.names.map(inWords) })))
  const found = policy.projects.flatMap((project) => {
    const slug = inWords(project.slug)
    const like = maybeOf(slug).flatMap(({ thing, names }): readonly LookAlike[] => {
      const says = signOf(thing, names, slug, project)
      return says === null ? [] : [{ project, thing, says }]
    })
    const addresses = new Set(like.map(({ thing }) => thing.address))
    return like.filter(({ thing: { address, kind } }) => !containingAddresses(address, kind).some((outer) => addresses.has(outer)))
  })
  return sortedBy(found, ({ project, thing }) => [project.slug, thing.address])
}

interface Worded {
  readonly thing: ExistingThing
  readonly names: readonly string[]
}

/** By the words of a project's name: what holds the first of them in a name of its own, and whatever is tagged. */
function whatMayBe(all: readonly Worded[]): (slug: string) => readonly Worded[] {
  const tagged = all.filter(({ thing }) => Object.keys(thing.tags ?? {}).length > 0)
  const byWord = new Map<string, Worded[]>()
  for (const worded of all) {
    for (const word of new Set(worded.names.flatMap((name) => name.split('-')))) {
      const there = byWord.get(word)
      if (there === undefined) byWord.set(word, [worded])
      else there.push(worded)
    }
  }
  return (slug) => [...new Set([...(byWord.get(slug.split('-', 1)[0] ?? '') ?? []), ...tagged])]
}

/** Sources in which further things may stand, each with the reason; sorted. Registers of people hold none. */
export function unreadInventory({ ledger }: Pick<Comparison, 'ledger'>): readonly { readonly source: string; readonly because: string }[] {
  const hidden = hiddenNames({ ledger })
  const holding = ledger.rows.filter(({ dataset }) => !WITHOUT_THINGS.has(dataset))
  return [...new Set(holding.map(({ source }) => source))].flatMap((source) => {
    const because = hidden.inSource(source)
    return because === null ? [] : [{ source, because }]
  })
}

/** Registers in which people stand, and nothing that could be declared. */
const WITHOUT_THINGS: ReadonlySet<string> = new Set<RegisterName>(['hr', 'visitors', 'partners', 'training', 'clearances', 'approvals'])

/** Everything that a policy names, whatever for, and the groups that lead to a declared resource. */
function declaredAddresses(
  { projects, institution, tags, segregation }: DeclaredPolicy,
  reach: Reach,
  snapshot: Snapshot,
): ReadonlySet<string> {
  const resources = projects.flatMap((project) => project.resources.map(({ at }) => at.text))
  const named = [
    ...resources,
    ...institution.authorities.map(({ text }) => text),
    ...tags.flatMap(({ addresses }) => addresses.map(({ text }) => text)),
    ...segregation
      .flatMap((rule) => [rule.to, ...(rule.kind === 'only' ? rule.from : [rule.from])])
      .flatMap((end) => (end.kind === 'segment' ? [end.address.text] : [])),
    ...projects.flatMap(({ entitled }) =>
      entitled.flatMap(({ who }) => (who.kind === 'authority' ? [who.authority.text] : who.kind === 'workload' ? [who.workload.text] : [])),
    ),
  ]
  const declared = new Set(named.flatMap((text) => [text, oneAddress(text, snapshot) ?? text]))
  for (const text of resources) {
    for (const group of groupsInto(text, reach, snapshot)) declared.add(addressOfGroup(group, snapshot))
  }
  return declared
}

function groupsInto(address: string, reach: Reach, snapshot: Snapshot) {
  const holdings = reach.holdings(address)
  const holders = holdings.kind === 'answered' ? holdings.value.flatMap(({ grant, right }) => (grant ?? right)?.principal ?? []) : []
  const granted = holders.flatMap((holder) => (holder.kind === 'group' ? [holder.group] : []))
  const parsed = parseResourceAddress(address)
  const itself = parsed === null ? { found: 'none' as const } : snapshot.findGroup(parsed.source, parsed.native)
  return new Set([...granted, ...(itself.found === 'one' ? [itself.thing] : [])].flatMap((group) => reach.groupsWithin(group)))
}

function signOf({ tags }: ExistingThing, names: readonly string[], slug: string, { slug: written, resources }: Project): string | null {
  const tagged = (key: string): readonly string[] =>
    Object.entries(tags ?? {}).flatMap(([name, value]) => (name.toLowerCase() === key ? [value] : []))
  if (tagged('project').some((value) => inWords(value) === slug)) return `its tag \`project\` is \`${written}\``
  if (names.some((name) => `-${name}-`.includes(`-${slug}-`))) return `its name holds \`${written}\``
  const owners = new Set(resources.flatMap(({ owner }) => (owner === null ? [] : [personReferenceKey(owner)])))
  const owner = tagged('owner').find((value) => {
    const reference = parsePersonReference(value.trim())
    return reference !== null && owners.has(personReferenceKey(reference))
  })
  return owner === undefined ? null : `its tag \`owner\` is \`${owner}\`, who owns a resource of the project`
}

/** `QsenseRaw_2019` → `qsense-raw-2019`: words end where a sign stands, or a capital after a small letter. */
function inWords(text: string): string {
  return text
    .replaceAll(/(?<=[\p{Ll}\d])(?=\p{Lu})/gu, '-')
    .toLowerCase()
    .replaceAll(/[^\p{L}\d]+/gu, '-')
    .replaceAll(/^-|-$/gu, '')
}
