import type { Instant } from '../base/instant.ts'

/** A post as the register of staff states it. */
export interface Post {
  readonly department: string
  /** The register's `employee_type`. */
  readonly type: string
}

/** That somebody in this post reached this project: all that a later run needs to tell who moved and kept access. */
export interface HeldPost extends Post {
  readonly project: string
  /** The subject's key. */
  readonly subject: string
}

/** A held post as the store keeps it, with the runs that saw it. */
export interface KeptPost extends HeldPost {
  readonly firstSeen: Instant
  readonly lastSeen: Instant
}

/** What one run saw. */
export interface SeenPosts {
  readonly held: readonly HeldPost[]
  /** Projects of which it is completely known who reaches them: what is kept of anybody else there is over. Sorted. */
  readonly settled: readonly string[]
  /** Every declared project, also one whose entry is broken: of no other is anything kept. Sorted. */
  readonly declared: readonly string[]
}
