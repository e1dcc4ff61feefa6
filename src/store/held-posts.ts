import type { Kysely, Transaction } from 'kysely'
import type { Instant } from '../core/base/instant.ts'
import type { KeptPost, SeenPosts } from '../core/model/held-post.ts'
import type { StoreTables } from './store-tables.ts'

/** By project, subject, department and type. */
export async function keptPosts(db: Kysely<StoreTables>): Promise<readonly KeptPost[]> {
  const rows = await db
    .selectFrom('held_post')
    .selectAll()
    .orderBy('project')
    .orderBy('subject')
    .orderBy('department')
    .orderBy('type')
    .execute()
  return rows.map(({ project, subject, department, type, first_seen, last_seen }) => {
    return { project, subject, department, type, firstSeen: first_seen as Instant, lastSeen: last_seen as Instant }
  })
}

/**
 * Adds what a run saw. What is kept of a subject who reaches a settled project no longer goes: nothing is held on to of people
 * without access, and access that is given again later was not kept.
 */
export async function writePosts(writing: Transaction<StoreTables>, { held, settled, declared }: SeenPosts, now: Instant): Promise<void> {
  for (let start = 0; start < held.length; start += ROWS_A_STATEMENT) {
    const rows = held.slice(start, start + ROWS_A_STATEMENT)
    await writing
      .insertInto('held_post')
      .values(
        rows.map(({ project, subject, department, type }) => ({ project, subject, department, type, first_seen: now, last_seen: now })),
      )
      .onConflict((conflict) =>
        conflict.columns(['project', 'subject', 'department', 'type']).doUpdateSet((row) => ({ last_seen: row.ref('excluded.last_seen') })),
      )
      .execute()
  }
  const kept = await writing.selectFrom('held_post').select('project').distinct().execute()
  const known = new Set(declared)
  for (const { project } of kept.filter((row) => !known.has(row.project)))
    await writing.deleteFrom('held_post').where('project', '=', project).execute()
  for (const project of settled) {
    const present = writing.selectFrom('held_post').select('subject').where('project', '=', project).where('last_seen', '=', now)
    await writing.deleteFrom('held_post').where('project', '=', project).where('subject', 'not in', present).execute()
  }
}

/** A statement takes some thousands of values, not any number. */
const ROWS_A_STATEMENT = 200
