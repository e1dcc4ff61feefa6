import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { FragmentSink } from '../core/model/fragment.ts'
import { sortedBy } from '../core/base/order.ts'
import { type ReadTask, type SourceRead, readSource } from './read-source.ts'
import type { WorkerMessage } from './read-worker.ts'

/**
 * Reads the evidence of all sources into `sink`, with `workers` threads (1 = in this one); sorted by source.
 *
 * The snapshot sorts what arrives, so the number of threads shows nowhere. A reader that breaks rejects: nothing is evaluated from
 * half of a source.
 */
export async function readSources(tasks: readonly ReadTask[], sink: FragmentSink, workers: number): Promise<readonly SourceRead[]> {
  const reads = workers <= 1 ? await inThisThread(tasks, sink) : await inThreads(tasks, sink, Math.min(workers, tasks.length))
  return sortedBy(reads, ({ name }) => name)
}

async function inThisThread(tasks: readonly ReadTask[], sink: FragmentSink): Promise<SourceRead[]> {
  const reads: SourceRead[] = []
  // Registers first: they wait for nothing, while what is asked of a directory is known only once the policy is read.
  const [tables, others] = [tasks.filter(({ kind }) => kind === 'table'), tasks.filter(({ kind }) => kind !== 'table')]
  for (const task of [...tables, ...others]) reads.push(await readSource(task, sink))
  return reads
}

async function inThreads(tasks: readonly ReadTask[], sink: FragmentSink, count: number): Promise<SourceRead[]> {
  const waiting = [...tasks]
  const reads: SourceRead[] = []
  await Promise.all(
    Array.from({ length: count }, async () => {
      const worker = new Worker(new URL(`./read-worker${extname(import.meta.url)}`, import.meta.url))
      try {
        for (let task = waiting.shift(); task !== undefined; task = waiting.shift())
          reads.push(await readIn(worker, await asPlainData(task), sink))
      } finally {
        await worker.terminate()
      }
    }),
  )
  return reads
}

async function asPlainData(task: ReadTask): Promise<ReadTask> {
  return 'attributes' in task && typeof task.attributes === 'function' ? { ...task, attributes: await task.attributes() } : task
}

async function readIn(worker: Worker, task: ReadTask, sink: FragmentSink): Promise<SourceRead> {
  return new Promise((resolve, reject) => {
    const settle = (end: () => void): void => {
      worker.off('message', onMessage)
      worker.off('error', onError)
      end()
    }
    const onError = (cause: Error): void => settle(() => reject(cause))
    const onMessage = (message: WorkerMessage): void => {
      switch (message.kind) {
        case 'batch':
          // The worker's sink has the same face, so method and batch belong together.
          return (sink[message.method] as (batch: unknown) => void)(message.batch)
        case 'done':
          return settle(() => resolve(message.read))
        case 'failed':
          return settle(() => reject(new Error(`${task.name}: ${message.message}`, { cause: message.stack })))
      }
    }
    worker.on('message', onMessage)
    worker.on('error', onError)
    worker.postMessage(task)
  })
}
