import { parentPort } from 'node:worker_threads'
import type { PolicyFile } from '../core/model/policy-file.ts'
import { type PolicyBinding, loadPolicy } from '../core/policy/load-policy.ts'

/** What the thread is given; its answer is a `PolicyLoad`. A fault of its own ends it, which its parent sees. */
export interface PolicyTask {
  readonly files: readonly PolicyFile[]
  readonly binding: PolicyBinding
}

const port = parentPort
if (port === null) throw new Error('this file runs as a worker thread')
port.once('message', ({ files, binding }: PolicyTask) => port.postMessage(loadPolicy(files, binding)))
