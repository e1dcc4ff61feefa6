import type { Transaction } from 'kysely'
import { compareText } from '../core/base/order.ts'
import type { ChainLink } from '../core/findings/chain.ts'
import type { AuditResult } from '../core/model/audit-result.ts'
import { changeRows, lifeRows } from './life-rows.ts'
import { writePosts } from './held-posts.ts'
import { writeMeasures } from './run-measures.ts'
import type { Publication } from './store.ts'
import type { StoreTables } from './store-tables.ts'

type Writing = Transaction<StoreTables>

/** Step 5 of publication, inside a transaction whose head of the chain is the one that the link follows. */
export async function writePublication(writing: Writing, { result, link, assessed, posts, outbox }: Publication): Promise<void> {
  const { run, publication } = result
  if (publication?.sequence !== link.entry.n || publication.head !== link.hash)
    throw new Error('the result names another place in the chain')
  await writeLink(writing, link)
  await writing.insertInto('run').values({ id: run.id, sequence: link.entry.n, now: run.now, head: link.hash }).execute()
  await writeCoverage(writing, result)
  await writeAssessed(writing, assessed, run.id)
  await writeAliases(writing, result)
  await writeLives(writing, result)
  await writeHeld(writing, result)
  await writePosts(writing, posts, run.now)
  await writeMeasures(writing, result)
  await inChunks(outbox, async (rows) => {
    const unsent = { sent_at: null, attempts: 0, failure: null, last_attempt: null, withdrawn_at: null }
    const written = rows.map(({ audience, body }) => ({ run_id: run.id, audience, body, ...unsent }))
    await writing.insertInto('outbox').values(written).execute()
  })
}

export async function writeLink(writing: Writing, { entry, hash }: ChainLink): Promise<void> {
  const row = { n: entry.n, hash, kind: entry.kind, run_id: entry.run, at: entry.at, entry: JSON.stringify(entry) }
  await writing.insertInto('chain_entry').values(row).execute()
}

async function writeCoverage(writing: Writing, { run, assessment, life }: AuditResult): Promise<void> {
  await inChunks(assessment.coverage, async (rows) => {
    const written = rows.map(({ source, unit, dataset, state, records, total, asOf, reusedFrom }) => {
      return { run_id: run.id, source, unit, dataset, state, records, total, as_of: asOf, reused_from: reusedFrom }
    })
    await writing.insertInto('run_coverage').values(written).execute()
  })
  const complete = assessment.coverage.filter(({ state }) => state === 'complete')
  await inChunks(complete, async (rows) => {
    const written = rows.map(({ source, unit, dataset, records }) => ({ source, unit, dataset, records, run_id: run.id, at: run.now }))
    await writing
      .insertInto('dataset_complete')
      .values(written)
      .onConflict((conflict) =>
        conflict.columns(['source', 'unit', 'dataset']).doUpdateSet((row) => ({
          records: row.ref('excluded.records'),
          run_id: row.ref('excluded.run_id'),
          at: row.ref('excluded.at'),
        })),
      )
      .execute()
  })
  const answered = life.lastComplete.filter((row) => row.run === run.id)
  await inChunks(answered, async (rows) => {
    const written = rows.map(({ project, run: id, now, status }) => ({ project, run_id: id, now, status }))
    await writing
      .insertInto('project_complete')
      .values(written)
      .onConflict((conflict) =>
        conflict.column('project').doUpdateSet((row) => ({
          run_id: row.ref('excluded.run_id'),
          now: row.ref('excluded.now'),
          status: row.ref('excluded.status'),
        })),
      )
      .execute()
  })
}

async function writeAssessed(writing: Writing, assessed: Publication['assessed'], run: string): Promise<void> {
  await inChunks(assessed, async (rows) => {
    const written = rows.map(({ kind, name }) => ({ kind, name, run_id: run }))
    await writing
      .insertInto('assessed')
      .values(written)
      .onConflict((conflict) => conflict.columns(['kind', 'name']).doNothing())
      .execute()
  })
}

/** A finding that goes by another fingerprint takes its history along; older names lead straight to the newest. */
async function writeAliases(writing: Writing, { run, life }: AuditResult): Promise<void> {
  for (const { from, to, because } of life.aliases) {
    await writing.deleteFrom('finding_life').where('fingerprint', '=', from).execute()
    const history = writing.selectFrom('finding_change').where('fingerprint', '=', from)
    await writing
      .insertInto('finding_change')
      .columns(['fingerprint', 'sequence', 'run_id', 'now', 'state', 'reason'])
      .expression(history.select((row) => [row.val(to).as('fingerprint'), 'sequence', 'run_id', 'now', 'state', 'reason']))
      .onConflict((conflict) => conflict.columns(['fingerprint', 'sequence']).doNothing())
      .execute()
    await writing.deleteFrom('finding_change').where('fingerprint', '=', from).execute()
    await writing.updateTable('finding_alias').set({ current: to }).where('current', '=', from).execute()
    await writing.deleteFrom('finding_alias').where('old', 'in', [from, to]).execute()
    await writing.insertInto('finding_alias').values({ old: from, current: to, run_id: run.id, because }).execute()
  }
}

/** What the latest run holds back replaces what the one before did. */
async function writeHeld(writing: Writing, { run, life }: AuditResult): Promise<void> {
  await writing.deleteFrom('held_closing').execute()
  await inChunks(life.held, async (some) => {
    await writing
      .insertInto('held_closing')
      .values(some.map((fingerprint) => ({ fingerprint, run_id: run.id })))
      .execute()
  })
}

async function writeLives(writing: Writing, result: AuditResult): Promise<void> {
  const rows = [...lifeRows(result)].sort((a, b) => compareText(a.fingerprint, b.fingerprint))
  await inChunks(rows, async (some) => {
    await writing
      .insertInto('finding_life')
      .values([...some])
      .onConflict((conflict) =>
        conflict.column('fingerprint').doUpdateSet((row) => ({
          is_open: row.ref('excluded.is_open'),
          state: row.ref('excluded.state'),
          reason: row.ref('excluded.reason'),
          rule: row.ref('excluded.rule'),
          project: row.ref('excluded.project'),
          severity: row.ref('excluded.severity'),
          level: row.ref('excluded.level'),
          // INVARIANT: the first-seen date of a finding never moves forward; the life that is written has kept it.
          first_seen: row.ref('excluded.first_seen'),
          last_seen: row.ref('excluded.last_seen'),
          last_checked: row.ref('excluded.last_checked'),
          times_reopened: row.ref('excluded.times_reopened'),
          due: row.ref('excluded.due'),
          run_id: row.ref('excluded.run_id'),
          known: row.ref('excluded.known'),
        })),
      )
      .execute()
  })
  await inChunks(changeRows(result), async (some) => {
    await writing
      .insertInto('finding_change')
      .values([...some])
      .execute()
  })
}

/** A statement takes some thousands of values, not any number. */
const ROWS_A_STATEMENT = 200

async function inChunks<Row>(rows: readonly Row[], write: (some: readonly Row[]) => Promise<void>): Promise<void> {
  for (let start = 0; start < rows.length; start += ROWS_A_STATEMENT) await write(rows.slice(start, start + ROWS_A_STATEMENT))
}
