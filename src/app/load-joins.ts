import type { Config } from '../config/config.ts'
import { loadJoins } from '../config/joins.ts'
import { type Json, canonicalJson } from '../core/base/canonical-json.ts'
import { type Result, failed, succeeded } from '../core/base/result.ts'
import { type JoinKey, type JoinOverrule, type JoinedKind, effectiveJoinKeys } from '../core/model/joins.ts'
import { sha256 } from '../sources/evidence/sha256.ts'
import { type Problem, problem } from './problem.ts'

/** How accounts are joined to people in this run. */
export interface LoadedJoins {
  readonly keys: readonly JoinKey[]
  readonly overrules: readonly JoinOverrule[]
  /** Of the joins file's content; null where there is none. */
  readonly hash: string | null
}

export async function loadedJoins(config: Config): Promise<Result<LoadedJoins, Problem>> {
  const sources = config.sources.flatMap((source): readonly { readonly name: string; readonly kind: JoinedKind }[] => {
    if (source.kind === 'ldap' || source.kind === 'entra' || source.kind === 'aws') return [{ name: source.name, kind: source.kind }]
    return source.kind === 'table' && source.register === 'doors' ? [{ name: source.name, kind: 'doors' }] : []
  })
  if (config.joins === null) return succeeded({ keys: effectiveJoinKeys([], sources), overrules: [], hash: null })
  const names = config.sources.map(({ name }) => name)
  const joins = await loadJoins(config.joins, names)
  if (!joins.ok) return failed(problem(78, `the joins file \`${config.joins}\` cannot be used`, null, joins.error))
  const { keys, overrules } = joins.value
  const hash = sha256(canonicalJson({ keys: keys.map(plain), overrules: overrules.map(plain) }))
  return succeeded({ keys: effectiveJoinKeys(keys, sources), overrules, hash })
}

/** A flat record of texts as JSON. */
function plain(record: JoinKey | JoinOverrule): { readonly [field: string]: Json } {
  return { ...record }
}
