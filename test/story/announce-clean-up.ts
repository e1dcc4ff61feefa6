import { expect } from 'vitest'
import { momentOf, dayOf } from '../../fixtures/story/calendar.ts'
import { ANNOUNCED } from '../../fixtures/story/chapters.ts'
import type { Config } from '../../src/config/config.ts'
import { type Day, type Instant, parseDay, parseInstant } from '../../src/core/base/instant.ts'
import type { AcceptedShrink } from '../../src/core/findings/breaker.ts'
import { nextLink } from '../../src/core/findings/chain.ts'
import { sha256 } from '../../src/sources/evidence/sha256.ts'
import { openSqliteStore } from '../../src/store/sqlite-store.ts'

/** What `gatehouse accept-shrink directory/groups --on DATE --reason …` leaves in the store on the night before. */
export async function announceCleanUp({ store }: Pick<Config, 'store'>): Promise<void> {
  if (store.kind !== 'sqlite') throw new Error('the story keeps its store in a file')
  const opened = await openSqliteStore(store.path)
  if (!opened.ok) throw new Error(opened.error.message)
  const at = moment()
  const shrink: AcceptedShrink = {
    source: 'directory',
    unit: null,
    dataset: 'groups',
    records: null,
    on: day(),
    by: 'tom.reid@northmoor.example',
    reason: 'the readers of harbour are cleaned up',
    at,
  }
  const said = { kind: 'accepted-shrink', run: null, at, tool: '0', evidence: [], policy: null, config: null, coverage: null } as const
  const link = nextLink(await opened.value.chainHead(), { ...said, result: sha256(JSON.stringify(shrink)) }, sha256)
  expect(await opened.value.acceptShrink(shrink, link)).toMatchObject({ ok: true })
  await opened.value.close()
}

function moment(): Instant {
  const at = parseInstant(momentOf(ANNOUNCED.told))
  if (at === null) throw new Error('no moment')
  return at
}

function day(): Day {
  const on = parseDay(dayOf(ANNOUNCED.on))
  if (on === null) throw new Error('no day')
  return on
}
