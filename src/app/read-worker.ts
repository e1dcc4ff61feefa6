import { parentPort } from 'node:worker_threads'
import type { FragmentSink } from '../core/model/fragment.ts'
import { type ReadTask, readSource } from './read-source.ts'

/** What a reading thread tells its parent: a batch of facts, the end of a source, or that it failed. */
export type WorkerMessage =
  | { readonly kind: 'batch'; readonly method: keyof FragmentSink; readonly batch: unknown }
  | { readonly kind: 'done'; readonly read: Awaited<ReturnType<typeof readSource>> }
  | { readonly kind: 'failed'; readonly message: string; readonly stack: string | null }

const port = parentPort
if (port === null) throw new Error('this file runs as a worker thread')

const sink = new Proxy(
  {},
  {
    get: (_, method: keyof FragmentSink) => (batch: unknown) => port.postMessage({ kind: 'batch', method, batch } satisfies WorkerMessage),
  },
) as FragmentSink

port.on('message', (task: ReadTask) => {
  readSource(task, sink).then(
    (read) => port.postMessage({ kind: 'done', read } satisfies WorkerMessage),
    (cause: unknown) => {
      const error = cause instanceof Error ? cause : new Error(String(cause))
      port.postMessage({ kind: 'failed', message: error.message, stack: error.stack ?? null } satisfies WorkerMessage)
    },
  )
})
