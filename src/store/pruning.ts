import type { Kysely, Transaction } from 'kysely'
import type { Instant } from '../core/base/instant.ts'
import type { Finding } from '../core/model/finding.ts'
import type { ResolvedFinding, StorePruning } from './store.ts'
import type { StoreTables } from './store-tables.ts'

/** Every finding that is resolved, by fingerprint, with the run in which it was. Reads no finding as such. */
export async function resolvedFindings(db: Kysely<StoreTables>): Promise<readonly ResolvedFinding[]> {
  const rows = await db
    .selectFrom('finding_life')
    .innerJoin('run', 'run.id', 'finding_life.run_id')
    .select(['fingerprint', 'first_seen', 'run.now'])
    .where('is_open', '=', 0)
    .orderBy('fingerprint')
    .execute()
  return rows.map(({ fingerprint, first_seen, now }) => {
    return { fingerprint, firstSeen: first_seen as Instant, resolvedAt: now as Instant }
  })
}

/** How many messages that nobody waits for any more still have their text. */
export async function settledMessages(db: Kysely<StoreTables>, before: Instant): Promise<number> {
  const { count } = await db
    .selectFrom('outbox')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where((row) => row.or([row('sent_at', '<', before), row('withdrawn_at', '<', before)]))
    .where('body', '!=', '')
    .executeTakeFirstOrThrow()
  return count
}

/** Inside the transaction that writes the prune's chain entry. A finding that was opened again meanwhile is left as it is. */
export async function writePruning(writing: Transaction<StoreTables>, pruning: StorePruning): Promise<void> {
  for (const fingerprint of pruning.findings) {
    const row = await writing
      .selectFrom('finding_life')
      .select('known')
      .where('fingerprint', '=', fingerprint)
      .where('is_open', '=', 0)
      .executeTakeFirst()
    if (row === undefined) continue
    const known = JSON.stringify(pruning.emptied(JSON.parse(row.known) as Finding))
    await writing.updateTable('finding_life').set({ known }).where('fingerprint', '=', fingerprint).execute()
    await writing.updateTable('finding_alias').set({ because: pruning.inPlace }).where('current', '=', fingerprint).execute()
    const names = writing.selectFrom('finding_alias').select('old').where('current', '=', fingerprint)
    await writing
      .updateTable('acknowledgement')
      .set({ owner: pruning.inPlace, note: pruning.inPlace })
      .where((said) => said.or([said('fingerprint', '=', fingerprint), said('fingerprint', 'in', names)]))
      .execute()
  }
  const before = pruning.messagesBefore
  await writing
    .updateTable('outbox')
    .set({ body: '' })
    .where((row) => row.or([row('sent_at', '<', before), row('withdrawn_at', '<', before)]))
    .execute()
}
