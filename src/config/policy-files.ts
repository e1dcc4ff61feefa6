import type { Dirent } from 'node:fs'
import { readdir, readFile, realpath, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { sortedBy } from '../core/base/order.ts'
import { MAX_POLICY_BYTES, type PolicyFile, type UnusableFile } from '../core/model/policy-file.ts'

/**
 * Every `*.yaml` and `*.yml` under `folder`, `tests/` left out, by path; their bytes are not looked at.
 *
 * Whatever cannot be read is handed over as a file that says why, the folder itself included: loading turns it into a diagnostic, so
 * that a policy which nobody could read is never taken for one that says nothing. Links that lead out of the folder are refused.
 */
export async function readPolicyFiles(folder: string): Promise<readonly PolicyFile[]> {
  const shown = folder.length > 1 ? folder.replace(/[\\/]+$/u, '') : folder
  const root = await attempt(() => realpath(shown))
  if (!root.ok) return [{ path: shown, unusable: unreadable(root.reason) }]
  const files = await readFolder(shown, root.value, [root.value], true)
  return sortedBy(files, ({ path }) => path)
}

async function readFolder(shown: string, root: string, within: readonly string[], isTop: boolean): Promise<readonly PolicyFile[]> {
  const entries = await attempt(() => readdir(shown, { withFileTypes: true }))
  if (!entries.ok) return [{ path: shown, unusable: unreadable(entries.reason) }]
  const files: PolicyFile[] = []
  for (const entry of sortedBy(entries.value, ({ name }) => name)) {
    if (isTop && entry.name === 'tests') continue
    files.push(...(await readEntry(entry, `${shown}/${entry.name}`, root, within)))
  }
  return files
}

async function readEntry(entry: Dirent, shown: string, root: string, within: readonly string[]): Promise<readonly PolicyFile[]> {
  const isPolicy = /\.ya?ml$/u.test(entry.name)
  if (entry.isDirectory()) return readFolder(shown, root, [...within, join(within.at(-1) ?? root, entry.name)], false)
  if (!entry.isSymbolicLink()) return isPolicy ? [await readOne(shown)] : []

  const target = await attempt(() => realpath(shown))
  if (!target.ok) return [{ path: shown, unusable: unreadable(target.reason) }]
  const kind = await attempt(() => stat(target.value))
  if (!kind.ok) return [{ path: shown, unusable: unreadable(kind.reason) }]
  if (!kind.value.isDirectory() && !isPolicy) return []
  if (target.value !== root && !target.value.startsWith(root + sep)) return [{ path: shown, unusable: refused('out of the folder') }]
  if (!kind.value.isDirectory()) return [await readOne(shown)]
  if (within.includes(target.value)) return [{ path: shown, unusable: refused('back to a folder that it lies in') }]
  return readFolder(shown, root, [...within, target.value], false)
}

async function readOne(shown: string): Promise<PolicyFile> {
  const about = await attempt(() => stat(shown))
  if (!about.ok) return { path: shown, unusable: unreadable(about.reason) }
  if (!about.value.isFile()) return { path: shown, unusable: unreadable('not a regular file') }
  if (about.value.size > MAX_POLICY_BYTES) {
    const message = `the file has ${about.value.size} bytes`
    return { path: shown, unusable: { code: 'P006', message, help: 'at most 1 MiB: split it into several files' } }
  }
  const bytes = await attempt(() => readFile(shown))
  return bytes.ok ? { path: shown, bytes: bytes.value } : { path: shown, unusable: unreadable(bytes.reason) }
}

type Attempt<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly reason: string }

// A refusal of the file system is expected and becomes a diagnostic; anything else is our own mistake and goes on.
async function attempt<Value>(act: () => Promise<Value>): Promise<Attempt<Value>> {
  try {
    return { ok: true, value: await act() }
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause) return { ok: false, reason: String(cause.code) }
    throw cause
  }
}

function unreadable(reason: string): UnusableFile {
  return { code: 'P001', message: `cannot be read: ${reason}`, help: null }
}

function refused(where: string): UnusableFile {
  return { code: 'P024', message: `the link leads ${where}`, help: 'put the file itself there' }
}
