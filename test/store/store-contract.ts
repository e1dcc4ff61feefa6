import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { nextLink, verifyChain } from '../../src/core/findings/chain.ts'
import { type Earlier, NOTHING_EARLIER } from '../../src/core/findings/earlier.ts'
import { life } from '../../src/core/findings/life.ts'
import type { Tonight } from '../../src/core/findings/tonight.ts'
import { type Store, StoreFailure } from '../../src/store/store.ts'
import { buildFinding, day, night, person, sha256 } from '../core/findings/build-finding.ts'
import { type ToldNight, leftBehind, lifeInput } from '../core/findings/nights.ts'
import { publicationOf } from './build-publication.ts'

/** What every store promises, whatever lies below it. */
export function storeContract(name: string, openStore: () => Promise<Store>): void {
  describe(`the store (${name})`, () => {
    let store: Store
    beforeEach(async () => {
      store = await openStore()
    })
    afterEach(async () => store.close())

    async function publishNight(told: ToldNight): Promise<void> {
      const earlier = await store.earlier(told.findings.map(({ fingerprint }) => fingerprint))
      const published = await store.publish(publicationOf(told, earlier, await store.chainHead()))
      if (!published.ok) throw new Error('not published')
    }

    const finding = buildFinding()
    const other = buildFinding({ subject: person('employee:E2000'), project: 'helix', severityClass: 'low' })
    const story: readonly ToldNight[] = [
      { run: 'run-1', now: night(1), findings: [finding] },
      { run: 'run-2', now: night(2), findings: [], sources: { ad: 'denied', hr: 'complete' }, incomplete: ['qsense'] },
      { run: 'run-3', now: night(3), findings: [other] },
      { run: 'run-4', now: night(4), findings: [finding, other] },
      { run: 'run-5', now: night(5), findings: [finding] },
    ]

    test('is empty at first', async () => {
      expect(await store.earlier([finding.fingerprint])).toEqual(NOTHING_EARLIER)
      expect(await store.latestRun()).toBeNull()
      expect(await store.chainHead()).toBeNull()
      expect(await store.completeCounts()).toEqual([])
      expect(await store.acceptedShrinks()).toEqual([])
    })

    test('gives back after each night what the night left behind', async () => {
      let expected: Earlier = NOTHING_EARLIER
      for (const told of story) {
        await publishNight(told)
        const input = lifeInput(told)
        expected = leftBehind(expected, life(expected, input, sha256), input)
        const found = await store.earlier([finding.fingerprint, other.fingerprint])
        expect(sorted(found)).toEqual(sorted(expected))
      }
      expect(await store.lifeOf(finding.fingerprint)).toMatchObject({ state: 'persisting', timesReopened: 1, firstSeen: night(1) })
    })

    test('remembers in which post somebody reached a project, until they no longer reach it', async () => {
      const held = (department: string) => [{ project: 'qsense', subject: 'employee:E1', department, type: 'employee' }]
      const seen = {
        run: 'run-1',
        now: night(1),
        findings: [],
        posts: { held: held('Physics'), settled: ['qsense'], declared: ['qsense'] },
      }
      await publishNight(seen)
      await publishNight({
        ...seen,
        run: 'run-2',
        now: night(2),
        posts: { held: held('Chemistry'), settled: ['qsense'], declared: ['qsense'] },
      })
      // Nothing was read to the end, so that nothing is over.
      await publishNight({ ...seen, run: 'run-3', now: night(3), posts: { held: [], settled: [], declared: ['qsense'] } })
      expect(await store.keptPosts()).toEqual([
        { ...held('Chemistry')[0], firstSeen: night(2), lastSeen: night(2) },
        { ...held('Physics')[0], firstSeen: night(1), lastSeen: night(1) },
      ])
      await publishNight({ ...seen, run: 'run-4', now: night(4), posts: { held: [], settled: ['qsense'], declared: ['qsense'] } })
      expect(await store.keptPosts()).toEqual([])
    })

    test('keeps no posts of a project that is declared no more', async () => {
      const held = [{ project: 'qsense', subject: 'employee:E1', department: 'Physics', type: 'employee' }]
      const told = { run: 'run-1', now: night(1), findings: [], posts: { held, settled: [], declared: ['qsense'] } }
      await publishNight(told)
      await publishNight({ ...told, run: 'run-2', now: night(2), posts: { held: [], settled: [], declared: ['tides'] } })
      expect(await store.keptPosts()).toEqual([])
    })

    test('keeps a message until it was sent or has nobody left to go to', async () => {
      await publishNight({ run: 'run-1', now: night(1), findings: [finding] })
      await publishNight({ run: 'run-2', now: night(2), findings: [finding] })
      await publishNight({ run: 'run-3', now: night(3), findings: [finding] })
      const waiting = async () => (await store.waitingMessages()).map(({ run, attempts, failure }) => [run, attempts, failure])
      await store.recordDelivery('run-2', 'security', { kind: 'failed', at: night(3), reason: 'no answer' })
      await store.recordDelivery('run-2', 'security', { kind: 'failed', at: night(4), reason: 'answered 500' })
      expect(await waiting()).toEqual([
        ['run-1', 0, null],
        ['run-2', 2, 'answered 500'],
        ['run-3', 0, null],
      ])
      await store.recordDelivery('run-1', 'security', { kind: 'withdrawn', at: night(4), reason: 'no such audience' })
      await store.recordDelivery('run-2', 'security', { kind: 'sent', at: night(4) })
      await store.recordDelivery('run-2', 'security', { kind: 'failed', at: night(5), reason: 'too late to fail' })
      expect(await waiting()).toEqual([['run-3', 0, null]])
    })

    test('keeps of each run what the board is shown, and how what it was asked for stands now', async () => {
      const grave = { ...finding, severity: { ...finding.severity, class: 'high' as const }, mayAccept: 'siro' }
      await publishNight({ run: 'run-1', now: night(1), findings: [grave] })
      expect(await store.keptMeasures()).toMatchObject([
        {
          run: 'run-1',
          now: night(1),
          method: { gatehouse: '0.1.0', sources: ['ad', 'hr'] },
          measures: expect.arrayContaining([{ name: 'sources-on-time', count: 2, all: 2, unread: [] }]),
        },
      ])
      const asked = async () => (await store.keptAsks('run-1')).map(({ office, findings }) => [office, findings])
      expect(await asked()).toEqual([['siro', [{ fingerprint: grave.fingerprint, state: 'first-observed', reason: null }]]])
      await publishNight({ run: 'run-2', now: night(2), findings: [] })
      expect(await asked()).toMatchObject([['siro', [{ fingerprint: grave.fingerprint, state: 'resolved' }]]])
      expect((await store.keptMeasures()).map(({ run }) => run)).toEqual(['run-1', 'run-2'])
      expect(await store.keptAsks('run-9')).toEqual([])
    })

    test('loads resolved lives only where they are asked for', async () => {
      for (const told of story) await publishNight(told)
      expect((await store.earlier([])).lives.map(({ fingerprint }) => fingerprint)).toEqual([finding.fingerprint])
      expect((await store.earlier([other.fingerprint])).lives).toHaveLength(2)
    })

    test('keeps what befell a finding, without the nights on which nothing did', async () => {
      for (const told of story) await publishNight(told)
      const changes = await store.changesOf(finding.fingerprint)
      expect(changes.map(({ run, state, reason }) => [run, state, reason])).toEqual([
        ['run-1', 'first-observed', null],
        ['run-3', 'resolved', 'access-removed'],
        ['run-4', 'reopened', null],
      ])
    })

    test('knows the last complete count of a dataset through nights on which it was denied', async () => {
      for (const told of story.slice(0, 2)) await publishNight(told)
      expect(await store.completeCounts()).toMatchObject([
        { source: 'ad', dataset: 'groups', records: 10, run: 'run-1', at: night(1) },
        { source: 'hr', dataset: 'groups', records: 10, run: 'run-2', at: night(2) },
      ])
    })

    test('lists runs newest first, and its chain verifies', async () => {
      for (const told of story) await publishNight(told)
      expect((await store.runs(2)).map(({ id, sequence }) => [id, sequence])).toEqual([
        ['run-5', 5],
        ['run-4', 4],
      ])
      expect(await store.hasRun('run-1')).toBe(true)
      expect(await store.hasRun('run-9')).toBe(false)
      const links = [...(await store.chainLinks(0, 3)), ...(await store.chainLinks(3, 100))]
      expect(verifyChain(links, sha256)).toEqual({ kind: 'whole', head: await store.chainHead() })
    })

    test('carries a finding over when its subject is known by another key, with its history', async () => {
      const weak = buildFinding({ subject: person('upn:lwei@northmoor.example') })
      const joined: Partial<Tonight> = { subjectIsKnown: (key) => key === 'employee:E1042', subjectOf: () => 'employee:E1042' }
      await publishNight({ run: 'run-1', now: night(1), findings: [weak] })
      await publishNight({ run: 'run-2', now: night(2), findings: [finding], tonight: joined })
      expect(await store.lifeOf(weak.fingerprint)).toBeNull()
      expect(await store.lifeOf(finding.fingerprint)).toMatchObject({ state: 'persisting', firstSeen: night(1) })
      expect(await store.currentFingerprint(weak.fingerprint)).toBe(finding.fingerprint)
      expect((await store.changesOf(finding.fingerprint)).map(({ run }) => run)).toEqual(['run-1'])
      // And back, should the register that knew the stronger key be gone: no circle.
      const fallenBack: Partial<Tonight> = {
        subjectIsKnown: (key) => key !== 'employee:E1042',
        subjectOf: () => 'upn:lwei@northmoor.example',
      }
      await publishNight({ run: 'run-3', now: night(3), findings: [weak], tonight: fallenBack })
      expect(await store.currentFingerprint(weak.fingerprint)).toBe(weak.fingerprint)
      expect(await store.currentFingerprint(finding.fingerprint)).toBe(weak.fingerprint)
      expect(await store.lifeOf(weak.fingerprint)).toMatchObject({ state: 'persisting', firstSeen: night(1) })
    })

    test('publishes nothing when the head of the chain has moved', async () => {
      const [first, second] = story
      if (first === undefined || second === undefined) throw new Error('no story')
      await publishNight(first)
      const before = await store.earlier([])
      const stale = publicationOf(second, before, null)
      expect(await store.publish(stale)).toEqual({ ok: false, error: { kind: 'head-moved', found: await store.chainHead() } })
      expect(await store.earlier([])).toEqual(before)
      expect(await store.runs(9)).toHaveLength(1)
    })

    test.each(['transaction-begun', 'transaction-written'] as const)('keeps nothing of a transaction that fails at `%s`', async (at) => {
      const [first, second] = story
      if (first === undefined || second === undefined) throw new Error('no story')
      await publishNight(first)
      const before = await store.earlier([])
      const failing = {
        ...publicationOf(second, before, await store.chainHead()),
        checkpoint: async (step: string): Promise<void> => {
          if (step === at) throw new Error('stopped here')
        },
      }
      await expect(store.publish(failing)).rejects.toThrow('stopped here')
      expect(await store.earlier([])).toEqual(before)
      await publishNight(second)
      expect(await store.latestRun()).toMatchObject({ id: 'run-2', sequence: 2 })
    })

    test('refuses the same run twice and keeps the first', async () => {
      const told: ToldNight = { run: 'run-1', now: night(1), findings: [finding] }
      await publishNight(told)
      await expect(publishNight(told)).rejects.toThrow(StoreFailure)
      expect(await store.runs(9)).toHaveLength(1)
    })

    test('keeps an accepted shrink with its entry in the chain', async () => {
      await publishNight({ run: 'run-1', now: night(1), findings: [] })
      const shrink = { source: 'ad', unit: null, dataset: 'users', records: 5, on: null, by: 'omar', reason: 'merged', at: night(1) }
      const announced = { ...shrink, records: null, on: day('2026-12-01') }
      for (const one of [shrink, announced]) {
        const said = { kind: 'accepted-shrink', run: null, at: night(1), tool: '0.1.0', evidence: [], policy: null, config: null } as const
        const link = nextLink(await store.chainHead(), { ...said, coverage: null, result: sha256(JSON.stringify(one)) }, sha256)
        expect(await store.acceptShrink(one, link)).toEqual({ ok: true, value: null })
        expect(await store.acceptShrink(one, link)).toMatchObject({ ok: false, error: { kind: 'head-moved' } })
      }
      expect(await store.acceptedShrinks()).toEqual([shrink, announced])
      expect(verifyChain(await store.chainLinks(0, 9), sha256)).toMatchObject({ kind: 'whole', head: { n: 3 } })
    })

    test('takes thousands of findings in one publication', async () => {
      const findings = [...Array(3000).keys()].map((n) => buildFinding({ subject: person(`employee:${n}`) }))
      await publishNight({ run: 'run-1', now: night(1), findings })
      await publishNight({ run: 'run-2', now: night(2), findings: [] })
      expect((await store.earlier(findings.map(({ fingerprint }) => fingerprint))).lives).toHaveLength(3000)
    })
  })
}

function sorted(earlier: Earlier): Earlier {
  const byText = <Item>(items: readonly Item[]): readonly Item[] =>
    items.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
  return { ...earlier, lives: byText(earlier.lives), everAssessed: byText(earlier.everAssessed), coverage: byText(earlier.coverage) }
}
