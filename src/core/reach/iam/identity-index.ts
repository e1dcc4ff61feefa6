import type { IamSystem } from '../../model/iam.ts'
import type { PolicyDocument } from '../../model/iam-document.ts'
import { parseArn } from './arn.ts'
import type { Asker, IdentifiedAsker } from './asker.ts'
import { systemContext } from './system-context.ts'
import { outcome, tellingIn } from './telling.ts'

/** Users, or roles, of one account on which the same policies hang, and whom no condition in these tells apart that asks for the caller alone. */
export interface Alike {
  readonly account: string
  readonly first: Asker
  /** What may allow them anything: their own policies and those of their groups. */
  readonly own: readonly PolicyDocument[]
  /** Positions in the index, ascending. */
  readonly positions: number[]
}

/**
 * The users and roles of a source, found by account and by name, and put together where they are alike. Positions are in the order of the
 * system's identities. Built in O(identities × their policies).
 */
export class IdentityIndex {
  readonly #askers: readonly Asker[]
  readonly #positions = new Map<string, number>()
  readonly #roles = new Map<string, number>()
  readonly #alike = new Map<string, Alike[]>()
  readonly #alikeOf: readonly Alike[]

  constructor(askers: readonly IdentifiedAsker[], system: IamSystem) {
    this.#askers = askers
    const byKey = new Map<string, Alike>()
    const numberOf = numbering()
    this.#alikeOf = askers.map((asker, position) => {
      const { arn, account, what } = asker.identity
      this.#positions.set(arn, position)
      if (what === 'role') this.#roles.set(`${account} ${nameIn(arn)}`, position)
      const { identity: own, boundary, scp } = asker.policies
      const numbers = [...own, boundary].map((document) => (document === null ? null : numberOf(document)))
      const context = systemContext(system, asker, { account: '', tags: null, through: null })
      const told = [...own, ...(boundary === null ? [] : [boundary]), ...(scp ?? []).flat()]
        .flatMap((document) => tellingIn(document))
        .flatMap(({ document, byCaller }) => outcome(byCaller, document, context))
      const key = JSON.stringify([account, what, asker.identity.serviceLinked, numbers, told])
      const alike = byKey.get(key) ?? { account, first: asker, own, positions: [] }
      alike.positions.push(position)
      if (alike.positions.length > 1) return alike
      byKey.set(key, alike)
      this.#alike.set(account, [...(this.#alike.get(account) ?? []), alike])
      return alike
    })
  }

  at(position: number): Asker {
    const asker = this.#askers[position]
    if (asker === undefined) throw new Error(`no identity has the position ${position}`)
    return asker
  }

  /** Null for an ARN that is no user's or role's. */
  positionOf(arn: string): number | null {
    return this.#positions.get(arn) ?? null
  }

  /** The role of which `arn:aws:sts::<account>:assumed-role/<name>/<session>` is a session: the path of the role is left out there. */
  roleNamed(account: string, name: string): number | null {
    return this.#roles.get(`${account} ${name}`) ?? null
  }

  alikeOf(position: number): Alike {
    const alike = this.#alikeOf[position]
    if (alike === undefined) throw new Error(`no identity has the position ${position}`)
    return alike
  }

  /** In the order of their first; empty for an account without any. */
  alikeIn(account: string): readonly Alike[] {
    return this.#alike.get(account) ?? []
  }

  /** Numbers of the accounts that have users or roles. */
  accounts(): Iterable<string> {
    return this.#alike.keys()
  }
}

function nameIn(arn: string): string {
  return parseArn(arn)?.rest.split('/').at(-1) ?? ''
}

/** Numbers documents, the same one always alike. */
export function numbering(): (document: PolicyDocument) => number {
  const numbers = new Map<PolicyDocument, number>()
  return (document) => {
    const known = numbers.get(document) ?? numbers.size
    numbers.set(document, known)
    return known
  }
}
