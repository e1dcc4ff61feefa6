import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { NIGHTS, dayOf, momentOf } from '../../fixtures/story/calendar.ts'
import { ANNOUNCED } from '../../fixtures/story/chapters.ts'
import { type Story, seededStory } from '../../fixtures/story/seeded-story.ts'
import { type Digest, plantedCritical, plantedDigest } from '../../fixtures/story/told.ts'
import { writeConfiguration, writeNight } from '../../fixtures/story/write-night.ts'
import { configOf } from '../../src/app/config-of.ts'
import { problemText } from '../../src/app/problem.ts'
import { unattendedAudit } from '../../src/app/unattended.ts'
import type { Config } from '../../src/config/config.ts'
import { type Instant, parseInstant } from '../../src/core/base/instant.ts'
import { parseCron } from '../../src/schedule/cron.ts'
import { nextTimes } from '../../src/schedule/next-times.ts'
import { testAuthority } from '../servers/authority.ts'
import { describeWithServers } from '../servers/describe-with-servers.ts'
import { announceCleanUp } from './announce-clean-up.ts'
import { expectDigest } from './expect-digest.ts'
import { expectNight } from './expect-night.ts'
import { type Places, openedPlaces } from './places.ts'
import { type Known, learn } from './read-digest.ts'

const SEED = 20_261_126

test('the nights of the story are those of the schedule, also over the night on which the clocks go back', () => {
  const nights = Array.from({ length: NIGHTS }, (_, at) => momentOf(at + 1))
  expect(timesOf('30 0 * * *')).toEqual(nights)
  const hours = nights.slice(1).map((at, before) => (Date.parse(at) - Date.parse(nights[before] ?? '')) / 3_600_000)
  expect(hours.filter((between) => between !== 24)).toEqual([25])
  // A time that the clock shows twice that night, and one that it shows once, are each due once.
  for (const written of ['30 1 * * *', '0 2 * * *']) {
    const days = timesOf(written).map((at) => new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London' }).format(Date.parse(at)))
    expect(days).toEqual(nights.map((_, at) => dayOf(at + 1)))
  }
})

function timesOf(written: string): readonly string[] {
  const cron = parseCron(written)
  if (!cron.ok) throw new Error(cron.error)
  return nextTimes(cron.value, 'Europe/London', instantOf('2026-09-27T22:00:00.000Z'), NIGHTS)
}

describeWithServers(['openssl'], 'sixty nights of a seeded story', () => {
  test('send exactly what was planted, to whom it was planted, once each; a quiet night sends its heartbeat alone', async () => {
    const story = seededStory(SEED)
    const folder = await mkdtemp(join(tmpdir(), 'gatehouse-story-'))
    const places = await openedPlaces()
    try {
      const { hooks, smtpPort } = places
      await writeConfiguration(folder, {
        smtpPort,
        ca: (await testAuthority()).caFile,
        heartbeat: hooks.heartbeat.url,
        webhooks: { security: hooks.security.url, labs: hooks.labs.url },
      })
      const loaded = await configOf(join(folder, 'gatehouse.yaml'), {}, {})
      if (!loaded.ok) throw new Error(problemText(loaded.error))
      console.log(await replayed(story, loaded.value.config, folder, places))
    } finally {
      await places.close()
      await rm(folder, { recursive: true, force: true })
    }
  }, 240_000)
})

interface Due {
  readonly night: number
  readonly run: string
  readonly lines: Digest
}

/** Replays the nights, and expects of each what was planted; resolves to what there was, in words. */
async function replayed(story: Story, config: Config, folder: string, places: Places): Promise<string> {
  const { plot } = story
  const people = story.world.build.accounts.map(({ displayName }) => displayName)
  const known: Known = new Map()
  const siro = story.world.helm.siro.mail
  const waiting = new Map<string, Due[]>(
    ['security', 'labs', 'soc@northmoor.example', 'birch@northmoor.example', siro].map((to) => [to, []]),
  )
  let [quiet, digests, criticals, messages] = [0, 0, 0, 0]

  for (let night = 1; night <= NIGHTS; night++) {
    await writeNight(story, night, folder)
    const labsDown = plot.has('labs-webhook-down', night)
    const mailDown = plot.has('mail-down', night)
    await places.prepare({ labsDown, mailDown })
    if (night === ANNOUNCED.told) await announceCleanUp(config)
    const system = { clock: () => instantOf(momentOf(night)), env: {}, log: () => undefined }
    const audited = await unattendedAudit(config, { collects: true, now: null, workers: 1 }, system)
    if (!audited.ok) throw new Error(`night ${night}: ${problemText(audited.error)}`)
    const { result } = audited.value
    learn(known, result)
    expectNight(plot, night, result, known)

    const planted: readonly (readonly [readonly string[], Digest | null])[] = [
      [['security', 'soc@northmoor.example'], plantedDigest(plot.told, night, 'security')],
      [['labs'], plantedDigest(plot.told, night, 'labs')],
      [['birch@northmoor.example'], plantedDigest(plot.told, night, 'birch-lead')],
      [[siro], plantedCritical(plot.told, night)],
    ]
    for (const [boxes, lines] of planted)
      if (lines !== null) for (const box of boxes) waiting.get(box)?.push({ night, run: result.run.id, lines })
    quiet += planted.every(([, lines]) => lines === null) ? 1 : 0
    digests += planted.slice(0, 3).filter(([, lines]) => lines !== null).length
    criticals += planted[3]?.[1] === null ? 0 : 1

    const { heartbeat, ...arrived } = places.arrived()
    expect(heartbeat).toHaveLength(1)
    expect(Object.keys(arrived).filter((box) => !waiting.has(box))).toEqual([])
    for (const [box, due] of waiting) {
      const came = arrived[box] ?? []
      messages += came.length
      const isDown = box === 'labs' ? labsDown : box.includes('@') && mailDown
      const expected = isDown ? [] : due.splice(0)
      // The oldest first, each once.
      expect({ night, box, runs: came.map(({ text }) => runIn(text)) }).toEqual({ night, box, runs: expected.map(({ run }) => run) })
      for (const [at, message] of came.entries()) {
        const { night: of, lines } = expected[at] ?? { night, lines: [] }
        expectDigest(message, lines, known, `${box}, night ${of}, arrived on night ${night}`)
        expect(people.filter((name) => message.text.includes(name))).toEqual([])
      }
    }
  }
  expect([...waiting.values()].flat()).toEqual([])
  return `${NIGHTS} nights, ${quiet} of them quiet: ${digests} digests and ${criticals} critical messages planted, ${messages} messages arrived, each as planted and once`
}

function runIn(text: string): string {
  return /^- (\S+), evaluated as of /mu.exec(text)?.[1] ?? 'no run'
}

function instantOf(text: string): Instant {
  const instant = parseInstant(text)
  if (instant === null) throw new Error(`no moment: ${text}`)
  return instant
}
