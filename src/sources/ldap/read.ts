import { normalisedDistinguishedName } from '../../core/base/distinguished-name.ts'
import { distinctTexts } from '../../core/base/order.ts'
import type { FragmentSink } from '../../core/model/fragment.ts'
import type { FileSystem } from '../evidence/file-system.ts'
import type { Manifest } from '../evidence/manifest.ts'
import { readEvidence } from '../evidence/read-evidence.ts'
import { readAccounts } from './account-records.ts'
import { readRules } from './acl/read-rules.ts'
import { stateControls } from './acl/state-controls.ts'
import { readControl } from './control-records.ts'
import { ACL, CORE_DATASETS, COUNTS, LDAP_KIND } from './datasets.ts'
import { FactBatches } from './fact-batches.ts'
import { readForeign } from './foreign-records.ts'
import { type SeenGroups, noteShortLists, readGroups } from './group-records.ts'
import { MemberOfCheck } from './member-of-check.ts'
import { MemberReferences } from './member-references.ts'
import { countLines } from './proof-again.ts'
import { DynamicGroups } from './rules/dynamic-groups.ts'
import { TokenClosure, noteTokenDifferences, readTokens } from './token-check.ts'

/**
 * Reads the evidence of a directory in `folder` into `sink`, a batch at a time; last come its coverage and its gaps.
 *
 * A record that cannot be read whole is a gap on it, and what could be read of it still counts. One whose key cannot be read gives no
 * facts, and its dataset is partial. Resolves to the manifest and its hash, or nulls where the evidence has none.
 *
 * Of an account's attributes those that `attributes` names (lower case) are handed over, all where it is left out: what no join key and
 * no affiliation rule asks for would only fill memory.
 *
 * O(records); held are the names and numbers of groups, and which ranges of their lists came.
 */
export async function readLdap(
  folder: string,
  source: { readonly name: string; readonly attributes?: readonly string[] | (() => Promise<readonly string[]>) },
  sink: FragmentSink,
  files?: FileSystem,
): Promise<{ readonly manifest: Manifest | null; readonly manifestSha256: string | null }> {
  const evidence = await readEvidence(folder, {
    source: source.name,
    kind: LDAP_KIND,
    expected: CORE_DATASETS.map((dataset) => ({ unit: null, dataset })),
    ...(files === undefined ? {} : { files }),
  })
  const batches = new FactBatches(sink)
  for (const unit of distinctTexts(evidence.datasets.map((dataset) => dataset.unit))) {
    const [groups, users, workloads] = (['groups', 'users', 'workloads'] as const).map((name) => evidence.dataset(unit, name))
    // Where groups are known to be missing, one that is not there says nothing more.
    const base = groups?.stated.state === 'complete' ? normalisedDistinguishedName(unit) : null
    const counts = await countLines(evidence.dataset(unit, COUNTS))
    // Who stands in another domain first: groups name them.
    const foreign = evidence.dataset(unit, 'foreign')
    const references = new MemberReferences((name) => batches.numberOf(name), foreign ? await readForeign(foreign, counts) : new Map())
    const acl = evidence.dataset(unit, ACL)
    const rules = acl === null ? null : await readRules(acl, counts)
    const seen: SeenGroups = {
      base: base === '' ? null : base,
      memberOf: new MemberOfCheck(),
      references,
      byNumber: new Map(),
      counts,
      controlled: rules?.groups ?? null,
      dynamic: new DynamicGroups(batches, normalisedDistinguishedName(unit)),
    }
    const tokens = await readTokens(evidence.dataset(unit, COUNTS))
    const closure = tokens.told.length > 0 ? new TokenClosure() : null
    batches.watch = closure
    // Groups first: an account names its POSIX group by number.
    if (groups) await readGroups(groups, batches, seen)
    const kept = await keptAttributes(source.attributes)
    for (const accounts of [users, workloads]) if (accounts) await readAccounts(accounts, batches, seen, kept)
    if (groups) noteShortLists(groups, seen)
    if (groups) seen.dynamic.note(groups)
    if (users && closure !== null)
      noteTokenDifferences(
        users,
        tokens,
        closure.groupsOf(tokens.told, (name) => batches.usedNumberOf(name)),
      )
    batches.watch = null
    const control = evidence.dataset(unit, 'control')
    if (control) await readControl(control, sink, counts)
    if (acl && rules) stateControls(acl, rules.groups, rules.controlOf, batches)
  }
  batches.flush()
  const { coverage, gaps } = await evidence.finish()
  sink.coverage(coverage)
  sink.gaps(gaps)
  return { manifest: evidence.manifest, manifestSha256: evidence.manifestSha256 }
}

async function keptAttributes(asked: Parameters<typeof readLdap>[1]['attributes']): Promise<ReadonlySet<string> | null> {
  if (asked === undefined) return null
  return new Set(typeof asked === 'function' ? await asked() : asked)
}
