import { assertNever } from '../base/assert-never.ts'
import type { Comparison } from '../compare/comparison.ts'
import { isWithoutEvidence } from '../compare/coverage-ledger.ts'
import { type HiddenNames, hiddenNames } from '../compare/hidden-names.ts'
import { credentialReason, settingReason } from '../compare/setting-coverage.ts'
import { CONNECTION_DATASETS, SETTING_DATASETS } from '../model/setting-datasets.ts'
import { registerState } from '../compare/register-coverage.ts'
import type { ComparedProject } from '../compare/compared-project.ts'
import type { Project } from '../model/declared-project.ts'
import type { RegisterName } from '../model/register.ts'
import type { FactName } from './rule.ts'

/** Which facts are complete tonight, for the institution and for each project. */
export interface Completeness {
  /** Why the fact is incomplete for everybody; null if it is not. */
  institution(fact: FactName): string | null
  /** Projects for which the fact is incomplete, each with the reason; sorted. */
  projects(fact: FactName): readonly (readonly [string, string])[]
}

export function completenessOf(compared: readonly ComparedProject[], context: Comparison): Completeness {
  const people = context.affiliationDatasets.find(({ state }) => state !== 'complete')
  const hidden = hiddenNames(context)
  const groupSources = sourcesOfGroups(context.policy.projects)
  const because = (reasonOf: (one: ComparedProject) => string | null): readonly (readonly [string, string])[] =>
    compared.flatMap((one) => {
      const reason = reasonOf(one)
      return reason === null ? [] : [[one.project.slug, reason] as const]
    })
  const byProject = {
    access: because(accessReason),
    groups: because((one) => accessReason(one) ?? authorityReason(one.project, groupSources, hidden)),
    inventory: because(({ project }) => nameReason(project, hidden)),
  }
  return {
    institution(fact) {
      switch (fact) {
        case 'people':
          return people === undefined ? null : `affiliations rest on \`${people.source}\`, which was not read completely`
        case 'hr':
        case 'visitors':
        case 'approvals':
        case 'clearances':
        case 'doors':
          return registerReason(fact, context)
        case 'recency':
          return recencyReason(context)
        case 'accounts':
          return accountsReason(context)
        case 'settings':
          return settingReason(SETTING_DATASETS, context)
        case 'connections':
          return settingReason(CONNECTION_DATASETS, context)
        case 'credentials':
          return credentialReason(context)
        case 'access':
        case 'groups':
        case 'coverage':
        case 'inventory':
        // What no earlier run saw is no gap: on the first run there is nothing to compare with.
        case 'history':
        // Their rules say themselves what they could not decide.
        case 'officers':
        case 'exceptions':
        case 'lives':
          return null
        default:
          return assertNever(fact)
      }
    },
    projects(fact) {
      switch (fact) {
        // An account, and its use, is as completely known as the project's answer that it stands in.
        case 'access':
        case 'accounts':
        case 'recency':
          return byProject.access
        case 'groups':
          return byProject.groups
        case 'inventory':
          return byProject.inventory
        // Registers, people and the ledger are the institution's.
        case 'people':
        case 'hr':
        case 'visitors':
        case 'approvals':
        case 'clearances':
        case 'doors':
        case 'settings':
        case 'connections':
        case 'credentials':
        case 'coverage':
        case 'history':
        case 'officers':
        case 'exceptions':
        case 'lives':
          return []
        default:
          return assertNever(fact)
      }
    },
  }
}

function accessReason({ shortfalls }: ComparedProject): string | null {
  return shortfalls[0]?.says ?? null
}

/** Where an authority's group lies can be told only if its source, and those of all declared groups, were read. */
function authorityReason({ entitled }: Project, groupSources: readonly string[], hidden: HiddenNames): string | null {
  const own = entitled.flatMap(({ who }) => (who.kind === 'authority' ? [who.authority.source] : []))
  return own.length === 0 ? null : firstReason([...own, ...groupSources], hidden)
}

/** What the project's policy names may stand in something that was not read, whether or not anybody reaches the project. */
function nameReason({ resources, entitled }: Project, hidden: HiddenNames): string | null {
  const authorities = entitled.flatMap(({ who }) => (who.kind === 'authority' ? [who.authority.source] : []))
  const reason = firstReason([...resources.map(({ at }) => at.source), ...authorities], hidden)
  if (reason !== null) return reason
  const namesPeople = entitled.some(({ who }) => who.kind === 'person' || who.kind === 'people' || who.kind === 'partner')
  return namesPeople ? hidden.people() : null
}

function sourcesOfGroups(projects: readonly Project[]): readonly string[] {
  const groups = projects.flatMap(({ resources }) => resources.filter(({ kind }) => kind === 'group'))
  return [...new Set(groups.map(({ at }) => at.source))].sort()
}

function firstReason(sources: readonly string[], hidden: HiddenNames): string | null {
  for (const source of sources) {
    const reason = hidden.inSource(source)
    if (reason !== null) return reason
  }
  return null
}

/** The datasets in which directories keep accounts. */
const withAccounts: ReadonlySet<string> = new Set(['users', 'workloads'])

function accountsReason({ ledger }: Comparison): string | null {
  const unread = ledger.rows.find((row) => row.state !== 'complete' && (withAccounts.has(row.dataset) || isWithoutEvidence(row)))
  return unread === undefined ? null : `accounts may stand in \`${unread.source}\`, which was not read completely`
}

/** Of single accounts a rule says itself that their use is not known. */
function recencyReason({ snapshot }: Comparison): string | null {
  return snapshot.accounts.some(({ recency }) => recency !== 'unknown') ? null : 'no source says when accounts were last used'
}

function registerReason(name: RegisterName, { ledger }: Comparison): string | null {
  const state = registerState(name, ledger.byId)
  switch (state.kind) {
    case 'complete':
      return null
    case 'partial':
      return state.says
    case 'unsourced':
      return `no source supplies the register \`${name}\``
  }
}
