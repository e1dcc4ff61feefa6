import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { configOf } from '../../src/app/config-of.ts'
import { problemText } from '../../src/app/problem.ts'
import { machineClock } from '../../src/app/system.ts'
import { unattendedAudit } from '../../src/app/unattended.ts'
import { writeExport } from '../end-to-end/exported-institution.ts'
import { GROUPS, PEOPLE } from '../end-to-end/small-directory.ts'
import { type Institution, STAFF, writeHr, writeVisitors } from '../end-to-end/small-institution.ts'
import { type Hook, startHook } from '../servers/webhook.ts'
import { messagingInstitution } from './messaging-institution.ts'

const NIGHTS = 60
/** Reach `dialects` by one group; the others each by a membership of their own. */
const BY_GROUP = Array.from({ length: 41 }, (_, at) => `lab${at}`)
const ALONE = Array.from({ length: 6 }, (_, at) => `reader${at}`)
const GROUP_COMES = 20
const GROUP_GOES = 40
const REGISTER_GONE = 50

let institution: Institution
let chat: Hook
let beats: Hook
beforeAll(async () => {
  chat = await startHook()
  beats = await startHook()
  institution = await messagingInstitution({ webhook: chat.url, heartbeat: beats.url })
})
afterAll(async () => {
  institution.remove()
  await chat.stop()
  await beats.stop()
})

/** The same numbers for the same seed: mulberry32, whose author gave it to everybody. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Who is in the group of `dialects` on a night, and whether the register of visitors is there. */
interface Night {
  readonly alone: readonly string[]
  readonly group: boolean
  readonly visitors: boolean
}

/** Two nights of three are quiet; on the others one person comes or goes. */
function story(random: () => number): readonly Night[] {
  const nights: Night[] = []
  let alone: readonly string[] = []
  for (let night = 1; night <= NIGHTS; night++) {
    if (night > 1 && night < GROUP_GOES - 3 && random() < 1 / 3) {
      const who = ALONE[Math.floor(random() * ALONE.length)] ?? ''
      alone = alone.includes(who) ? alone.filter((one) => one !== who) : [...alone, who]
    }
    // On the night on which the group goes, there are two more beside its 41.
    if (night === GROUP_GOES - 3) alone = ALONE.slice(0, 2)
    nights.push({ alone, group: night >= GROUP_COMES && night < GROUP_GOES, visitors: night !== REGISTER_GONE })
  }
  return nights
}

/** The subjects that the story plants, worked out from who came and went alone. */
function plantedSubjects(nights: readonly Night[]): readonly (string | RegExp | null)[] {
  const everSeen = new Set<string>()
  return nights.map(({ alone, group, visitors }, at) => {
    if (at === 0) return /^Gatehouse: first run, \d+ first observed \(/u
    const before = nights[at - 1]
    if (!visitors) return /^Gatehouse: .*coverage lost, coverage incomplete/u
    if (before?.visitors === false) return /^Gatehouse: .*coverage regained/u
    const now = [...alone, ...(group ? BY_GROUP : [])]
    const then = [...(before?.alone ?? []), ...(before?.group === true ? BY_GROUP : [])]
    const came = now.filter((who) => !then.includes(who))
    const back = came.filter((who) => everSeen.has(who))
    for (const who of came) everSeen.add(who)
    const gone = then.filter((who) => !now.includes(who))
    const parts = [
      [came.length - back.length, 'new'],
      [back.length, 'reopened'],
      [gone.length, 'resolved'],
    ].flatMap(([count, words]) => (count === 0 ? [] : [`${count} ${words}`]))
    return parts.length === 0 ? null : `Gatehouse: ${parts.join(', ')} (dialects)`
  })
}

function write({ alone, group, visitors }: Night): void {
  const logins = [...ALONE, ...BY_GROUP]
  const people = [...PEOPLE, ...logins.map((login, at) => ({ login, employee: `E${2001 + at}` }))]
  const groups = { ...GROUPS, lab: BY_GROUP, 'dialects-core': ['ada.lovell', ...alone, ...(group ? ['lab'] : [])] }
  writeExport(institution, {
    people: people.filter(({ login }) => !login.startsWith('crowd')),
    groups: { ...groups, everybody: [STAFF[0]] },
  })
  writeHr(
    institution,
    logins.map((login, at) => `E${2001 + at},${login}@northmoor.example,employee,Geography,2015-01-01,,active,`),
  )
  writeVisitors(institution)
  if (!visitors) rmSync(join(institution.folder, 'exports/visitors'), { recursive: true })
}

test('sixty nights send exactly the messages that the story plants; a quiet night sends its heartbeat alone', async () => {
  const nights = story(seeded(20_261_126))
  const planted = plantedSubjects(nights)
  const config = await configOf(join(institution.folder, 'gatehouse.yaml'), {}, {})
  if (!config.ok) throw new Error(problemText(config.error))
  const system = { clock: machineClock, env: {}, log: () => undefined }
  for (const [at, night] of nights.entries()) {
    write(night)
    const sentBefore = chat.calls.length
    const run = await unattendedAudit(config.value.config, { collects: true, now: null, workers: 1 }, system)
    if (!run.ok) throw new Error(problemText(run.error))
    const sent = chat.calls.slice(sentBefore).map(({ body }) => (JSON.parse(body) as { readonly subject: string }).subject)
    const wanted = planted[at] ?? null
    expect(sent, `night ${at + 1}`).toEqual(wanted === null ? [] : [typeof wanted === 'string' ? wanted : expect.stringMatching(wanted)])
    expect(beats.calls).toHaveLength(at + 1)
  }
  const quiet = planted.filter((subject) => subject === null).length
  console.log(`${NIGHTS} nights: ${NIGHTS - quiet} messages, ${quiet} quiet ones, ${beats.calls.length} heartbeats`)
  expect(planted[GROUP_GOES - 1]).toBe('Gatehouse: 41 resolved (dialects)')
  expect(quiet).toBeGreaterThan(30)
}, 240_000)
