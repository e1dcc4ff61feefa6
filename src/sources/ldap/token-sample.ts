import { failureText } from './directory-failure.ts'
import { isBinaryAttribute } from './attributes.ts'
import type { DirectoryConnection } from './connection.ts'
import { ldifComment, ldifRecordText } from './ldif/ldif-writer.ts'

/** The file beside `counts.ldif` that holds what the controller itself worked out for a few accounts. */
export const TOKENS_FILE = 'tokens.ldif'

/** The comment in it where the base is a whole domain, so that every group of it must have been read. */
export const WHOLE_DOMAIN = 'the base is the whole domain'

const SAMPLED = 50

/** Chooses accounts while they pass, by chance that the night decides: the same evidence is never drawn twice, and nobody foresees it. */
export class TokenSample {
  readonly #seed: number
  readonly #drawn: { readonly dn: string; readonly lot: number }[] = []

  constructor(seed: string) {
    this.#seed = mixed(Buffer.from(seed, 'utf8'), 0, seed.length, 0x811c9dc5)
  }

  /** The name is the part of `bytes` from `start` to before `end`. */
  see(bytes: Buffer, start: number, end: number): void {
    const lot = mixed(bytes, start, end, this.#seed)
    const last = this.#drawn.at(-1)
    if (this.#drawn.length === SAMPLED && last !== undefined && last.lot <= lot) return
    if (this.#drawn.length === SAMPLED) this.#drawn.pop()
    const at = this.#drawn.findIndex((other) => other.lot > lot)
    this.#drawn.splice(at < 0 ? this.#drawn.length : at, 0, { dn: bytes.toString('utf8', start, end), lot })
  }

  get names(): readonly string[] {
    return this.#drawn.map(({ dn }) => dn)
  }
}

/** FNV-1a, its bits mixed once more: names that are alike must not be drawn together. */
function mixed(bytes: Uint8Array, start: number, end: number, seed: number): number {
  let hash = seed
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  return (hash ^ (hash >>> 13)) >>> 0
}

/**
 * What the controller says of the security groups of each account, primary and nested ones included (`tokenGroups`, asked by the base of
 * the account alone), as LDIF. An account that the reader is not told about has a comment instead.
 */
export async function* tokensLdif(
  connection: DirectoryConnection,
  accounts: readonly string[],
  isWholeDomain: boolean,
): AsyncGenerator<Uint8Array> {
  const head = ['gatehouse: tokens', ...(isWholeDomain ? [WHOLE_DOMAIN] : [])]
  yield Buffer.from(`version: 1\n${head.map(ldifComment).join('')}\n`, 'utf8')
  for (const dn of accounts) {
    const attributes = ['objectGUID', 'objectSid', 'tokenGroups']
    const page = await connection.read({ base: dn, scope: 'base', filter: '(objectClass=*)', attributes })
    if (!page.ok) {
      yield Buffer.from(ldifComment(`not told: ${failureText(page.error)}`), 'utf8')
      if (page.error.kind !== 'result') return
    }
    for (const entry of page.ok ? page.value.entries : [])
      yield Buffer.from(ldifRecordText(entry.dn, entry.attributes, isBinaryAttribute), 'utf8')
  }
}
