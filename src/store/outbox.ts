import { type Kysely, sql } from 'kysely'
import { assertNever } from '../core/base/assert-never.ts'
import type { DeliveryOutcome, WaitingMessage } from './store.ts'
import type { StoreTables } from './store-tables.ts'

type Database = Kysely<StoreTables>

/** The oldest run first, then by audience. */
export async function waitingMessages(db: Database): Promise<readonly WaitingMessage[]> {
  const rows = await db
    .selectFrom('outbox')
    .innerJoin('run', 'run.id', 'outbox.run_id')
    .select(['outbox.run_id', 'outbox.audience', 'outbox.body', 'outbox.attempts', 'outbox.failure'])
    // Written out, not as a parameter: only then may the planner use the index of what waits.
    .where(sql<boolean>`outbox.sent_at is null and outbox.withdrawn_at is null`)
    .orderBy('run.sequence')
    .orderBy('outbox.audience')
    .execute()
  return rows.map(({ run_id, ...row }) => ({ run: run_id, ...row }))
}

/** A message that was sent or withdrawn stays so, whatever is recorded of it later. */
export async function recordDelivery(db: Database, run: string, audience: string, outcome: DeliveryOutcome): Promise<void> {
  await db
    .updateTable('outbox')
    .set(columnsOf(outcome))
    .where('run_id', '=', run)
    .where('audience', '=', audience)
    .where('sent_at', 'is', null)
    .where('withdrawn_at', 'is', null)
    .execute()
}

function columnsOf(outcome: DeliveryOutcome) {
  const { at } = outcome
  const tried = { attempts: sql<number>`attempts + 1`, last_attempt: at }
  switch (outcome.kind) {
    case 'sent':
      return { ...tried, sent_at: at, failure: null }
    case 'failed':
      return { ...tried, failure: outcome.reason }
    case 'withdrawn':
      return { withdrawn_at: at, failure: outcome.reason }
    default:
      return assertNever(outcome, 'delivery outcome')
  }
}
