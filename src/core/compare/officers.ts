import type { Officers, Rank } from '../findings/officers.ts'
import type { SubjectReference } from '../model/declared-exception.ts'
import type { Truth } from '../model/finding.ts'
import type { Person } from '../model/person.ts'
import { type PersonReference, personReferenceKey } from '../model/person-reference.ts'
import type { ResourceAddress } from '../model/resource-address.ts'
import { isExternal } from './affiliation.ts'
import type { Comparison } from './comparison.ts'
import { hostsOf } from './condition/host.ts'

/** What exceptions ask about people and things, answered from tonight's snapshot; what it cannot tell is `unknown`. */
export function officers(context: Comparison): Officers {
  const { snapshot, policy } = context
  return {
    isLiveInternal(reference) {
      const person = found(reference, context)
      if (person === null) return context.affiliationDatasets.some(({ state }) => state !== 'complete') ? 'unknown' : 'not-met'
      const affiliation = context.affiliation(person)
      if (!isExternal(affiliation) && person.registered) return 'met'
      return context.affiliationDoubt(person) === null ? 'not-met' : 'unknown'
    },
    rankOf(reference, projects) {
      const ranks: readonly (readonly [Rank, readonly PersonReference[]])[] = [
        ['siro', [policy.institution.siro]],
        ['senior_lead', [policy.institution.seniorLead]],
        ['project-lead', policy.projects.filter(({ slug }) => projects.includes(slug)).map(({ lead }) => lead)],
      ]
      return ranks.find(([, holders]) => holders.some((holder) => same(holder, reference, context) === 'met'))?.[0] ?? null
    },
    officesOf: (reference) =>
      policy.institution.officers
        .filter(({ person }) => same(person, reference, context) === 'met')
        .map(({ role }) => role)
        .sort(),
    sameAs: (a, b) => same(a, b, context),
    isSubject(reference, subjectKey) {
      const people = meant(reference, context)
      if (!people.some(({ key }) => key === subjectKey)) return 'not-met'
      return people.length === 1 ? 'met' : 'unknown'
    },
    isHostOf(reference, subjectKey) {
      const subject = snapshot.people.find(({ key }) => key === subjectKey)
      const host = found(reference, context)
      if (subject === undefined || host === null) return 'not-met'
      return hostsOf(subject, context).some((written) => isNamed(written, host, context)) ? 'met' : 'not-met'
    },
    subjectKey: (reference) => subjectKeyOf(reference, context),
    resourceAddress: (address) => nativeAddress(address, context),
    accountId(address) {
      const { source, native } = address
      const account = snapshot.findAccount(source, native)
      if (account.found === 'one') return snapshot.accounts[account.thing]?.id ?? null
      return snapshot.credentials.find((one) => one.source === source && one.id === native)?.id ?? null
    },
  }
}

/** The address of a resource by its native id, as fingerprints state it; null where nothing, or more than one thing, is found. */
export function nativeAddress({ source, native, text }: ResourceAddress, { snapshot }: Comparison): string | null {
  if (snapshot.resources.has(text)) return text
  const group = snapshot.findGroup(source, native)
  return group.found === 'one' ? `${source}:${snapshot.groups[group.thing]?.id ?? native}` : null
}

function subjectKeyOf(reference: SubjectReference, context: Comparison): string | null {
  if (reference.kind === 'person') return found(reference.person, context)?.key ?? null
  const account = context.snapshot.findAccount(reference.address.source, reference.address.native)
  return account.found === 'one' ? context.snapshot.personOf(account.thing).key : null
}

function found(reference: PersonReference, { snapshot }: Comparison): Person | null {
  const hit = snapshot.findPerson(asWritten(reference))
  return hit.found === 'one' ? hit.thing : null
}

function same(a: PersonReference, b: PersonReference, context: Comparison): Truth {
  if (personReferenceKey(a) === personReferenceKey(b)) return 'met'
  const [some, others] = [meant(a, context), meant(b, context)]
  if (!some.some((person) => others.includes(person))) return 'not-met'
  return some.length === 1 && others.length === 1 ? 'met' : 'unknown'
}

/** Everybody whom the reference may mean: two where it is ambiguous, and then nobody can say which. */
function meant(reference: PersonReference, { snapshot }: Comparison): readonly Person[] {
  const hit = snapshot.findPerson(asWritten(reference))
  if (hit.found === 'several') return hit.things
  return hit.found === 'one' ? [hit.thing] : []
}

function isNamed(written: string, person: Person, { snapshot }: Comparison): boolean {
  const hit = snapshot.findPerson(written)
  return hit.found === 'one' && hit.thing.key === person.key
}

function asWritten(reference: PersonReference): string {
  return reference.kind === 'employee' ? reference.written : reference.text
}
