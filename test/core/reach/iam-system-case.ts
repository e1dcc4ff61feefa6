import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { ResourceKind } from '../../../src/core/model/resource-kind.ts'
import { BUCKET, type World, holdersIn } from './iam-world.ts'

/** A small system, and who holds what in it. */
interface SystemCase {
  readonly says: string
  /** The vendor's page that the case follows. */
  readonly cites: string
  readonly rules: readonly number[]
  readonly at?: string
  readonly kind?: ResourceKind
  readonly world: World
  /** `who level` → the condition, empty where there is none; by who. */
  readonly expect: Readonly<Record<string, string>>
}

/** The cases of a folder, by name, and what the engine says of each. */
export function* systemCases(folder: string): Generator<SystemCase & { readonly name: string; readonly found: SystemCase['expect'] }> {
  const names = readdirSync(folder).filter((one) => one.endsWith('.json')).sort() // prettier-ignore
  for (const name of names) {
    const read = JSON.parse(readFileSync(join(folder, name), 'utf8')) as SystemCase
    const found = sorted(holdersIn(read.world, read.at ?? BUCKET, read.kind ?? 'bucket'))
    yield { ...read, expect: sorted(read.expect), name, found }
  }
}

function sorted(held: SystemCase['expect']): SystemCase['expect'] {
  return Object.fromEntries(Object.entries(held).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
