import { parentPort } from 'node:worker_threads'
import { type PolicyTask, policyIn } from './load-policy.ts'

const port = parentPort
if (port === null) throw new Error('this file runs as a worker thread')
// A fault of our own ends the thread, which its parent sees.
port.once('message', (task: PolicyTask) => void policyIn(task).then((loaded) => port.postMessage(loaded)))
