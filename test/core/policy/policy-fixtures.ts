import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import type { PolicyFile } from '../../../src/core/model/policy-file.ts'
import type { KnownSource } from '../../../src/core/model/policy-load.ts'

/** The policy folder whose every key the mutation test breaks. */
export const NORTHMOOR = 'fixtures/policies-northmoor'

/** A policy that has every key of the language. */
export const EVERYTHING = 'fixtures/policies-everything'

/** Sources as the `gatehouse.yaml` of the examples would have them: what issue 1 reads, and some that it cannot read yet. */
export const SOURCES: readonly KnownSource[] = [
  ...['ad', 'directory'].map((name) => ({ name, kind: 'ldap', register: null, readable: true })),
  ...['hr', 'visitors', 'partners', 'training', 'clearances', 'approvals', 'doors', 'grants'].map((register) => table(register, register)),
  ...['shares', 'code'].map((name) => table(name, 'grants')),
  ...['entra', 'aws'].map((kind) => ({ name: kind, kind, register: null, readable: false })),
  { name: 'campus', kind: 'network', register: null, readable: false },
]

function table(name: string, register: string): KnownSource {
  return { name, kind: 'table', register, readable: true }
}

/** The YAML files of a folder, `tests/` left out, shown under `policies/`. */
export function policyFolder(folder: string): (PolicyFile & { readonly bytes: Uint8Array })[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ya?ml$/u.test(name) && !name.startsWith('tests'))
    .sort()
    .map((name) => ({ path: `policies/${relative('.', name).split(sep).join('/')}`, bytes: readFileSync(join(folder, name)) }))
}
