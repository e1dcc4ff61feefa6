import { assertNever } from '../../base/assert-never.ts'
import type { AccessCondition } from '../../model/access.ts'
import type { Trustee } from '../../model/control.ts'
import type { Clause, Holder } from './clause.ts'

/** Whom an entry means, for one who walks a list. */
export type Meant =
  | { readonly holder: Holder; readonly when: readonly AccessCondition[] }
  /** Nobody at all. */
  | 'nobody'
  /** Somebody whom no source shows. */
  | { readonly unread: string }

/** `owner` is the owner of the object, for entries about whoever that is. */
export function meantBy(trustee: Trustee, owner: Trustee | null): Meant {
  switch (trustee.kind) {
    case 'account':
    case 'group':
    case 'self':
      return { holder: trustee, when: [] }
    case 'sometimes':
      return { holder: { kind: 'group', group: trustee.everybody }, when: [{ code: 'session', says: trustee.says }] }
    case 'owner':
      return owner === null || owner.kind === 'owner' ? 'nobody' : meantBy(owner, null)
    case 'nobody':
      return 'nobody'
    case 'unread':
      return { unread: trustee.name }
    default:
      return assertNever(trustee)
  }
}

/**
 * Who got through the entries so far, where the first entry that means somebody decides about him.
 *
 * State worth a class: what earlier entries said bars what later ones give.
 */
export class FirstMatch {
  readonly #clauses: Clause[] = []
  readonly #none: Holder[] = []
  readonly #doubts: AccessCondition[] = []

  /** An entry that lets through whom it means; `when` must hold for the entry to count. */
  allow(meant: Meant, says: string, when: readonly AccessCondition[] = []): void {
    if (meant === 'nobody' || 'unread' in meant) return
    this.#clauses.push({ all: [meant.holder], none: [...this.#none], when: [...when, ...meant.when, ...this.#doubts], says })
  }

  /** An entry that holds off whom it means. Where nobody can say who that is, or whether it counts, the others pass on condition. */
  deny(meant: Meant, when: readonly AccessCondition[] = []): void {
    if (meant === 'nobody') return
    if ('unread' in meant)
      this.#doubts.push({ code: 'deny-unread', says: `unless it is held off as \`${meant.unread}\`, whom no source shows` })
    else if (when.length > 0) this.#doubts.push({ code: 'deny-conditional', says: 'unless an entry that depends on a claim holds it off' })
    // Held off in some sessions only: in the others it passes.
    else if (meant.when.length === 0) this.#none.push(meant.holder)
  }

  clauses(): readonly Clause[] {
    return this.#clauses
  }
}
