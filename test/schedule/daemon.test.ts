import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { parseCron } from '../../src/schedule/cron.ts'
import { type DaemonInput, runDaemon } from '../../src/schedule/daemon.ts'

const HOUR_MS = 3_600_000

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-10-24T12:00:00.000Z') })
})
afterEach(() => {
  vi.useRealTimers()
})

function daemon(night: DaemonInput['night'], resend: DaemonInput['resend'] = async () => undefined) {
  const cron = parseCron('30 1 * * *')
  if (!cron.ok) throw new Error(cron.error)
  const stop = new AbortController()
  const said: string[] = []
  const ended = runDaemon({
    cron: cron.value,
    zone: 'Europe/London',
    night,
    resend,
    stop: stop.signal,
    log: (event, { next, reason }) => said.push([event, next ?? reason].join(' ')),
  })
  return { stop, said, ended }
}

test('audits once every night, also in the night that has an hour twice', async () => {
  const begun: string[] = []
  const { stop, said, ended } = daemon(async () => void begun.push(new Date().toISOString()))
  await vi.advanceTimersByTimeAsync(72 * HOUR_MS)
  stop.abort()
  await ended
  expect(begun.map((time) => time.slice(0, 16))).toEqual(['2026-10-25T00:30', '2026-10-26T01:30', '2026-10-27T01:30'])
  expect(said[0]).toBe('waiting 2026-10-25T00:30:00.000Z')
})

test('starts no night while another is going, and says so', async () => {
  const going = Promise.withResolvers<void>()
  let begun = 0
  const { stop, said, ended } = daemon(async () => {
    begun += 1
    if (begun === 1) await going.promise
  })
  await vi.advanceTimersByTimeAsync(40 * HOUR_MS)
  expect(begun).toBe(1)
  expect(said).toContain('night-skipped the night before is still going')
  going.resolve()
  await vi.advanceTimersByTimeAsync(24 * HOUR_MS)
  expect(begun).toBe(2)
  stop.abort()
  await ended
})

test('sends again every hour, and the night waits for that', async () => {
  const order: string[] = []
  let slow = Promise.resolve()
  const { stop, ended } = daemon(
    async () => void order.push('night'),
    async () => {
      await slow
      order.push('resend')
    },
  )
  await vi.advanceTimersByTimeAsync(11 * HOUR_MS)
  expect(order).toEqual(Array.from({ length: 11 }, () => 'resend'))
  const hanging = Promise.withResolvers<void>()
  slow = hanging.promise
  // The one of 23:47 hangs; the night is due at 00:30.
  await vi.advanceTimersByTimeAsync(2 * HOUR_MS)
  expect(order).toHaveLength(11)
  hanging.resolve()
  await vi.advanceTimersByTimeAsync(1000)
  expect(order.slice(11)).toEqual(['resend', 'night'])
  stop.abort()
  await ended
})

test('ends when it is told to: the night that is going is told too, and waited for', async () => {
  const events: string[] = []
  const { stop, ended } = daemon(async (signal) => {
    events.push('begun')
    await new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => {
        events.push('told')
        setTimeout(resolve, 5000)
      })
    })
    events.push('ended')
  })
  await vi.advanceTimersByTimeAsync(13 * HOUR_MS)
  stop.abort()
  void ended.then(() => events.push('daemon ended'))
  await vi.advanceTimersByTimeAsync(6000)
  expect(events).toEqual(['begun', 'told', 'ended', 'daemon ended'])
})

test('goes on after a night that could not be begun', async () => {
  let begun = 0
  const { stop, said, ended } = daemon(async () => {
    begun += 1
    throw new Error('spawn ENOENT')
  })
  await vi.advanceTimersByTimeAsync(48 * HOUR_MS)
  expect(begun).toBe(2)
  expect(said).toContain('night-failed spawn ENOENT')
  stop.abort()
  await ended
})
