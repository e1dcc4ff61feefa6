import { basename, join, relative } from 'node:path'
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

/** Reads and checks the policy folder; nothing of it is fatal here, and what it means is the caller's. */
export async function loadedPolicy(config: Config): Promise<LoadedPolicy> {
  const files = await readPolicyFiles(config.policies)
  const shown = files.map((file) => ({ ...file, path: shownPath(config, file.path) }))
  const content = shown.map((file) => [
    file.path,
    'text' in file ? sha256(file.text) : 'bytes' in file ? sha256OfBytes(file.bytes) : file.unusable.message,
  ])
  return {
    load: loadPolicy(shown, { sources: knownSources(config), folder: shownPath(config, config.policies) }),
    hash: sha256(canonicalJson(content)),
    files: files.length,
    paths: shown.map(({ path }) => path),
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
