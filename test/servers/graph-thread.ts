import { Worker } from 'node:worker_threads'
import type { GraphOptions } from './graph.ts'
import type { LargeTenant } from './graph/large-tenant.ts'

/** What a server in a thread of its own is told: all of it can be copied between threads. */
export interface GraphThreadOptions extends Pick<GraphOptions, 'limits' | 'quota' | 'pageSize' | 'roles'> {
  readonly tenant: LargeTenant
}

export interface GraphThread {
  readonly url: string
  readonly ca: string
  readonly tenantId: string
  readonly clientId: string
  readonly clientSecret: string
  /** Certificate and key, as PEM. */
  readonly pem: string
  /** Lets the clock of the limits run ahead by so many milliseconds more: time that the client slept without sleeping. */
  advance(ms: number): void
  /** What was served and refused so far, and what the client should not have asked. */
  books(): Promise<GraphBooks>
  stop(): Promise<void>
}

export interface GraphBooks {
  readonly units: number
  readonly refused: number
  readonly calls: number
  readonly complaints: readonly string[]
}

export type Started = Pick<GraphThread, 'url' | 'ca' | 'tenantId' | 'clientId' | 'clientSecret' | 'pem'>

/** Milliseconds by which the clock is ahead, in the one number that both threads see. */
export function aheadOf(shared: SharedArrayBuffer): { add(ms: number): void; read(): number } {
  const micros = new BigInt64Array(shared)
  return {
    add: (ms) => void Atomics.add(micros, 0, BigInt(Math.round(ms * 1000))),
    read: () => Number(Atomics.load(micros, 0)) / 1000,
  }
}

/** A Graph with a large tenant, in a thread of its own, so that its work is not counted as the client's. */
export async function startGraphThread(options: GraphThreadOptions): Promise<GraphThread> {
  const shared = new SharedArrayBuffer(8)
  const worker = new Worker(new URL('graph/thread-child.ts', import.meta.url), { workerData: { options, shared } })
  const started = await message<Started>(worker)
  return {
    ...started,
    advance: (ms) => aheadOf(shared).add(ms),
    async books() {
      worker.postMessage('books')
      return message<GraphBooks>(worker)
    },
    stop: async () => void (await worker.terminate()),
  }
}

function message<Message>(worker: Worker): Promise<Message> {
  return new Promise((resolve, reject) => {
    worker.once('error', reject)
    worker.once('message', (sent: Message) => {
      worker.off('error', reject)
      resolve(sent)
    })
  })
}
