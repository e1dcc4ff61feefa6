import { parseInstant } from '../../core/base/instant.ts'
import type { Account } from '../../core/model/account.ts'
import type { AccountFact, Name } from '../../core/model/fragment.ts'
import type { Provenance } from '../../core/model/provenance.ts'

type Told = Pick<Account, 'id' | 'label' | 'isWorkload' | 'state' | 'attributes'> &
  Partial<Pick<Account, 'displayName' | 'createdAt' | 'recency'>>

/** An account as AWS tells of it: none has an end, and what nobody says is unknown. `names` beside its id. */
export function accountFact(told: Told, names: readonly Name[], provenance: Provenance): AccountFact {
  return {
    account: {
      source: provenance.source,
      weakKey: false,
      displayName: null,
      endsAt: null,
      createdAt: null,
      recency: 'unknown',
      ...told,
      provenance,
    },
    names: [`id:${told.id}`, ...names],
  }
}

/** A moment as AWS writes it; null for none, and for what is none. */
export function momentIn(text: string | null | undefined): Account['createdAt'] {
  return text === null || text === undefined ? null : parseInstant(text)
}
