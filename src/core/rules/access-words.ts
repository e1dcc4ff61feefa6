import type { Level, ResourceKind } from '../model/resource-kind.ts'
import type { Project, Resource } from '../model/declared-project.ts'
import type { FindingSubject } from '../model/finding.ts'

const verbs: Readonly<Record<Level, string>> = {
  see: 'can see that it exists:',
  read: 'can read',
  write: 'can change',
  manage: 'can manage',
  admin: 'can decide who reaches',
  use: 'can use',
  connect: 'can connect to',
  escorted: 'can enter, escorted,',
  unescorted: 'can enter',
  'out-of-hours': 'can enter at any hour',
}

/** Where a level says more of a group than of other things: who may change its list, and who its rules. */
const groupVerbs: Partial<Readonly<Record<Level, string>>> = {
  manage: 'can add people to',
  admin: 'can decide who may add people to',
}

/** `can change`, `can enter`, `can add people to`: what a level lets one do with a kind of thing, in a sentence. */
export function levelVerb(level: Level, kind: ResourceKind): string {
  return (kind === 'group' ? groupVerbs[level] : undefined) ?? verbs[level]
}

/** `Li Wei (visiting-academic, Rheinstadt)`. */
export function who({ label, relation, organisation }: FindingSubject): string {
  const relationWords = relation === 'unknown' ? 'nobody knows in which relation' : relation.replaceAll('-', ' ')
  return organisation === null ? `${label} (${relationWords})` : `${label} (${relationWords}, ${organisation})`
}

/** `the share “archive” of Portable quantum gravity sensing`. */
export function whatOf(resource: Resource, project: Project): string {
  return `the ${resource.kind} “${resource.slug}” of ${project.title}`
}
