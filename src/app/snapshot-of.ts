import { assertNever } from '../core/base/assert-never.ts'
import type { Config } from '../config/config.ts'
import type { EvidenceUsed } from '../core/model/audit-result.ts'
import type { Snapshot } from '../core/model/snapshot.ts'
import { assembler } from '../core/snapshot/assemble.ts'
import type { AttributeMatch } from '../core/model/declared-institution.ts'
import { distinctTexts } from '../core/base/order.ts'
import type { Instant } from '../core/base/instant.ts'
import { evidenceOf } from './evidence-folders.ts'
import type { LoadedJoins } from './load-joins.ts'
import type { ReadTask } from './read-source.ts'
import { readSources } from './read-sources.ts'

export interface ReadSnapshot {
  readonly snapshot: Snapshot
  readonly evidence: readonly EvidenceUsed[]
  /** The end of the newest manifest; null where there is none. */
  readonly newest: Instant | null
}

/** Whatever looks at attributes of a source: an affiliation rule, or a list that shows them. */
export interface AsksAttributes {
  readonly match: readonly Pick<AttributeMatch, 'source' | 'attribute'>[]
}

/**
 * Reads the evidence of every readable source into one snapshot; a source without a folder gets its row from the ledger.
 *
 * `affiliations` may still be on their way: what does not depend on them is read meanwhile.
 */
export async function snapshotOf(
  config: Config,
  run: string | null,
  joins: LoadedJoins,
  workers: number,
  affiliations: readonly AsksAttributes[] | (() => Promise<readonly AsksAttributes[]>),
): Promise<ReadSnapshot> {
  const snapshot = assembler('everywhere')
  const asked = async (name: string): Promise<readonly string[]> =>
    askedAttributes(name, joins, typeof affiliations === 'function' ? await affiliations() : affiliations)
  const folders = await evidenceOf(config, run)
  const tasks = folders.flatMap(({ source, folder }): readonly ReadTask[] => {
    if (folder === null) return []
    const { name } = source
    switch (source.kind) {
      case 'ldap':
        return [{ kind: 'ldap', name, folder, attributes: async () => asked(name) }]
      case 'table':
        return [{ kind: 'table', name, folder, register: source.register }]
      case 'files':
        return [{ kind: 'files', name, folder, directory: source.directory }]
      case 'entra':
        return [{ kind: 'entra', name, folder, attributes: async () => asked(name), sites: source.sites }]
      case 'aws':
        return [{ kind: 'aws', name, folder, attributes: async () => asked(name) }]
      default:
        return assertNever(source)
    }
  })
  const reads = await readSources(tasks, snapshot.sink, workers)
  const byName = new Map(reads.map((read) => [read.name, read]))
  const evidence = folders.map(({ source }): EvidenceUsed => {
    const read = byName.get(source.name)
    const manifest = read?.manifest ?? null
    return {
      source: source.name,
      kind: source.kind,
      reader: manifest?.reader ?? null,
      manifestHash: read?.manifestSha256 ?? null,
      startedAt: manifest?.startedAt ?? null,
      endedAt: manifest?.endedAt ?? null,
    }
  })
  const ends = evidence.flatMap(({ endedAt }) => endedAt ?? []).sort()
  return { snapshot: snapshot.finish(joins), evidence, newest: ends.at(-1) ?? null }
}

/** The attributes of a source that a join key or an affiliation rule asks for, in lower case, sorted. */
export function askedAttributes(source: string, { keys }: LoadedJoins, affiliations: readonly AsksAttributes[]): readonly string[] {
  const joined = keys.filter((key) => key.source === source).map(({ attribute }) => attribute)
  const matched = affiliations.flatMap(({ match }) => match.filter((one) => one.source === source).map(({ attribute }) => attribute))
  return distinctTexts([...joined, ...matched].map((attribute) => attribute.toLowerCase()))
}
