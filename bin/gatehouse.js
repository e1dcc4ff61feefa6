#!/usr/bin/env node
// The entrance. Gatehouse runs on the Node of its own package; the machine's may be older and is then only used to start it.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const needed = 24

// Exit code 1 would say that there are findings, and Node gives it to everything that nobody caught.
process.on('uncaughtException', (cause) => {
  console.error(`gatehouse failed by a fault of its own; the last published run stands\n${cause?.stack ?? cause}`)
  process.exit(70)
})

if (Number.parseInt(process.versions.node, 10) >= needed) await start()
else startOnOwnNode()

async function start() {
  // In a checkout the sources are run as they are; a package brings only what was built of them.
  const source = new URL('../src/cli/main.ts', import.meta.url)
  const { main } = await import(existsSync(source) ? source.href : new URL('../dist/cli/main.js', import.meta.url).href)
  process.exitCode = await main(process.argv.slice(2), process)
}

function startOnOwnNode() {
  const child = spawn(ownNode(), process.argv.slice(1), { stdio: 'inherit' })
  // A terminal sends its interrupt to the child as well; whoever else sends a signal knows only this process.
  const passedOn = process.stdin.isTTY ? ['SIGTERM'] : ['SIGTERM', 'SIGHUP', 'SIGINT']
  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT']) process.on(signal, () => passedOn.includes(signal) && child.kill(signal))
  child.on('error', (cause) => refuse(cause.message))
  child.on('exit', (code, signal) => {
    if (signal === null) return process.exit(code)
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
  })
}

function ownNode() {
  try {
    const node = join(dirname(createRequire(import.meta.url).resolve('node/package.json')), 'bin/node')
    return existsSync(node) ? node : refuse(`${node} is not there`)
  } catch (cause) {
    return refuse(cause.message.split('\n')[0])
  }
}

function refuse(reason) {
  console.error(`gatehouse needs Node ${needed} or later, this is ${process.versions.node}, and its own cannot be started: ${reason}`)
  console.error('  help: `npm ci` installs it; where install scripts are off, `npm rebuild node --ignore-scripts=false`')
  process.exit(78)
}
