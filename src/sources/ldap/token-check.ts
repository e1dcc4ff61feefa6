import type { GroupFact, Name } from '../../core/model/fragment.ts'
import type { DatasetReader } from '../evidence/read-evidence.ts'
import { readLdif } from './ldif/ldif-reader.ts'
import { RecordText, recordKey, recordNames } from './record-text.ts'
import { TOKENS_FILE, WHOLE_DOMAIN } from './token-sample.ts'

/** One account with the security groups that its controller counts. */
interface Told {
  readonly id: string
  readonly names: readonly Name[]
  /** `S-1-5-21-…-`: tokens of other domains, and those built in, are not compared. */
  readonly domain: string
  readonly sids: ReadonlySet<string>
}

export interface TokenCheck {
  readonly told: readonly Told[]
  readonly isWholeDomain: boolean
}

/** What the evidence holds of tokens; nothing is told by an export, or by a server that has none. */
export async function readTokens(counts: DatasetReader | null): Promise<TokenCheck> {
  const told: Told[] = []
  let isWholeDomain = false
  for (const page of counts?.pages.filter(({ path }) => path.includes(TOKENS_FILE)) ?? [])
    await readLdif(page.bytes(), (item) => {
      if (item.kind === 'comment' && item.text === WHOLE_DOMAIN) isWholeDomain = true
      if (item.kind !== 'record') return
      const text = new RecordText(item.record, [])
      const key = recordKey(text)
      const sid = text.sids('objectsid')[0]
      const sids = text.sids('tokengroups')
      // Nobody is in no group: an account without tokens is one of whom the reader is told nothing.
      if (key === null || sid === undefined || sids.length === 0) return
      const domain = sid.replace(/\d+$/u, '')
      told.push({ id: key.id, names: recordNames(text, key, []), domain, sids: new Set(sids.filter((one) => one.startsWith(domain))) })
    })
  return { told, isWholeDomain }
}

const EDGES_AT_FIRST = 1 << 12

/**
 * Works out the security groups of a few accounts from the memberships that pass, whatever form their names have.
 *
 * Held are two numbers a membership and the names of groups. O(memberships × depth of nesting) at the end.
 */
export class TokenClosure {
  #holders = new Uint32Array(EDGES_AT_FIRST)
  #members = new Uint32Array(EDGES_AT_FIRST)
  #length = 0
  readonly #groups: { readonly names: readonly Name[]; readonly sid: string; readonly grants: boolean }[] = []

  member(holder: number, member: number): void {
    if (this.#length === this.#holders.length) {
      this.#holders = doubled(this.#holders)
      this.#members = doubled(this.#members)
    }
    this.#holders[this.#length] = holder
    this.#members[this.#length] = member
    this.#length += 1
  }

  group({ group, names }: GroupFact): void {
    const sid = names.find((name) => name.startsWith('sid:'))
    if (sid !== undefined) this.#groups.push({ names, sid: sid.slice('sid:'.length), grants: group.grantsAccess })
  }

  /** By account, in the order of `told`: the SIDs of the security groups that hold it. `numberOf` gives the number of a name that was used. */
  groupsOf(told: readonly Told[], numberOf: (name: Name) => number | null): readonly ReadonlySet<string>[] {
    const canonical = new Map<number, number>()
    const sidOf = new Map<number, string>()
    // Null for what no membership names.
    const bind = (names: readonly Name[]): number | null => {
      const numbers = names.map(numberOf).filter((number) => number !== null)
      const [one] = numbers
      if (one !== undefined) for (const number of numbers) canonical.set(number, one)
      return one ?? null
    }
    for (const { names, sid, grants } of this.#groups) {
      const number = bind(names)
      // Who is in a distribution list is in no token because of it.
      if (grants && number !== null) sidOf.set(number, sid)
    }
    // A bit an account, thirty at a time.
    const found = told.map(() => new Set<string>())
    for (let first = 0; first < told.length; first += BITS) {
      const inside = new Map<number, number>()
      told.slice(first, first + BITS).forEach(({ names }, bit) => {
        const number = bind(names)
        if (number !== null) inside.set(number, (inside.get(number) ?? 0) | (1 << bit))
      })
      while (this.#spread(inside, canonical, sidOf));
      for (const [number, bits] of inside) {
        const sid = sidOf.get(number)
        if (sid !== undefined) for (let bit = 0; bit < BITS; bit++) if ((bits & (1 << bit)) !== 0) found[first + bit]?.add(sid)
      }
    }
    return found
  }

  /** Did any group learn of an account inside it? */
  #spread(inside: Map<number, number>, canonical: ReadonlyMap<number, number>, sidOf: ReadonlyMap<number, string>): boolean {
    let grown = false
    for (let edge = 0; edge < this.#length; edge++) {
      const written = this.#members[edge] ?? 0
      const bits = inside.get(canonical.get(written) ?? written)
      if (bits === undefined) continue
      const holder = this.#holders[edge] ?? 0
      const group = canonical.get(holder) ?? holder
      const before = inside.get(group) ?? 0
      if ((before | bits) === before || !sidOf.has(group)) continue
      inside.set(group, before | bits)
      grown = true
    }
    return grown
  }
}

const BITS = 30

function doubled(column: Uint32Array): Uint32Array<ArrayBuffer> {
  const next = new Uint32Array(column.length * 2)
  next.set(column)
  return next
}

/** A gap on each account whose controller counts other security groups than its lists show. */
export function noteTokenDifferences(
  dataset: DatasetReader,
  { told, isWholeDomain }: TokenCheck,
  computed: readonly ReadonlySet<string>[],
): void {
  told.forEach(({ id, domain, sids }, index) => {
    const found = new Set([...(computed[index] ?? [])].filter((sid) => sid.startsWith(domain)))
    // Of a branch only some groups are read: those that are not say nothing of it.
    const missing = isWholeDomain ? [...sids].filter((sid) => !found.has(sid)) : []
    const surplus = [...found].filter((sid) => !sids.has(sid))
    if (missing.length === 0 && surplus.length === 0) return
    const names = [...missing.map((sid) => `not found: ${sid}`), ...surplus.map((sid) => `not counted: ${sid}`)]
    const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : ''
    dataset.gap({
      code: 'dataset-incomplete',
      record: id,
      reason: `the controller counts ${sids.size} security groups of its domain (\`tokenGroups\`), and ${found.size} were found in lists: ${names.slice(0, NAMED).join(', ')}${more}`,
      cure: 'read again; if it stays, let the reader read every group and its list of members',
    })
  })
}

const NAMED = 3
