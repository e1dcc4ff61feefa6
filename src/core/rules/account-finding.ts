import { compareKeys, distinctTexts, sortedBy } from '../base/order.ts'
import { levelsOf } from '../model/resource-kind.ts'
import { type Project, effectiveSensitivity } from '../model/declared-project.ts'
import type { AccountState } from '../model/account.ts'
import { SENSITIVITIES, type Sensitivity } from '../model/sensitivity.ts'
import type { Severity } from '../model/finding.ts'
import type { AccountHandle } from '../model/handle.ts'
import type { Person } from '../model/person.ts'
import type { ComparedAccess } from '../compare/compared-project.ts'
import type { AccessFacts, DescribedAccess } from './facts.ts'
import { plainFinding } from './plain-finding.ts'
import type { FindingDraft } from './rule.ts'

interface Described {
  readonly access: ComparedAccess
  readonly project: Project
  readonly described: DescribedAccess
}

/** One account and everything declared that it reaches. */
export interface ReachingAccount {
  /** The access to the most sensitive project, at the highest level: it carries the proof. */
  readonly gravest: Described
  readonly account: AccountHandle
  /** Every project that the account reaches, sorted. */
  readonly projects: readonly { readonly slug: string; readonly sensitivity: Sensitivity }[]
}

/**
 * Accounts that reach declared resources and that `isMeant` picks, each once with everything that it reaches; by source and
 * native id. Every account of a person is looked at, not only the one with the shortest path.
 */
export function accountAccesses(
  access: AccessFacts,
  isMeant: (holder: { readonly person: Person; readonly account: AccountHandle; readonly state: AccountState }) => boolean,
): readonly ReachingAccount[] {
  const byAccount = new Map<number, { readonly access: ComparedAccess; readonly project: Project }[]>()
  for (const { project, accesses } of access.projects) {
    for (const one of accesses) {
      for (const { account, level } of one.accounts) {
        const byThisAccount = { access: { ...one, account, level }, project }
        const there = byAccount.get(account)
        if (there === undefined) byAccount.set(account, [byThisAccount])
        else there.push(byThisAccount)
      }
    }
  }
  const reaching = [...byAccount].flatMap(([, list]) => {
    const sorted = [...list].sort((a, b) => compareKeys(gravity(a), gravity(b)))
    const [first] = sorted
    if (first === undefined) return []
    const { person, account } = first.access
    const holder = { person, account, state: access.stateOf(account) }
    if (!isMeant(holder)) return []
    const described = access.describe(first.access, first.project)
    const slugs = distinctTexts(list.map(({ project }) => project.slug))
    const projects = slugs.map((slug) => ({ slug, sensitivity: sensitivityOf(list, slug) }))
    return [{ account, gravest: { ...first, described }, projects }]
  })
  return sortedBy(reaching, ({ gravest }) => [gravest.described.account.source, gravest.described.account.id])
}

function sensitivityOf(list: readonly { readonly project: Project }[], slug: string): Sensitivity {
  const project = list.find((one) => one.project.slug === slug)?.project
  return project === undefined ? 'open' : effectiveSensitivity(project)
}

function gravity({ access, project }: { readonly access: ComparedAccess; readonly project: Project }): readonly (string | number)[] {
  const { kind, slug } = access.resource
  return [-SENSITIVITIES.indexOf(effectiveSensitivity(project)), -levelsOf(kind).indexOf(access.level), project.slug, slug]
}

/** The finding about an account: what the rule says of it, and the proof of the gravest access. */
export function accountFinding(
  { gravest, projects }: ReachingAccount,
  said: { readonly severity: Severity; readonly sentence: string; readonly remediation: string },
): FindingDraft {
  const { access, project, described } = gravest
  return {
    identity: { family: 'account', source: described.account.source, account: described.account.id },
    project: projects.length === 1 ? project.slug : null,
    projects: projects.map(({ slug }) => slug),
    sensitivity: effectiveSensitivity(project),
    subject: described.subject,
    account: described.account,
    resource: { slug: access.resource.slug, kind: access.resource.kind, address: access.resource.at.text },
    level: access.level,
    severity: said.severity,
    confirmation: 'confirmed',
    excess: false,
    proof: described.proof,
    otherPaths: described.otherPaths,
    considered: [],
    failing: [],
    sentence: said.sentence,
    detail: `account \`${described.account.label}\` (${described.account.source} ${described.account.id}, ${described.account.state}) reaches ${projects.map(({ slug }) => `\`${slug}\``).join(', ')}`,
    remediation: said.remediation,
    owner: null,
  }
}

/** The finding about an account of which no declared resource is known: the account's own record is the proof. */
export function unreachingAccountFinding(
  { subject, account, proof }: Pick<DescribedAccess, 'subject' | 'account' | 'proof'>,
  said: { readonly severity: Severity; readonly sentence: string; readonly remediation: string },
): FindingDraft {
  return plainFinding(
    {
      identity: { family: 'account', source: account.source, account: account.id },
      project: null,
      projects: [],
      sensitivity: null,
      severity: said.severity,
      sentence: said.sentence,
      detail: `account \`${account.label}\` (${account.source} ${account.id}, ${account.state}) reaches no declared resource as far as was read`,
      remediation: said.remediation,
      owner: null,
    },
    { subject, account, proof },
  )
}
