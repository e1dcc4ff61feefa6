import type { Sha256 } from '../base/hash.ts'
import { sortedBy } from '../base/order.ts'
import { datasetId } from '../model/coverage.ts'
import type { ComparedProject } from '../compare/compared-project.ts'
import type { Comparison } from '../compare/comparison.ts'
import { type Badge, badgesOf } from '../compare/badges.ts'
import { broadGroupsOf } from '../compare/broad-groups.ts'
import { routesTaken } from '../compare/bypasses.ts'
import { type HeldCredential, heldCredentials } from '../compare/credentials.ts'
import { declaredGroups } from '../compare/declared-groups.ts'
import { describedLines, describedProof, describedSubject, joinHop, readAt } from '../compare/describe-access.ts'
import { formerPosts, keptByHolder } from '../compare/held-posts.ts'
import { hiddenNames } from '../compare/hidden-names.ts'
import { bestState, holderStep } from '../compare/holder.ts'
import { lookAlikes, unreadInventory } from '../compare/look-alikes.ts'
import { missingAccesses } from '../compare/missing-access.ts'
import { presenceOf } from '../compare/presence.ts'
import { guardOf } from '../compare/privilege-guard.ts'
import { credentialFacts } from '../compare/programs.ts'
import { sourcesWithSettings } from '../compare/setting-coverage.ts'
import { lineHash } from '../findings/line-hash.ts'
import { effectiveSensitivity } from '../model/declared-project.ts'
import type { KeptPost } from '../model/held-post.ts'
import type { Person } from '../model/person.ts'
import type { PolicyLoad } from '../model/policy-load.ts'
import type { ResourceAddress } from '../model/resource-address.ts'
import type { Reach } from '../reach/answer.ts'
import type { Facts, GroupFacts, InventoryFacts } from '../rules/facts.ts'

/** What can be known before any rule has spoken. */
type NightFacts = Omit<Facts, 'exceptions' | 'lives'>

/** The faces behind which rules see the night. */
export function factsOf(
  compared: readonly ComparedProject[],
  reach: Reach,
  context: Comparison,
  load: Pick<PolicyLoad, 'broken' | 'diagnostics'>,
  posts: readonly KeptPost[],
  sha256: Sha256,
): NightFacts {
  const { snapshot, policy, ledger, now, today } = context
  const kept = keptByHolder(posts)
  let badges: readonly Badge[] | null = null
  let credentials: readonly HeldCredential[] | null = null
  return {
    policy: {
      declared: policy,
      broken: load.broken,
      diagnostics: load.diagnostics,
      lineHash: (project, line) => lineHash(project.slug, line, sha256),
    },
    day: { now, today },
    access: {
      projects: compared,
      missing: (one) => missingAccesses(one, reach, context),
      routesTaken: (one) => routesTaken(one, reach, context),
      broadGroups: (one) => broadGroupsOf(one, reach, context),
      readAt: (record) => readAt(record, context),
      stateOf: (account) => snapshot.accounts[account]?.state ?? 'unknown',
      describe(access, project) {
        const account = snapshot.accounts[access.account]
        if (account === undefined) throw new Error(`no account ${access.account}`)
        const { hops, otherPaths } = describedProof(access, reach, context)
        return {
          subject: describedSubject(access.person, project, context),
          holder: holderStep(access.person, project, context),
          state: bestState(
            access.accounts.map((one) => one.account),
            context,
          ),
          account: { source: account.source, id: account.id, label: account.label, state: account.state },
          proof: hops,
          otherPaths,
          considered: describedLines(access.standing.considered),
        }
      },
    },
    groups: groupFacts(reach, context),
    accounts: {
      all: snapshot.accounts,
      doubtfulJoins: snapshot.doubtfulJoins,
      describe(handle) {
        const account = snapshot.accounts[handle]
        if (account === undefined) throw new Error(`no account ${handle}`)
        const person = snapshot.personOf(handle)
        const { source, id, label, state } = account
        return {
          subject: describedSubject(person, null, context),
          account: { source, id, label, state },
          proof: [joinHop(person, handle, context)],
        }
      },
    },
    people: {
      affiliation: (person) => context.affiliation(person),
      endIsKnown(person) {
        const behind = new Set(context.affiliation(person).matches.flatMap(({ rule }) => rule.match.map(({ source }) => source)))
        return ledger.rows.every(({ source, state }) => !behind.has(source) || state === 'complete')
      },
      find: (reference) => snapshot.findPerson(reference.kind === 'employee' ? reference.written : reference.text),
      person: (key) => snapshot.person(key),
      ownerOf: (account) => snapshot.personOf(account),
      all: snapshot.people,
      partnersOf: (person) =>
        context.organisations(person).flatMap((organisation) => (organisation.kind === 'partner' ? [organisation.partner] : [])),
      describe: (person, project) => describedSubject(person, project, context),
    },
    hr: {},
    visitors: {},
    approvals: {},
    clearances: {
      rows: snapshot.people.flatMap((person) => (snapshot.registers.clearances.get(person.key) ?? []).map((row) => ({ person, row }))),
    },
    doors: { badges: () => (badges ??= badgesOf(context)) },
    recency: { of: (account) => snapshot.accounts[account]?.recency ?? 'unknown' },
    settings: {
      sharing: snapshot.settings.sharing,
      invitersOf: (source) => snapshot.settings.invitations.find((one) => one.source === source)?.from ?? null,
      sources: sourcesWithSettings(context),
      guardOf: (access) => guardOf(access, reach, context),
    },
    connections: { all: snapshot.settings.otherTenants },
    credentials: { ...credentialFacts(context), held: () => (credentials ??= heldCredentials(context)) },
    coverage: {
      rows: ledger.rows.map((row) => ({
        ...row,
        projects: compared.filter((one) => one.compared && one.restsOn.includes(datasetId(row))).map(({ project }) => project.slug),
      })),
      controlledProjects: new Set(
        policy.projects.filter((project) => effectiveSensitivity(project) === 'controlled').map(({ slug }) => slug),
      ),
    },
    inventory: inventoryFacts(reach, context),
    officers: { presence: (reference) => presenceOf(reference, context) },
    history: { formerPosts: (person, { slug }) => formerPosts(person, slug, kept, now, context) },
  }
}

function groupFacts(reach: Reach, { snapshot, policy }: Comparison): GroupFacts {
  const declared = declaredGroups(policy.projects, snapshot)
  return {
    declaredAround({ source, native }) {
      const inner = snapshot.findGroup(source, native)
      if (inner.found !== 'one') return null
      return declared.find(({ group }) => reach.isWithin(inner.thing, group)) ?? null
    },
    editors({ source, native }) {
      const found = snapshot.findGroup(source, native)
      const group = found.found === 'one' ? snapshot.groups[found.thing] : undefined
      const answer = group === undefined ? null : reach.who(`${group.source}:${group.id}`)
      if (answer?.kind !== 'answered') return []
      const people = (holds: (level: string) => boolean): ReadonlySet<Person> =>
        new Set(answer.value.flatMap(({ account, level }) => (holds(level) ? [snapshot.personOf(account)] : [])))
      const members = people((level) => level === 'use')
      const editors = [...people((level) => level !== 'use')].map((person) => ({ person, isMember: members.has(person) }))
      return sortedBy(editors, ({ person }) => person.key)
    },
  }
}

function inventoryFacts(reach: Reach, context: Comparison): InventoryFacts {
  const { snapshot } = context
  const hidden = hiddenNames(context)
  return {
    observed({ source, text, native }: ResourceAddress, isGroup: boolean) {
      if (isGroup) {
        const group = snapshot.findGroup(source, native)
        if (group.found !== 'none') return group.found === 'one' ? 'yes' : 'several'
      }
      const answer = reach.who(text)
      if (answer.kind === 'answered') return 'yes'
      // An approvals register is an authority without being a group.
      if (isGroup && snapshot.registers.datasets.get('approvals')?.some((dataset) => dataset.source === source) === true) return 'yes'
      if (answer.kind === 'ambiguous') return 'several'
      return hidden.inSource(source) === null ? 'no' : 'unread'
    },
    person(reference) {
      const hit = snapshot.findPerson(reference.kind === 'employee' ? reference.written : reference.text)
      if (hit.found === 'one') return 'yes'
      if (hit.found === 'several') return 'several'
      return hidden.people() === null ? 'no' : 'unread'
    },
    lookAlikes: () => lookAlikes(reach, context),
    unread: () => unreadInventory(context),
    readAt: (record) => readAt(record, context),
  }
}
