import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Makes the Node that runs the entrance believe that it is an older one; the Node that it starts knows better. */
const olderNode = [
  '--import',
  `data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'20.20.2'}})`,
]

/** A package as it is installed: the entrance and what was built, no sources. It tells what it got, then does as it is told. */
const built = `export async function main(argv, io) {
  io.stdout.write(JSON.stringify({ argv, node: process.versions.node.split('.')[0], env: typeof io.env }) + '\\n')
  if (argv[0] === 'wait') await new Promise((resolve) => setTimeout(resolve, 20_000))
  if (argv[0] === 'throw') throw new Error('broken')
  return Number(argv[0])
}`

let installed: string
let withoutNode: string
beforeAll(() => {
  installed = packageFolder()
  symlinkSync(join(root, 'node_modules'), join(installed, 'node_modules'))
  withoutNode = packageFolder()
})
afterAll(() => {
  for (const folder of [installed, withoutNode]) rmSync(folder, { recursive: true, force: true })
})

describe.each([
  ['on the Node that it needs', []],
  ['on an older Node', olderNode],
])('the entrance, %s', (_, flags) => {
  it('runs what was built, with its arguments, and exits as it says', async () => {
    const ended = await outcomeOf(start(installed, flags, '3', '--json'))
    expect(ended).toMatchObject({ code: 3, signal: null })
    expect(JSON.parse(ended.output)).toEqual({ argv: ['3', '--json'], node: '24', env: 'object' })
  })

  it('ends with an error where the program throws', async () => {
    expect(await outcomeOf(start(installed, flags, 'throw'))).toMatchObject({ code: 70 })
  })

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('ends by the %s that it gets', async (signal) => {
    const child = start(installed, flags, 'wait')
    const ended = outcomeOf(child)
    await once(child.stdout ?? child, 'data')
    child.kill(signal)
    expect(await ended).toMatchObject({ code: null, signal })
  })
})

it('says what to do where the machine has an older Node and the package none', async () => {
  const ended = await outcomeOf(start(withoutNode, olderNode, '0'))
  expect(ended.code).toBe(78)
  expect(ended.output).toMatch(
    /^gatehouse needs Node 24 or later, this is 20\.20\.2, and its own cannot be started: .*\n {2}help: `npm ci`/,
  )
})

function packageFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-entrance-'))
  mkdirSync(join(folder, 'dist/cli'), { recursive: true })
  cpSync(join(root, 'bin/gatehouse.js'), join(folder, 'bin/gatehouse.js'))
  writeFileSync(join(folder, 'package.json'), '{"type": "module"}')
  writeFileSync(join(folder, 'dist/cli/main.js'), built)
  return folder
}

function start(folder: string, flags: readonly string[], ...args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [...flags, join(folder, 'bin/gatehouse.js'), ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
}

async function outcomeOf(child: ChildProcess): Promise<{ code: number | null; signal: string | null; output: string }> {
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (piece: Buffer) => (output += piece.toString()))
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null]
  return { code, signal, output }
}
