import { assertNever } from '../base/assert-never.ts'
import type { Comparison } from '../compare/comparison.ts'
import { registerState } from '../compare/register-coverage.ts'
import type { ComparedProject } from '../compare/compared-project.ts'
import type { RegisterName } from '../model/register.ts'
import type { FactName } from './rule.ts'

/** Which facts are complete tonight, for the institution and for each project. */
export interface Completeness {
  /** Why the fact is incomplete for everybody; null if it is not. */
  institution(fact: FactName): string | null
  /** Projects for which the fact is incomplete, each with the reason; sorted. */
  projects(fact: FactName): readonly (readonly [string, string])[]
}

const ofProjects: ReadonlySet<FactName> = new Set(['access', 'groups', 'accounts', 'inventory'])

export function completenessOf(compared: readonly ComparedProject[], context: Comparison): Completeness {
  const incompleteAccess = compared
    .filter(({ shortfalls }) => shortfalls.length > 0)
    .map(({ project, shortfalls }) => [project.slug, shortfalls[0]?.says ?? ''] as const)
  const people = context.affiliationDatasets.find(({ state }) => state !== 'complete')
  return {
    institution(fact) {
      switch (fact) {
        case 'people':
          return people === undefined ? null : `affiliations rest on \`${people.source}\`, which was not read completely`
        case 'hr':
        case 'visitors':
          return registerReason(fact, context)
        case 'access':
        case 'groups':
        case 'accounts':
        case 'coverage':
        case 'inventory':
          return null
        default:
          return assertNever(fact)
      }
    },
    // What hangs on a project's own answer is as complete as that answer; registers and people are the institution's.
    projects: (fact) => (ofProjects.has(fact) ? incompleteAccess : []),
  }
}

function registerReason(name: RegisterName, { snapshot, ledger }: Comparison): string | null {
  const state = registerState(name, snapshot, ledger.byId)
  switch (state.kind) {
    case 'complete':
      return null
    case 'partial':
      return state.says
    case 'unsourced':
      return `no source supplies the register \`${name}\``
  }
}
