import { type Kysely, sql } from 'kysely'
import { sortedBy } from '../core/base/order.ts'
import type { Day, Instant } from '../core/base/instant.ts'
import { type Result, failed, succeeded } from '../core/base/result.ts'
import type { AcceptedShrink } from '../core/findings/breaker.ts'
import type { ChainEntry, ChainHead, ChainLink } from '../core/findings/chain.ts'
import type { AssessedThing, Earlier } from '../core/findings/earlier.ts'
import type { LifeState, ResolvedReason } from '../core/model/audit-result.ts'
import type { DatasetState } from '../core/model/coverage.ts'
import { earlierLife } from './life-rows.ts'
import { type HeadMoved, type PublishedRun, type Store, StoreFailure } from './store.ts'
import type { StoreTables } from './store-tables.ts'
import { recordDelivery, waitingMessages } from './outbox.ts'
import { keptPosts } from './held-posts.ts'
import { keptAsks, keptMeasures } from './run-measures.ts'
import { resolvedFindings, settledMessages, writePruning } from './pruning.ts'
import { writeLink, writePublication } from './write-publication.ts'

type Reading = Kysely<StoreTables>

/** A store over any database that Kysely speaks to and whose tables stand. `isDatabaseError` tells its failures from our own bugs. */
export function kyselyStore(db: Reading, isDatabaseError: (cause: unknown) => boolean): Store {
  async function attempt<Value>(what: string, act: () => Promise<Value>): Promise<Value> {
    try {
      return await act()
    } catch (cause) {
      if (!isDatabaseError(cause)) throw cause
      throw new StoreFailure(`cannot ${what}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
    }
  }
  return {
    latestRun: async () => attempt('read the latest run', async () => latestRun(db)),
    hasRun: async (id) =>
      attempt('read the runs', async () => (await db.selectFrom('run').select('id').where('id', '=', id).executeTakeFirst()) !== undefined),
    runs: async (limit) =>
      attempt('read the runs', async () =>
        (await db.selectFrom('run').selectAll().orderBy('sequence', 'desc').limit(limit).execute()).map(publishedRun),
      ),
    earlier: async (fingerprints) => attempt('read the earlier findings', async () => earlier(db, fingerprints)),
    lifeOf: async (fingerprint) =>
      attempt('read the life of a finding', async () => {
        const row = await db.selectFrom('finding_life').selectAll().where('fingerprint', '=', fingerprint).executeTakeFirst()
        return row === undefined ? null : earlierLife(row)
      }),
    changesOf: async (fingerprint) =>
      attempt('read the life of a finding', async () => {
        const rows = await db.selectFrom('finding_change').selectAll().where('fingerprint', '=', fingerprint).orderBy('sequence').execute()
        return rows.map(({ run_id, now, state, reason }) => {
          return { run: run_id, now: now as Instant, state: state as LifeState, reason: reason as ResolvedReason | null }
        })
      }),
    currentFingerprint: async (fingerprint) =>
      attempt('read the aliases', async () => {
        const row = await db.selectFrom('finding_alias').select('current').where('old', '=', fingerprint).executeTakeFirst()
        return row?.current ?? fingerprint
      }),
    completeCounts: async () =>
      attempt('read the last complete counts', async () => {
        const rows = await db
          .selectFrom('dataset_complete as last')
          .innerJoin('run_coverage as read', (join) =>
            join
              .onRef('read.run_id', '=', 'last.run_id')
              .onRef('read.source', '=', 'last.source')
              .onRef('read.unit', '=', 'last.unit')
              .onRef('read.dataset', '=', 'last.dataset'),
          )
          .select(['last.source', 'last.unit', 'last.dataset', 'last.records', 'last.run_id', 'last.at', 'read.as_of'])
          .orderBy('last.source')
          .orderBy('last.unit')
          .orderBy('last.dataset')
          .execute()
        return rows.map(({ source, unit, dataset, records, run_id, at, as_of }) => {
          return { source, unit, dataset, records, run: run_id, at: at as Instant, asOf: as_of as Instant }
        })
      }),
    acceptedShrinks: async () => attempt('read the accepted shrinks', async () => acceptedShrinks(db)),
    acceptShrink: async (shrink, link) =>
      attempt('keep the accepted shrink', async () =>
        db.transaction().execute(async (writing) => {
          const moved = movedHead(await chainHead(writing), link)
          if (moved !== null) return failed(moved)
          await writeLink(writing, link)
          const { source, unit, dataset, records, on, by, reason, at } = shrink
          const row = { chain_n: link.entry.n, source, unit, dataset, records, on_day: on, accepted_by: by, reason, at }
          await writing.insertInto('accepted_shrink').values(row).execute()
          return succeeded(null)
        }),
      ),
    keptPosts: async () => attempt('read the posts held', async () => keptPosts(db)),
    acknowledge: async ({ fingerprint, owner, until, note, at }, link) =>
      attempt('keep the acknowledgement', async () =>
        db.transaction().execute(async (writing) => {
          const moved = movedHead(await chainHead(writing), link)
          if (moved !== null) return failed(moved)
          await writeLink(writing, link)
          const row = { chain_n: link.entry.n, fingerprint, owner, until_day: until, note, at }
          await writing.insertInto('acknowledgement').values(row).execute()
          return succeeded(null)
        }),
      ),
    keptMeasures: async () => attempt('read what runs left for the board', async () => keptMeasures(db)),
    keptAsks: async (run) => attempt('read what the board was asked for', async () => keptAsks(db, run)),
    chainHead: async () => attempt('read the head of the chain', async () => chainHead(db)),
    chainLinks: async (after, limit) =>
      attempt('read the chain', async () => {
        const rows = await db.selectFrom('chain_entry').select(['hash', 'entry']).where('n', '>', after).orderBy('n').limit(limit).execute()
        return rows.map(({ hash, entry }): ChainLink => ({ hash, entry: JSON.parse(entry) as ChainEntry }))
      }),
    publish: async (publication) =>
      attempt('publish the run', async () =>
        db.transaction().execute(async (writing): Promise<Result<null, HeadMoved>> => {
          const moved = movedHead(await chainHead(writing), publication.link)
          if (moved !== null) return failed(moved)
          await publication.checkpoint('transaction-begun')
          await writePublication(writing, publication)
          await publication.checkpoint('transaction-written')
          return succeeded(null)
        }),
      ),
    resolvedFindings: async () => attempt('read the resolved findings', async () => resolvedFindings(db)),
    settledMessages: async (before) => attempt('read the outbox', async () => settledMessages(db, before)),
    prune: async (pruning, link) =>
      attempt('forget what is past its term', async () =>
        db.transaction().execute(async (writing) => {
          const moved = movedHead(await chainHead(writing), link)
          if (moved !== null) return failed(moved)
          await writeLink(writing, link)
          await writePruning(writing, pruning)
          return succeeded(null)
        }),
      ),
    waitingMessages: async () => attempt('read the outbox', async () => waitingMessages(db)),
    recordDelivery: async (run, audience, outcome) =>
      attempt('keep what came of a message', async () => recordDelivery(db, run, audience, outcome)),
    close: async () => db.destroy(),
  }
}

async function latestRun(db: Reading): Promise<PublishedRun | null> {
  const row = await db.selectFrom('run').selectAll().orderBy('sequence', 'desc').limit(1).executeTakeFirst()
  return row === undefined ? null : publishedRun(row)
}

function publishedRun({ id, sequence, now, head }: StoreTables['run']): PublishedRun {
  return { id, sequence, now: now as Instant, head }
}

const FINGERPRINTS_A_QUERY = 500

async function earlier(db: Reading, fingerprints: readonly string[]): Promise<Earlier> {
  const latest = await latestRun(db)
  if (latest === null)
    return { previousRun: null, lives: [], lastComplete: [], everAssessed: [], coverage: [], held: [], acknowledgements: [] }
  // Written out, not as a parameter: only then may the planner use the index of open ones.
  const open = await db
    .selectFrom('finding_life')
    .selectAll()
    .where(sql<boolean>`is_open = 1`)
    .orderBy('fingerprint')
    .execute()
  const isOpen = new Set(open.map(({ fingerprint }) => fingerprint))
  const others = fingerprints.filter((fingerprint) => !isOpen.has(fingerprint))
  const resolved: StoreTables['finding_life'][] = []
  for (let start = 0; start < others.length; start += FINGERPRINTS_A_QUERY) {
    const some = others.slice(start, start + FINGERPRINTS_A_QUERY)
    resolved.push(...(await db.selectFrom('finding_life').selectAll().where('fingerprint', 'in', some).execute()))
  }
  const complete = await db.selectFrom('project_complete').selectAll().orderBy('project').execute()
  const assessed = await db.selectFrom('assessed').select(['kind', 'name']).orderBy('kind').orderBy('name').execute()
  const coverage = await db
    .selectFrom('run_coverage')
    .select(['source', 'unit', 'dataset', 'state'])
    .where('run_id', '=', latest.id)
    .orderBy('source')
    .orderBy('unit')
    .orderBy('dataset')
    .execute()
  const held = await db.selectFrom('held_closing').select('fingerprint').orderBy('fingerprint').execute()
  return {
    previousRun: { id: latest.id, now: latest.now },
    lives: [...open, ...resolved].map(earlierLife),
    lastComplete: complete.map(({ project, run_id, now, status }) => ({ project, run: run_id, now: now as Instant, status })),
    everAssessed: assessed.map(({ kind, name }) => ({ kind: kind as AssessedThing['kind'], name })),
    coverage: coverage.map(({ source, unit, dataset, state }) => ({ source, unit, dataset, state: state as DatasetState })),
    held: held.map(({ fingerprint }) => fingerprint),
    acknowledgements: await acknowledgements(db),
  }
}

/** The last of each finding counts, under the name that the finding has now; by fingerprint. */
async function acknowledgements(db: Reading): Promise<Earlier['acknowledgements']> {
  const rows = await db
    .selectFrom('acknowledgement')
    .leftJoin('finding_alias', 'finding_alias.old', 'acknowledgement.fingerprint')
    .select(['acknowledgement.fingerprint', 'finding_alias.current', 'owner', 'until_day', 'note', 'at'])
    .orderBy('chain_n')
    .execute()
  const last = new Map(
    rows.map(({ fingerprint, current, owner, until_day, note, at }) => {
      const name = current ?? fingerprint
      return [name, { fingerprint: name, owner, until: until_day as Day, note, at: at as Instant }] as const
    }),
  )
  return sortedBy(last.values(), ({ fingerprint }) => fingerprint)
}

async function acceptedShrinks(db: Reading): Promise<readonly AcceptedShrink[]> {
  const rows = await db.selectFrom('accepted_shrink').selectAll().orderBy('chain_n').execute()
  return rows.map(({ source, unit, dataset, records, on_day, accepted_by, reason, at }) => {
    return { source, unit, dataset, records, on: on_day as Day | null, by: accepted_by, reason, at: at as Instant }
  })
}

async function chainHead(db: Reading): Promise<ChainHead | null> {
  const row = await db.selectFrom('chain_entry').select(['n', 'hash']).orderBy('n', 'desc').limit(1).executeTakeFirst()
  return row ?? null
}

function movedHead(found: ChainHead | null, { entry }: ChainLink): HeadMoved | null {
  const follows = found === null ? entry.n === 1 && entry.prev === null : entry.n === found.n + 1 && entry.prev === found.hash
  return follows ? null : { kind: 'head-moved', found }
}
