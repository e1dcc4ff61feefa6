import type { IamTargetFact } from '../../core/model/iam.ts'
import { partsOfArn } from './read-arn.ts'

/** Where something stands. */
interface Place {
  readonly account: string
  readonly region: string
}

/**
 * Finds the key that a text means: an ARN, an id or an alias.
 *
 * State worth a class: aliases of all accounts are known before any resource asks.
 */
export class KeyNames {
  readonly #keys = new Map<string, string>()
  /** Keys that AWS makes for its services. */
  readonly #ofServices = new Set<string>()

  alias({ account, region }: Place, name: string, keyId: string): void {
    this.#keys.set(`${account} ${region} ${name}`, keyId)
    if (name.startsWith('alias/aws/')) this.#ofServices.add(keyArn({ account, region }, keyId))
  }

  /**
   * The ARN of the key that encrypts something at `place`. Null where none does, or one that AWS keeps for its service: whoever is let through
   * to the thing needs no right on it. An alias that nobody knows stays one.
   */
  arnOf(text: string | null | undefined, place: Place): IamTargetFact['encryptedBy'] {
    if (text === null || text === undefined || text === '') return null
    const arn = partsOfArn(text)
    const at = arn === null ? place : { account: arn.account, region: arn.region }
    const name = arn?.rest ?? text
    if (name.startsWith('alias/aws/')) return null
    const id = name.startsWith('alias/') ? this.#keys.get(`${at.account} ${at.region} ${name}`) : name.replace(/^key\//u, '')
    if (id === undefined) return arn === null ? `arn:aws:kms:${at.region}:${at.account}:${name}` : text
    const found = arn !== null && !name.startsWith('alias/') ? text : keyArn(at, id)
    return this.#ofServices.has(found) ? null : found
  }
}

export function keyArn({ account, region }: Place, id: string): string {
  return `arn:aws:kms:${region}:${account}:key/${id}`
}
