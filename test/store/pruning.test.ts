import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type ChainLink, nextLink, verifyChain } from '../../src/core/findings/chain.ts'
import { NO_LONGER_KEPT, findingWithoutPeople } from '../../src/core/findings/retention/without-people.ts'
import type { Tonight } from '../../src/core/findings/tonight.ts'
import { openSqliteStore } from '../../src/store/sqlite-store.ts'
import type { Store, StorePruning } from '../../src/store/store.ts'
import { buildFinding, day, night, person, sha256 } from '../core/findings/build-finding.ts'
import type { ToldNight } from '../core/findings/nights.ts'
import { publicationOf } from './build-publication.ts'

let folder: string
let store: Store
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gatehouse-store-prune-'))
  const opened = await openSqliteStore(join(folder, 'gatehouse.db'))
  if (!opened.ok) throw new Error(opened.error.message)
  store = opened.value
})
afterEach(async () => {
  await store.close()
  await rm(folder, { recursive: true, force: true })
})

const weak = buildFinding({ subject: person('upn:lwei@northmoor.example') })
const gone = buildFinding()
const open = buildFinding({ subject: person('employee:E2000'), project: 'helix' })

async function publishNight(told: ToldNight): Promise<void> {
  const earlier = await store.earlier(told.findings.map(({ fingerprint }) => fingerprint))
  const published = await store.publish(publicationOf(told, earlier, await store.chainHead()))
  if (!published.ok) throw new Error('not published')
}

async function linkOf(kind: ChainLink['entry']['kind']): Promise<ChainLink> {
  const said = { kind, run: null, at: night(9), tool: '0.1.0', evidence: [], policy: null, config: null, coverage: null }
  return nextLink(await store.chainHead(), { ...said, result: sha256(kind) }, sha256)
}

/** A finding that was known by another key first, was acknowledged, and is resolved; another one that is open; messages. */
async function story(): Promise<void> {
  const joined: Partial<Tonight> = { subjectIsKnown: (key) => key !== 'upn:lwei@northmoor.example', subjectOf: () => 'employee:E1042' }
  await publishNight({ run: 'run-1', now: night(1), findings: [weak, open] })
  const said = { fingerprint: weak.fingerprint, owner: 'ada.lovell', until: day('2026-11-20'), note: 'asks Li Wei', at: night(1) }
  await store.acknowledge(said, await linkOf('acknowledgement'))
  await publishNight({ run: 'run-2', now: night(2), findings: [gone, open], tonight: joined })
  await publishNight({ run: 'run-3', now: night(3), findings: [open] })
  await store.recordDelivery('run-1', 'security', { kind: 'sent', at: night(1) })
  await store.recordDelivery('run-2', 'security', { kind: 'withdrawn', at: night(2), reason: 'nobody' })
}

function pruningOf(findings: readonly string[]): StorePruning {
  return { findings, emptied: findingWithoutPeople, inPlace: NO_LONGER_KEPT, messagesBefore: night(9) }
}

/** Every text of every table. */
function everything(): string {
  const database = new DatabaseSync(join(folder, 'gatehouse.db'), { readOnly: true })
  try {
    const tables = database.prepare("select name from sqlite_master where type = 'table'").all()
    return JSON.stringify(tables.map(({ name }) => database.prepare(`select * from "${String(name)}"`).all()))
  } finally {
    database.close()
  }
}

describe('forgetting', () => {
  test('knows what is resolved, since when, and which messages nobody waits for', async () => {
    await story()
    expect(await store.resolvedFindings()).toEqual([{ fingerprint: gone.fingerprint, firstSeen: night(1), resolvedAt: night(3) }])
    expect(await store.settledMessages(night(9))).toBe(2)
    expect(await store.settledMessages(night(2))).toBe(1)
  })

  test('takes people out of every table, also where a finding went by an older name; the chain stays whole', async () => {
    await story()
    const names = /li wei|lwei|E1042|ada\.lovell/iu
    expect(everything()).toMatch(names)
    expect(await store.prune(pruningOf([gone.fingerprint]), await linkOf('prune'))).toEqual({ ok: true, value: null })
    // The one that is open is about somebody else in another project, by the same account.
    const others = JSON.stringify(JSON.stringify((await store.lifeOf(open.fingerprint))?.lastKnown)).slice(1, -1)
    expect(everything().replaceAll(others, '')).not.toMatch(names)
    expect(await store.lifeOf(open.fingerprint)).toMatchObject({ lastKnown: { subject: { key: 'employee:E2000' } } })
    expect(await store.lifeOf(gone.fingerprint)).toMatchObject({ state: 'resolved', firstSeen: night(1), lastKnown: { level: 'use' } })
    expect(await store.settledMessages(night(9))).toBe(0)
    expect(await store.waitingMessages()).toMatchObject([{ run: 'run-3', body: 'run run-3' }])
    expect(verifyChain(await store.chainLinks(0, 100), sha256)).toEqual({ kind: 'whole', head: await store.chainHead() })
  })

  test('leaves a finding that is open again as it is', async () => {
    await story()
    await publishNight({ run: 'run-4', now: night(4), findings: [gone, open] })
    await store.prune(pruningOf([gone.fingerprint]), await linkOf('prune'))
    expect(await store.lifeOf(gone.fingerprint)).toMatchObject({ state: 'reopened', lastKnown: { subject: { key: 'employee:E1042' } } })
  })

  test('a finding that comes back after its person was forgotten is reopened, with its first day', async () => {
    await story()
    await store.prune(pruningOf([gone.fingerprint]), await linkOf('prune'))
    await publishNight({ run: 'run-4', now: night(4), findings: [gone, open] })
    expect(await store.lifeOf(gone.fingerprint)).toMatchObject({ state: 'reopened', firstSeen: night(1), timesReopened: 1 })
  })

  test('forgets nothing when the head of the chain has moved', async () => {
    await story()
    const stale = await linkOf('prune')
    await publishNight({ run: 'run-4', now: night(4), findings: [open] })
    const before = everything()
    expect(await store.prune(pruningOf([gone.fingerprint]), stale)).toMatchObject({ ok: false, error: { kind: 'head-moved' } })
    expect(everything()).toBe(before)
  })
})
