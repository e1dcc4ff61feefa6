import { readdir } from 'node:fs/promises'
import { basename, extname, join, relative } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Config } from '../config/config.ts'
import { readPolicyFiles } from '../config/policy-files.ts'
import { canonicalJson } from '../core/base/canonical-json.ts'
import type { KnownSource, PolicyLoad } from '../core/model/policy-load.ts'
import { loadPolicy } from '../core/policy/load-policy.ts'
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

/** What is to be read: plain data, since it may cross to a thread. */
export interface PolicyTask {
  /** The policy folder. */
  readonly policies: string
  readonly sources: readonly KnownSource[]
}

/**
 * Reads and checks the policy folder; nothing of it is fatal here, and what it means is the caller's.
 *
 * A large one is read in a thread of its own, so that the caller can read evidence meanwhile.
 */
export async function loadedPolicy(config: Config): Promise<LoadedPolicy> {
  const task = { policies: config.policies, sources: knownSources(config) }
  return (await isWorthAThread(config.policies)) ? loadedInThread(task) : policyIn(task)
}

/** As `loadedPolicy`, in this thread. */
export async function policyIn({ policies, sources }: PolicyTask): Promise<LoadedPolicy> {
  const files = await readPolicyFiles(policies)
  const shown = files.map((file) => ({ ...file, path: shownPath(policies, file.path) }))
  const content = shown.map((file) => [
    file.path,
    'text' in file ? sha256(file.text) : 'bytes' in file ? sha256OfBytes(file.bytes) : file.unusable.message,
  ])
  return {
    load: loadPolicy(shown, { sources, folder: shownPath(policies, policies) }),
    hash: sha256(canonicalJson(content)),
    files: files.length,
    paths: shown.map(({ path }) => path),
  }
}

/** The text of a thousand projects takes seconds, to start a thread a good part of one. */
const WORTH_A_THREAD = 200

async function isWorthAThread(policies: string): Promise<boolean> {
  try {
    return (await readdir(policies, { recursive: true })).length >= WORTH_A_THREAD
  } catch {
    // Whoever reads the folder says what is wrong with it.
    return false
  }
}

async function loadedInThread(task: PolicyTask): Promise<LoadedPolicy> {
  const worker = new Worker(new URL(`./policy-worker${extname(import.meta.url)}`, import.meta.url))
  try {
    return await new Promise<LoadedPolicy>((resolve, reject) => {
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
function shownPath(policies: string, path: string): string {
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
