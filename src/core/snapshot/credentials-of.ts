import { sortedBy } from '../base/order.ts'
import type { Gap } from '../model/coverage.ts'
import type { Credential, CredentialFact } from '../model/credential.ts'
import type { Finder } from './find-principal.ts'

/**
 * The credentials of all sources, as often as records list one; by source, account, kind and id. One whose account several records claim to be
 * is a gap on its dataset. O(facts × log facts).
 */
export function credentialsOf(facts: readonly CredentialFact[], find: Finder, gaps: Gap[]): readonly Credential[] {
  const sorted = sortedBy(facts, ({ source, account, kind, id, provenance: { file, record } }) => [source, account, kind, id, file, record])
  return sorted.flatMap(({ account: name, ...fact }): readonly Credential[] => {
    const accounts = find.named(fact.source, name).flatMap((one) => (one.kind === 'account' ? [one.account] : []))
    if (accounts.length <= 1) return [{ ...fact, name, account: accounts[0] ?? null }]
    gaps.push(claimedTwice(fact, name))
    return []
  })
}

function claimedTwice({ source, kind, id, provenance }: Omit<CredentialFact, 'account'>, name: string): Gap {
  return {
    source,
    unit: '',
    dataset: provenance.dataset,
    code: 'reference-ambiguous',
    record: null,
    reason: `${kind} \`${id}\` is of \`${name}\`, which several records claim to be`,
    cure: 'read the source again; if it stays, two accounts bear one name',
    at: `${provenance.file} ${provenance.record}`,
  }
}
