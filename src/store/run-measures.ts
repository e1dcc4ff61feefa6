import type { Kysely, Transaction } from 'kysely'
import { type Instant, dayIn } from '../core/base/instant.ts'
import { ASKS_ON_PAGE_ONE, asksOf } from '../core/findings/asks.ts'
import { measuresOf } from '../core/findings/measures.ts'
import type { KeptAsk, KeptMeasures } from '../core/findings/trend.ts'
import { distinctTexts } from '../core/base/order.ts'
import type { AuditResult, LifeState, ResolvedReason } from '../core/model/audit-result.ts'
import type { Ask } from '../core/model/measures.ts'
import type { StoreTables } from './store-tables.ts'

const FINGERPRINTS_A_QUERY = 500

/** What the run leaves for the board. */
export async function writeMeasures(writing: Transaction<StoreTables>, result: AuditResult): Promise<void> {
  const { run, assessment, life } = result
  const measures: Pick<KeptMeasures, 'method' | 'measures'> = {
    method: { gatehouse: run.gatehouse, sources: distinctTexts(assessment.coverage.map(({ source }) => source)) },
    measures: measuresOf({ assessment, life, today: dayIn(run.timeZone, run.now) }),
  }
  await writing
    .insertInto('run_measures')
    .values({
      run_id: run.id,
      now: run.now,
      measures: JSON.stringify(measures),
      asks: JSON.stringify(asksOf(result).slice(0, ASKS_ON_PAGE_ONE)),
    })
    .execute()
}

/** Of every run that left some, oldest first. */
export async function keptMeasures(db: Kysely<StoreTables>): Promise<readonly KeptMeasures[]> {
  const rows = await db.selectFrom('run_measures').select(['run_id', 'now', 'measures']).orderBy('now').execute()
  return rows.map(({ run_id, now, measures }) => {
    return { run: run_id, now: now as Instant, ...(JSON.parse(measures) as Pick<KeptMeasures, 'method' | 'measures'>) }
  })
}

/** What the run asked for, each finding under the name that it has now and as the latest run left it. */
export async function keptAsks(db: Kysely<StoreTables>, run: string): Promise<readonly KeptAsk[]> {
  const row = await db.selectFrom('run_measures').select('asks').where('run_id', '=', run).executeTakeFirst()
  if (row === undefined) return []
  const asks = JSON.parse(row.asks) as readonly Ask[]
  const names = await currentNames(db, distinctTexts(asks.flatMap(({ findings }) => findings)))
  const states = new Map<string, { readonly state: LifeState; readonly reason: ResolvedReason | null }>()
  for (const some of inChunks([...names.values()])) {
    const lives = await db.selectFrom('finding_life').select(['fingerprint', 'state', 'reason']).where('fingerprint', 'in', some).execute()
    for (const { fingerprint, state, reason } of lives)
      states.set(fingerprint, { state: state as LifeState, reason: reason as ResolvedReason | null })
  }
  return asks.map((ask) => ({
    ...ask,
    findings: ask.findings.map((old) => {
      const fingerprint = names.get(old) ?? old
      // A finding that the store has lost was not seen to be put right.
      return { fingerprint, ...(states.get(fingerprint) ?? { state: 'not-rechecked' as const, reason: null }) }
    }),
  }))
}

async function currentNames(db: Kysely<StoreTables>, fingerprints: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const names = new Map(fingerprints.map((fingerprint) => [fingerprint, fingerprint]))
  for (const some of inChunks(fingerprints)) {
    for (const { old, current } of await db.selectFrom('finding_alias').select(['old', 'current']).where('old', 'in', some).execute())
      names.set(old, current)
  }
  return names
}

function inChunks(items: readonly string[]): readonly (readonly string[])[] {
  return Array.from({ length: Math.ceil(items.length / FINGERPRINTS_A_QUERY) }, (_, i) =>
    items.slice(i * FINGERPRINTS_A_QUERY, (i + 1) * FINGERPRINTS_A_QUERY),
  )
}
