import { compareKeys, compareText } from '../base/order.ts'
import type { Account, Group } from '../model/account.ts'
import type { Provenance } from '../model/provenance.ts'

/** The record of a membership is nearly always the group's own or the member's own: two numbers stand for them, others are interned. */
const OF_GROUP = 0
const OF_MEMBER = 1
const FIRST_OTHER = 2

type File = Omit<Provenance, 'record'>

/** Where memberships were read from, as small numbers; given back as provenance by `SortedOrigins`. */
export class MembershipOrigins {
  readonly #accounts: readonly Account[]
  readonly #groups: readonly Group[]
  readonly #files: File[] = []
  readonly #fileIds = new Map<string, number>()
  readonly #records: string[] = []
  readonly #recordIds = new Map<string, number>()
  #last = -1

  constructor(accounts: readonly Account[], groups: readonly Group[]) {
    this.#accounts = accounts
    this.#groups = groups
  }

  /** O(1); without a map look-up while the file stays the same, as it does for a page of records. */
  fileOf({ source, dataset, file }: Provenance): number {
    const last = this.#files[this.#last]
    if (last !== undefined && last.file === file && last.dataset === dataset && last.source === source) return this.#last
    const id = interned([source, dataset, file].join('\0'), this.#fileIds)
    if (id === this.#files.length) this.#files.push({ source, dataset, file })
    this.#last = id
    return id
  }

  /** `member` is an account's position, or a group's behind all accounts. O(1). */
  recordOf({ record }: Provenance, group: number, member: number): number {
    if (record === this.#groups[group]?.provenance.record) return OF_GROUP
    if (record === memberRecord(this.#accounts, this.#groups, member)) return OF_MEMBER
    const id = interned(record, this.#recordIds)
    if (id === this.#records.length) this.#records.push(record)
    return FIRST_OTHER + id
  }

  /** The numbers given so far, replaced by numbers in the order of what they name, so that the order of arrival leaves no trace. */
  sorted(origin: Uint32Array, record: Uint32Array): { readonly origins: SortedOrigins; readonly renumbered: Renumbered } {
    const files = ranked(this.#files, (a, b) => compareKeys([a.source, a.dataset, a.file], [b.source, b.dataset, b.file]))
    const records = ranked(this.#records, compareText)
    return {
      origins: new SortedOrigins(this.#accounts, this.#groups, files.sorted, records.sorted),
      renumbered: {
        origin: origin.map((id) => files.rank[id]!),
        record: record.map((id) => (id < FIRST_OTHER ? id : FIRST_OTHER + records.rank[id - FIRST_OTHER]!)),
      },
    }
  }
}

export interface Renumbered {
  readonly origin: Uint32Array
  readonly record: Uint32Array
}

export class SortedOrigins {
  readonly #accounts: readonly Account[]
  readonly #groups: readonly Group[]
  readonly #files: readonly File[]
  readonly #records: readonly string[]

  constructor(accounts: readonly Account[], groups: readonly Group[], files: readonly File[], records: readonly string[]) {
    this.#accounts = accounts
    this.#groups = groups
    this.#files = files
    this.#records = records
  }

  get files(): number {
    return this.#files.length
  }

  /** How many numbers a record column can hold. */
  get records(): number {
    return FIRST_OTHER + this.#records.length
  }

  provenance(origin: number, record: number, group: number, member: number): Provenance {
    const file = this.#files[origin]
    const text =
      record === OF_GROUP
        ? this.#groups[group]?.provenance.record
        : record === OF_MEMBER
          ? memberRecord(this.#accounts, this.#groups, member)
          : this.#records[record - FIRST_OTHER]
    if (file === undefined || text === undefined) throw new Error(`no record stands behind the membership of ${member} in group ${group}`)
    return { ...file, record: text }
  }
}

function memberRecord(accounts: readonly Account[], groups: readonly Group[], member: number): string | undefined {
  return member < accounts.length ? accounts[member]?.provenance.record : groups[member - accounts.length]?.provenance.record
}

function interned(text: string, ids: Map<string, number>): number {
  const known = ids.get(text)
  if (known !== undefined) return known
  ids.set(text, ids.size)
  return ids.size - 1
}

function ranked<Item>(items: readonly Item[], compare: (a: Item, b: Item) => number): { sorted: Item[]; rank: Uint32Array } {
  const order = items.map((item, id) => ({ item, id })).sort((a, b) => compare(a.item, b.item))
  const rank = new Uint32Array(items.length)
  for (const [position, { id }] of order.entries()) rank[id] = position
  return { sorted: order.map(({ item }) => item), rank }
}
