import { chmod, cp, mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { instantFromEpochMs } from '../../../src/core/base/instant.ts'
import { latestRunId } from '../../../src/app/publication/latest-pointer.ts'
import { type LockMachine, thisMachine } from '../../../src/app/publication/lock-machine.ts'
import { diskPublicationFiles } from '../../../src/app/publication/publication-files.ts'
import { takeLock } from '../../../src/app/publication/publication-lock.ts'
import { noSpace, watchedFiles } from './failing-files.ts'
import { lockPath, publishNight, reportsFolder } from './publish-night.ts'
import { expectTidy, whatIsFound } from './whole.ts'

let root: string
let made = 0

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'gatehouse-publish-'))
})
afterAll(async () => rm(root, { recursive: true, force: true }))

function freshFolder(): string {
  made += 1
  return join(root, `case-${made}`)
}

test('publishes night after night; each report prints its head, and the chain verifies', async () => {
  const folder = freshFolder()
  for (const night of [1, 2, 3])
    expect(await publishNight({ folder, night })).toMatchObject({ ok: true, value: { published: { ok: true } } })
  const found = await whatIsFound(folder)
  expect(found).toMatchObject({ latest: 'run-3', runs: ['run-3', 'run-2', 'run-1'], chain: { kind: 'whole', head: { n: 3 } } })
  await expectTidy(folder, found.runs)
})

test('what is written is readable by its owner only', async () => {
  const folder = freshFolder()
  await publishNight({ folder, night: 1 })
  const run = join(reportsFolder(folder), 'runs', 'run-1')
  expect((await stat(run)).mode & 0o777).toBe(0o700)
  expect((await stat(join(run, 'result.json'))).mode & 0o777).toBe(0o600)
})

test.each([1, 2])('a run that is not newer than the latest is only to be printed (night %i)', async (night) => {
  const folder = freshFolder()
  await publishNight({ folder, night: 2 })
  const before = await whatIsFound(folder)
  expect(await publishNight({ folder, night })).toMatchObject({
    ok: true,
    value: { published: { ok: true, value: { kind: 'print-only', result: { publication: null }, latest: { id: 'run-2' } } } },
  })
  expect(await whatIsFound(folder)).toEqual(before)
  await expectTidy(folder, ['run-2'])
})

test('two that publish at once: the second is told who holds the lock', async () => {
  const folder = freshFolder()
  let second: unknown = null
  const first = await publishNight({
    folder,
    night: 1,
    checkpoint: async (step) => {
      if (step === 'reports-written') second = await publishNight({ folder, night: 2 })
    },
  })
  expect(second).toMatchObject({ ok: false, error: { kind: 'locked', message: expect.stringContaining(`process ${process.pid} on`) } })
  expect(first).toMatchObject({ ok: true, value: { published: { ok: true } } })
  expect(await publishNight({ folder, night: 2 })).toMatchObject({ ok: true, value: { tookOver: null } })
})

test('reports of a run that the store does not know are never written over', async () => {
  const folder = freshFolder()
  await mkdir(join(reportsFolder(folder), 'runs', 'run-1'), { recursive: true })
  expect(await publishNight({ folder, night: 1 })).toMatchObject({
    ok: true,
    value: { published: { ok: false, error: { kind: 'disk', message: expect.stringContaining('move it away') } } },
  })
})

test('where the file system has no symbolic links, `latest` is a file', async () => {
  const folder = freshFolder()
  const files = {
    ...diskPublicationFiles,
    symlink: async () => Promise.reject(Object.assign(new Error('EPERM'), { code: 'EPERM' })),
    link: async () => Promise.reject(Object.assign(new Error('EPERM'), { code: 'EPERM' })),
  }
  for (const night of [1, 2]) await publishNight({ folder, night, files })
  expect(await readFile(join(reportsFolder(folder), 'latest'), 'utf8')).toBe('runs/run-2\n')
  expect(await latestRunId(reportsFolder(folder), diskPublicationFiles)).toBe('run-2')
})

test('a pointer that was lost is set again by the next command', async () => {
  const folder = freshFolder()
  await publishNight({ folder, night: 1 })
  await rm(join(reportsFolder(folder), 'latest'))
  const again = await publishNight({ folder, night: 1 })
  expect(again).toMatchObject({ ok: true, value: { finished: { ok: true, value: { done: ['pointed `latest` at run run-1'] } } } })
})

test('reports that are gone are a trouble that is said', async () => {
  const folder = freshFolder()
  await publishNight({ folder, night: 1 })
  await rm(reportsFolder(folder), { recursive: true })
  const again = await publishNight({ folder, night: 2 })
  expect(again).toMatchObject({
    ok: true,
    value: {
      finished: { ok: true, value: { troubles: ['the reports of run run-1, the latest published, are gone'] } },
      published: { ok: true },
    },
  })
})

test('a folder that may not be written is an error, and nothing is published', async () => {
  const folder = freshFolder()
  await publishNight({ folder, night: 1 })
  const files = watchedFiles((_call, what) => {
    if (what === 'create') throw Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' })
  })
  expect(await publishNight({ folder, night: 2, files })).toMatchObject({ ok: false, error: { kind: 'disk' } })
  await chmod(reportsFolder(folder), 0o700)
  expect(await whatIsFound(folder)).toMatchObject({ latest: 'run-1', runs: ['run-1'] })
})

test('a disk that is full at each call, and from each call on: no false success, the last run whole, the next night completes', async () => {
  const template = freshFolder()
  await publishNight({ folder: template, night: 1 })
  let failures = 0
  let calls = 0
  for (const lasting of [false, true]) {
    for (let at = 1; at < 200; at++) {
      const folder = freshFolder()
      await cp(template, folder, { recursive: true, verbatimSymlinks: true })
      let isReached = false
      const files = watchedFiles((call, what) => {
        // A full disk refuses what needs room, not what frees it.
        if (call !== at && !(lasting && isReached && NEEDS_ROOM.has(what))) return
        isReached = true
        throw noSpace()
      })
      const outcome = await publishNight({ folder, night: 2, files })
      const claimsSuccess = outcome.ok && outcome.value.published.ok
      if (!isReached) break
      calls += 1
      const found = await whatIsFound(folder)
      expect(found.chain.kind).toBe('whole')
      if (!claimsSuccess) failures += 1
      expect(found.runs).toEqual(claimsSuccess ? ['run-2', 'run-1'] : ['run-1'])
      await rm(lockPath(folder), { force: true })
      const next = await publishNight({ folder, night: 3 })
      expect(next).toMatchObject({ ok: true, value: { published: { ok: true, value: { unplaced: null } } } })
      const runs = ['run-3', ...found.runs]
      expect(await whatIsFound(folder)).toMatchObject({ latest: 'run-3', runs, chain: { kind: 'whole' } })
      await expectTidy(folder, runs)
      await rm(folder, { recursive: true })
    }
  }
  console.log(`no room at ${calls} calls to the disk: ${failures} times nothing was published, each time the next night completed`)
  expect(failures).toBeGreaterThan(30)
}, 120_000)

const NEEDS_ROOM: ReadonlySet<string> = new Set(['create', 'write', 'makeFolder', 'sync', 'link', 'symlink'])

describe('the lock', () => {
  const DEAD = 2 ** 22 + 1
  const now = Date.now()

  async function found(holder: unknown, machine: Partial<LockMachine> = {}) {
    const folder = freshFolder()
    await mkdir(folder)
    await writeFile(lockPath(folder), typeof holder === 'string' ? holder : JSON.stringify(holder))
    const taken = await takeLock(lockPath(folder), diskPublicationFiles, { ...thisMachine, ...machine })
    return { taken, left: await readdir(folder) }
  }
  const holder = { pid: DEAD, host: hostname(), started: instantFromEpochMs(now) }
  function minutesAgo(minutes: number) {
    return instantFromEpochMs(now - minutes * 60_000)
  }

  test('of a process that died on this host is taken over, and said so', async () => {
    const { taken, left } = await found(holder)
    expect(taken).toMatchObject({
      ok: true,
      value: { tookOver: `took over the lock of process ${DEAD}, which began at ${holder.started} and is gone` },
    })
    expect(left).toEqual(['gatehouse.lock'])
  })

  test.each<readonly [string, unknown, Partial<LockMachine>]>([
    ['of a live process', { ...holder, pid: process.ppid }, {}],
    ['of this very process', { ...holder, pid: process.pid }, {}],
    ['of another host, whatever its processes are', { ...holder, host: 'elsewhere' }, {}],
    ['of another host that renewed it a moment ago', { ...holder, host: 'elsewhere', renewed: minutesAgo(14) }, {}],
    ['of another host and a version that never renewed', { ...holder, host: 'elsewhere', started: minutesAgo(600) }, {}],
    ['that nobody can read', 'garbage', {}],
  ])('%s is respected', async (_, content, machine) => {
    const { taken } = await found(content, machine)
    expect(taken).toMatchObject({ ok: false, error: { kind: 'locked', help: expect.stringContaining('remove') } })
  })

  test('from before this host started is dead, whoever has the number now', async () => {
    const { taken } = await found({ ...holder, pid: process.ppid }, { bootedMs: () => now + 1000 })
    expect(taken.ok).toBe(true)
  })

  test('of an earlier process with our own number is dead (a container begins with 1 each time)', async () => {
    const { taken } = await found({ ...holder, pid: process.pid }, { processStartedMs: now + 1000 })
    expect(taken.ok).toBe(true)
  })

  test('of another host, silent for a quarter of an hour, is watched, and taken over if it stands still', async () => {
    const waits: number[] = []
    const silent = { ...holder, host: 'pod-7', renewed: minutesAgo(16) }
    const { taken } = await found(silent, { wait: async (ms) => void waits.push(ms) })
    expect(waits).toEqual([150_000])
    const says = `took over the lock of process ${DEAD} on \`pod-7\`, which was not renewed since ${silent.renewed}`
    expect(taken).toMatchObject({ ok: true, value: { tookOver: says } })
  })

  test('of another host whose clock is hours behind is respected, since it is renewed under our eyes', async () => {
    const folder = freshFolder()
    await mkdir(folder)
    const behind = { ...holder, host: 'elsewhere', renewed: minutesAgo(180) }
    await writeFile(lockPath(folder), JSON.stringify(behind))
    const wait = async () => writeFile(lockPath(folder), JSON.stringify({ ...behind, renewed: minutesAgo(179) }))
    const said: string[] = []
    const taken = await takeLock(lockPath(folder), diskPublicationFiles, { ...thisMachine, wait }, { watching: (line) => said.push(line) })
    expect(taken).toMatchObject({ ok: false, error: { kind: 'locked' } })
    expect(said).toEqual([expect.stringContaining('watching it')])
  })

  test('is renewed by its holder, who knows when it was taken away', async () => {
    const folder = freshFolder()
    let beat = (): void => undefined
    const machine: LockMachine = {
      ...thisMachine,
      every: (_, next) => {
        beat = next
        return () => undefined
      },
    }
    const taken = await takeLock(lockPath(folder), diskPublicationFiles, machine)
    if (!taken.ok) throw new Error('not taken')
    const before = await readFile(lockPath(folder), 'utf8')
    await setTimeout(5)
    beat()
    expect(await taken.value.isHeld()).toBe(true)
    expect(await readFile(lockPath(folder), 'utf8')).not.toBe(before)

    const other = JSON.stringify({ ...holder, host: 'elsewhere' })
    await writeFile(lockPath(folder), other)
    beat()
    expect(await taken.value.isHeld()).toBe(false)
    expect(await taken.value.release()).toBeNull()
    expect(await readFile(lockPath(folder), 'utf8')).toBe(other)
  })

  test('is given back by its release', async () => {
    const folder = freshFolder()
    const taken = await takeLock(lockPath(folder), diskPublicationFiles)
    if (!taken.ok) throw new Error('not taken')
    await taken.value.release()
    expect(await readdir(folder)).toEqual([])
  })
})
