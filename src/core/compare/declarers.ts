import type { DeclaredPolicy } from '../model/declared-policy.ts'
import { type Project, type Resource, effectiveSensitivity } from '../model/declared-project.ts'
import { type Sensitivity, compareSensitivity } from '../model/sensitivity.ts'

/** A project that declares a resource, with the entry in which it does. */
export interface Declarer {
  readonly project: Project
  readonly resource: Resource
}

/** The project itself, and those that share the resource by mutual consent: their lines form a union (`policy-language.md`, Meaning 12). */
export function declarers(project: Project, resource: Resource, { projects }: Pick<DeclaredPolicy, 'projects'>): readonly Declarer[] {
  if (resource.sharedWith.length === 0) return [{ project, resource }]
  const others = projects
    .filter(({ slug }) => resource.sharedWith.includes(slug))
    .flatMap((other) => {
      const same = other.resources.find(({ at }) => at.text === resource.at.text)
      return same === undefined ? [] : [{ project: other, resource: same }]
    })
  return [{ project, resource }, ...others]
}

/** The highest sensitivity among those who declare the resource: it governs for all of them (Meaning 12). Never called with none. */
export function governingSensitivity(sharing: readonly Declarer[]): Sensitivity {
  const [first, ...others] = sharing.map(({ project }) => effectiveSensitivity(project))
  if (first === undefined) throw new Error('a resource that no project declares')
  return others.reduce((highest, one) => (compareSensitivity(one, highest) > 0 ? one : highest), first)
}
