import { spawn } from 'node:child_process'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PUBLICATION_STEPS } from '../../../src/app/publication/checkpoint.ts'
import { publishNight } from './publish-night.ts'
import { expectTidy, whatIsFound } from './whole.ts'

let root: string
let made = 0

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'gatehouse-crash-'))
  await publishNight({ folder: join(root, 'first-night'), night: 1 })
})
afterAll(async () => rm(root, { recursive: true, force: true }))

/** A folder in which the first night stands published. */
async function afterFirstNight(): Promise<string> {
  made += 1
  const folder = join(root, `case-${made}`)
  await cp(join(root, 'first-night'), folder, { recursive: true, verbatimSymlinks: true })
  return folder
}

/** The second night in a process of its own that dies at the given place; how it ended. */
async function killedAt(folder: string, at: string): Promise<'killed' | 'finished'> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'publish-child.ts'), folder, '2', at], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => {
      if (signal === 'SIGKILL') resolve('killed')
      else if (code === 0) resolve('finished')
      else reject(new Error(`exit ${code ?? 'none'}, ${signal ?? 'no signal'}: ${errors}`))
    })
  })
}

/** After a crash: readers see a whole run, and the next night completes and leaves nothing behind. */
async function expectRecovery(folder: string): Promise<{ readonly committed: boolean }> {
  const crashed = await whatIsFound(folder)
  expect(crashed.chain.kind).toBe('whole')
  expect(crashed.runs.at(-1)).toBe('run-1')
  expect(['run-1', 'run-2']).toContain(crashed.latest)
  if (crashed.latest === 'run-2') expect(crashed.runs).toEqual(['run-2', 'run-1'])

  const next = await publishNight({ folder, night: 3 })
  expect(next).toMatchObject({
    ok: true,
    value: { published: { ok: true, value: { kind: 'published', unplaced: null } }, finished: { ok: true, value: { troubles: [] } } },
  })
  const committed = crashed.runs.includes('run-2')
  const runs = committed ? ['run-3', 'run-2', 'run-1'] : ['run-3', 'run-1']
  const found = await whatIsFound(folder)
  expect(found).toMatchObject({ latest: 'run-3', runs, chain: { kind: 'whole', head: { n: runs.length } } })
  await expectTidy(folder, runs)
  return { committed }
}

const BEFORE_COMMIT: readonly string[] = PUBLICATION_STEPS.slice(0, PUBLICATION_STEPS.indexOf('committed'))

describe('a kill inside each step of the publication', () => {
  test.each(PUBLICATION_STEPS)('at `%s`', async (step) => {
    const folder = await afterFirstNight()
    expect(await killedAt(folder, step)).toBe('killed')
    const { committed } = await expectRecovery(folder)
    expect(committed).toBe(!BEFORE_COMMIT.includes(step))
  })
})

test('a kill before each call to the disk', async () => {
  let killed = 0
  for (let call = 1; call < 200; call++) {
    const folder = await afterFirstNight()
    const end = await killedAt(folder, String(call))
    await expectRecovery(folder)
    await rm(folder, { recursive: true })
    if (end === 'finished') break
    killed += 1
  }
  console.log(`killed before each of ${killed} calls to the disk; each time the last whole run was readable and the next night completed`)
  expect(killed).toBeGreaterThan(30)
}, 180_000)
