import { basename, extname, join, relative } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Config } from '../config/config.ts'
import { readPolicyFiles } from '../config/policy-files.ts'
import { canonicalJson } from '../core/base/canonical-json.ts'
import type { KnownSource, PolicyLoad } from '../core/model/policy-load.ts'
import { loadPolicy } from '../core/policy/load-policy.ts'
import type { PolicyTask } from './policy-worker.ts'
import { sha256, sha256OfBytes } from '../sources/evidence/sha256.ts'

/** The policy as it stands in the folder, and a hash over all that was read: paths and bytes. */
export interface LoadedPolicy {
  readonly load: PolicyLoad
  readonly hash: string
  /** How many files there are, usable or not. */
  readonly files: number
  /** Their paths as diagnostics name them, sorted. */
  readonly paths: readonly string[]
}

/** Reads and checks the policy folder; nothing of it is fatal here, and what it means is the caller's. */
export async function loadedPolicy(config: Config): Promise<LoadedPolicy> {
  const files = await readPolicyFiles(config.policies)
  const shown = files.map((file) => ({ ...file, path: shownPath(config, file.path) }))
  const content = shown.map((file) => [
    file.path,
    'text' in file ? sha256(file.text) : 'bytes' in file ? sha256OfBytes(file.bytes) : file.unusable.message,
  ])
  const binding = { sources: knownSources(config), folder: shownPath(config, config.policies) }
  return {
    load: shown.length < WORTH_A_THREAD ? loadPolicy(shown, binding) : await loadedInThread({ files: shown, binding }),
    hash: sha256(canonicalJson(content)),
    files: files.length,
    paths: shown.map(({ path }) => path),
  }
}

/** Reading the text of a thousand projects takes seconds, in which evidence can be read; to start a thread takes a tenth of one. */
const WORTH_A_THREAD = 100

async function loadedInThread(task: PolicyTask): Promise<PolicyLoad> {
  const worker = new Worker(new URL(`./policy-worker${extname(import.meta.url)}`, import.meta.url))
  try {
    return await new Promise<PolicyLoad>((resolve, reject) => {
      worker.on('message', resolve)
      worker.on('error', reject)
      worker.on('exit', (code) => reject(new Error(`the thread that reads the policy ended with ${code}`)))
      worker.postMessage(task)
    })
  } finally {
    await worker.terminate()
  }
}

/** From the policy folder's own name on, so that a message reads the same on every machine: `policies/projects/qsense.yaml`. */
function shownPath({ policies }: Config, path: string): string {
  const inside = relative(policies, path)
  return inside === '' ? basename(policies) : join(basename(policies), inside)
}

function knownSources({ sources }: Config): readonly KnownSource[] {
  return sources.map((source) => ({
    name: source.name,
    kind: source.kind,
    register: source.kind === 'table' ? source.register : null,
    readable: source.readable,
  }))
}
