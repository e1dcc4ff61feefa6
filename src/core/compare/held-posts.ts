import type { Instant } from '../base/instant.ts'
import { distinctTexts, sortedBy } from '../base/order.ts'
import type { HeldPost, KeptPost, Post, SeenPosts } from '../model/held-post.ts'
import type { BrokenEntry } from '../model/policy-load.ts'
import type { Person } from '../model/person.ts'
import { registerState } from './register-coverage.ts'
import type { ComparedProject } from './compared-project.ts'
import type { Comparison } from './comparison.ts'
import { isInForce } from './condition/in-force.ts'

/**
 * In which posts people reach the projects tonight, for later runs to remember: by project, subject and post. Nothing where the
 * register of staff is not complete, since a post that is missing there may have been left or not been read.
 */
export function seenPosts(compared: readonly ComparedProject[], broken: readonly BrokenEntry[], context: Comparison): SeenPosts {
  const unread = broken.filter(({ section }) => section === 'projects').map(({ key }) => key)
  const declared = distinctTexts([...compared.map(({ project }) => project.slug), ...unread])
  if (registerState('hr', context.ledger.byId).kind !== 'complete') return { held: [], settled: [], declared }
  const looked = compared.filter((one) => one.compared)
  const held = looked.flatMap(({ project, accesses }) =>
    [...new Set(accesses.map(({ person }) => person))].flatMap((person) =>
      postsOf(person, context).map((post): HeldPost => ({ project: project.slug, subject: person.key, ...post })),
    ),
  )
  return {
    held: sortedBy(held, ({ project, subject, department, type }) => [project, subject, department, type]),
    settled: looked.filter(({ shortfalls }) => shortfalls.length === 0).map(({ project }) => project.slug),
    declared,
  }
}

/** The posts that a person holds today, each once. */
function postsOf(person: Person, { today }: Pick<Comparison, 'today'>): readonly Post[] {
  const posts = person.hr
    .filter((row) => row.status === 'active' && isInForce(row, today))
    .map(({ department, employeeType }): Post => ({ department, type: employeeType }))
  return posts.filter((post, index) => posts.findIndex((other) => isSame(other, post)) === index)
}

/**
 * The posts of which `kept` says that the person reached the project in them, and that are none of today's. Nobody without a post
 * has moved: who left is another story.
 */
export function formerPosts(
  person: Person,
  project: string,
  kept: ReadonlyMap<string, readonly KeptPost[]>,
  now: Instant,
  context: Pick<Comparison, 'today'>,
): readonly Post[] {
  const posts = postsOf(person, context)
  if (posts.length === 0) return []
  return (kept.get(`${project}\n${person.key}`) ?? [])
    .filter((post) => post.firstSeen < now && !posts.some((other) => isSame(other, post)))
    .map(({ department, type }) => ({ department, type }))
}

export function keptByHolder(kept: readonly KeptPost[]): ReadonlyMap<string, readonly KeptPost[]> {
  return Map.groupBy(kept, ({ project, subject }) => `${project}\n${subject}`)
}

function isSame(a: Post, b: Post): boolean {
  return a.department === b.department && a.type === b.type
}
