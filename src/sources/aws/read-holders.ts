import { compareKeys, distinctTexts, sortedBy } from '../../core/base/order.ts'
import type { AccountFact } from '../../core/model/fragment.ts'
import { outsiderId } from '../../core/model/iam.ts'
import type { PolicyDocument } from '../../core/model/iam-document.ts'
import type { Provenance } from '../../core/model/provenance.ts'
import { openIssuers } from '../../core/model/shared-issuer.ts'
import { accountFact } from './read-account-fact.ts'
import { accountInPrincipal, isAccountNumber } from './read-arn.ts'
import type { Providers } from './read-providers.ts'

interface Holder {
  readonly id: string
  readonly label: string
  readonly isWorkload: boolean
  /** The account that it stands for. */
  readonly account: string | null
  /** ARN of the provider that signs for it. */
  readonly provider: string | null
}

/**
 * Gathers whom policies, grants of keys and access control lists let in and who is no identity of an account that was read.
 *
 * INVARIANT: the evaluation asks for an account of the snapshot for each of them; one that is missing is a broken promise there.
 * State worth a class: which accounts were read is known only at the end.
 */
export class Holders {
  readonly #named = new Map<string, { readonly holder: Holder; readonly provenance: Provenance }>()
  readonly #canonical = new Map<string, string>()

  /** Whoever an Allow of the policy names; Allow with NotPrincipal is everybody else (rule 8). */
  letIn(document: PolicyDocument, provenance: Provenance): void {
    for (const [provider, issuer] of openIssuers(document)) this.#add(anyoneAt(issuer, provider), provenance)
    for (const { effect, principal, notPrincipal } of document.statements) {
      if (effect !== 'Allow') continue
      if (notPrincipal !== null || principal?.everybody === true) this.#add(ANYBODY, provenance)
      if (notPrincipal !== null || principal === null) continue
      for (const text of principal.byKind.AWS) this.principal(text, provenance)
      for (const name of principal.byKind.Service) this.service(name, provenance)
      for (const provider of principal.byKind.Federated) this.#add(providerHolder(provider), provenance)
    }
  }

  /** An ARN or the number of an account. */
  principal(text: string, provenance: Provenance): void {
    const account = accountInPrincipal(text)
    if (account === null) return
    const label = isAccountNumber(account) ? `AWS account ${account}` : `AWS’s own account ${account}`
    this.#add({ id: outsiderId.account(account), label, isWorkload: false, account, provider: null }, provenance)
  }

  service(name: string, provenance: Provenance): void {
    this.#add({ id: outsiderId.service(name), label: name, isWorkload: true, account: null, provider: null }, provenance)
  }

  anybody(provenance: Provenance): void {
    this.#add(ANYBODY, provenance)
  }

  /** An account that an access control list names by an id of its own. */
  canonical(id: string, provenance: Provenance): void {
    this.#add({ id: outsiderId.canonical(id), label: `canonical user ${id}`, isWorkload: false, account: null, provider: null }, provenance)
  }

  /** Whose such an id is: the owner of a bucket. */
  canonicalOf(id: string, account: string): void {
    this.#canonical.set(outsiderId.canonical(id), account)
  }

  /** Providers of people that any policy names, but those that Identity Center keeps. */
  providers(): readonly string[] {
    const named = [...this.#named.values()].flatMap(({ holder: { provider } }) => provider ?? [])
    return distinctTexts(named.filter((provider) => !IDENTITY_CENTER.test(provider)))
  }

  /** By id. Accounts that were read stand for themselves by their identities. */
  facts(read: ReadonlySet<string>, providers: Providers): readonly AccountFact[] {
    const outside = [...this.#named.values()].filter(({ holder: { account } }) => account === null || !read.has(account))
    return sortedBy(outside, ({ holder }) => holder.id).map(({ holder, provenance }) => {
      const { id, isWorkload, account } = holder
      const { label, state } = federated(holder, providers)
      const number = account ?? this.#canonical.get(id) ?? ''
      const isNumbered = isAccountNumber(number)
      const told = { id, label: account === null && isNumbered ? `AWS account ${number}` : label, isWorkload, state }
      return accountFact({ ...told, attributes: isNumbered ? { awsaccount: [number] } : {} }, [], provenance)
    })
  }

  /** Of several places that name one holder the first by file and record tells where it was found, whatever was read first. */
  #add(holder: Holder, provenance: Provenance): void {
    const there = this.#named.get(holder.id)
    if (there !== undefined && compareKeys(placeOf(there.provenance), placeOf(provenance)) <= 0) return
    this.#named.set(holder.id, { holder, provenance })
  }
}

const IDENTITY_CENTER = /:saml-provider\/AWSSSO_[0-9a-f]+_DO_NOT_DELETE$/u

const ANYBODY: Holder = { id: outsiderId.anybody, label: 'anybody', isWorkload: false, account: null, provider: null }

function providerHolder(provider: string): Holder {
  const label = provider.slice(provider.lastIndexOf('/') + 1)
  return { id: outsiderId.provider(provider), label, isWorkload: false, account: null, provider }
}

/** Every tenant of an issuer that signs for many (rule 15). */
function anyoneAt(issuer: string, provider: string): Holder {
  return { id: outsiderId.anyoneBy(provider), label: `anyone at ${issuer}`, isWorkload: false, account: null, provider }
}

/** How it is called, with who signs and whether the provider is still there; through one that is gone nobody comes. */
function federated({ label, provider }: Holder, providers: Providers): { readonly label: string; readonly state: 'unknown' | 'disabled' } {
  if (provider === null) return { label, state: 'unknown' }
  if (providers.isGone(provider)) return { label: `${label}, by a provider that does not exist any more`, state: 'disabled' }
  const entity = providers.entityOf(provider)
  return { label: entity === null ? label : `${label} (${entity})`, state: 'unknown' }
}

function placeOf({ file, record }: Provenance): readonly string[] {
  return [file, record]
}
