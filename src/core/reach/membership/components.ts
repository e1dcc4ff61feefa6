import type { Nesting } from './nesting.ts'

/** Groups that contain one another in a ring form one component and share their members; every other group is its own. */
export interface Components {
  /** The component of each group; a component's number is higher than that of every component inside it. */
  readonly of: Uint32Array
  readonly count: number
}

const UNSEEN = 0xffffffff

/**
 * Strongly connected components, by Tarjan's algorithm ("Depth-first search and linear graph algorithms", 1972).
 *
 * O(groups + nestings). With a stack of its own: a chain of a hundred thousand groups must not overflow the machine's.
 */
export function componentsOf({ groups, offsets, members }: Nesting): Components {
  const of = new Uint32Array(groups).fill(UNSEEN)
  const seenAs = new Uint32Array(groups).fill(UNSEEN)
  const lowest = new Uint32Array(groups)
  const nextMember = new Uint32Array(groups)
  const path: number[] = []
  const open: number[] = []
  let seen = 0
  let count = 0

  for (let root = 0; root < groups; root++) {
    if (seenAs[root] !== UNSEEN) continue
    enter(root)
    while (path.length > 0) {
      const group = path.at(-1)!
      const at = nextMember[group]!
      if (at === offsets[group + 1]) {
        leave(group)
        continue
      }
      nextMember[group] = at + 1
      const member = members[at]!
      if (seenAs[member] === UNSEEN) enter(member)
      else if (of[member] === UNSEEN) lowest[group] = Math.min(lowest[group]!, seenAs[member]!)
    }
  }
  return { of, count }

  function enter(group: number): void {
    seenAs[group] = seen
    lowest[group] = seen++
    nextMember[group] = offsets[group]!
    path.push(group)
    open.push(group)
  }

  function leave(group: number): void {
    path.pop()
    const outer = path.at(-1)
    if (outer !== undefined) lowest[outer] = Math.min(lowest[outer]!, lowest[group]!)
    if (lowest[group] !== seenAs[group]) return
    for (;;) {
      const member = open.pop()!
      of[member] = count
      if (member === group) break
    }
    count++
  }
}
